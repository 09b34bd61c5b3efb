import { soloPool } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { directionOf, moveThroughTraps } from "./cti.ts";
import { testTraps } from "./cti-testing.ts";

const clock = { sequence: "standard", overscanStart: 9 } as const;
const kindsOf = (...traps: readonly (readonly [releaseSigma: number, captureTime: number])[]) =>
  directionOf(
    testTraps({ traps: traps.map(([releaseSigma, captureTime]) => ({ density: 1, releaseTime: 2, releaseSigma, captureTime })) }),
    clock,
  ).species;

describe("directionOf", () => {
  test("takes the kind of traps from their numbers", () => {
    expect(kindsOf([0, 0], [0, 0.5], [0.1, 0], [0.1, 0.5])).toEqual([
      { kind: "instant-capture", density: 1, releaseTime: 2 },
      { kind: "slow-capture", density: 1, releaseTime: 2, captureTime: 0.5 },
      { kind: "instant-capture-continuum", density: 1, releaseTime: 2, releaseSigma: 0.1 },
      { kind: "slow-capture-continuum", density: 1, releaseTime: 2, releaseSigma: 0.1, captureTime: 0.5 },
    ]);
    const surface = { none: 0.2, full: 0.6 };
    const [species] = directionOf(
      testTraps({ traps: [{ density: 1, releaseTime: 2, releaseSigma: 0, captureTime: 0, surface }] }),
      clock,
    ).species;
    expect(species).toEqual({ kind: "instant-capture", density: 1, releaseTime: 2, surface });
  });

  test("hands on the well, the phases, the window, the passes and every switch", () => {
    const model = testTraps({
      phases: [
        { dwellTime: 0.25, trapShare: 0.4 },
        { dwellTime: 0.75, trapShare: 0.6 },
      ],
      express: 3,
      window: [2, 7],
      emptyBetweenLines: false,
      emptyForFirstTransfers: true,
      releaseAway: false,
      integerExpress: true,
    });
    expect(directionOf(model, clock)).toEqual({
      clocking: {
        sequence: "standard",
        dwellTimes: [0.25, 0.75],
        prescan: 0,
        overscanStart: 9,
        emptyBetweenColumns: false,
        emptyForFirstTransfers: true,
        releaseAway: false,
        integerExpress: true,
      },
      phases: [
        { ...model.well, trapFraction: 0.4 },
        { ...model.well, trapFraction: 0.6 },
      ],
      species: [{ kind: "instant-capture", density: 10, releaseTime: 1 / Math.LN2 }],
      express: 3,
      windowStart: 2,
      windowStop: 7,
    });
  });
});

test("an error of the kernels is one of the effect", async () => {
  const transfer = {
    parallel: directionOf(testTraps({ traps: [{ density: -1, releaseTime: 1, releaseSigma: 0, captureTime: 0 }] }), clock),
  };
  const planes = { width: 2, height: 9, planes: [new Float32Array(18)] };
  await expect(moveThroughTraps("my-effect", soloPool(), planes, transfer, new AbortController().signal)).rejects.toThrow(
    "my-effect: density -1 of instant-capture traps, expected traps per pixel from 0 up",
  );
});

import type { CcdId, CosmicRayModel } from "@elvis/formats/product";
import { child, poisson, startPool, stream } from "@elvis/kernels";
import { nodeThread } from "@elvis/stage";
import { describe, expect, test } from "vitest";
import { effects, type Settings } from "./effects/index.ts";
import { type Digital, emptyCharge, type Frame, LETTERS, planesOf } from "./frame.ts";
import { type Run, simulate } from "./simulate.ts";
import { bareDetector, chargeOf, each, fourPlanes, testRun } from "./testing.ts";

const margins = { prescan: 3, overscan: 2, parallelOverscan: 4 };
const cosmicRays: CosmicRayModel = {
  length: { probability: [0, 1], value: [0, 12] },
  energy: { probability: [0, 1], value: [1000, 50_000] },
  coveringFraction: 0.02,
  duration: 565,
};
const detector = bareDetector(cosmicRays);

const run = (ccd: CcdId = "1-1", changes: Partial<Run> = {}): Run => testRun({ ccd, random: stream(7, "pointing", 1, ccd), ...changes });

const sky = () => chargeOf(32, 24, 130, margins);

/** The frame as it is after an effect, as plain numbers. */
async function after(key: string, settings: Settings, of: Run = run()): Promise<readonly number[][]> {
  let seen: number[][] | undefined;
  await simulate(sky(), settings, {
    ...of,
    tap(tapped, frame) {
      if (tapped === key) seen = planesOf(frame).map(({ pixels }) => [...pixels]);
    },
  });
  if (seen === undefined) throw new Error(`${key} was not tapped`);
  return seen;
}

describe("a run of the chain", () => {
  test("gives a frame of whole numbers of the size that is read out", async () => {
    const { frame } = await simulate(sky(), detector, run());
    expect([frame.kind, frame.width, frame.height]).toEqual(["digital", 3 + 16 + 2, 12 + 4]);
    expect(
      fourPlanes(frame).every((plane) => plane.length === 21 * 16 && plane.every((value) => Number.isInteger(value) && value > 2600)),
    ).toBe(true);
  });

  test("shows the frame after each effect that runs, in the order of the list, and no other", async () => {
    const keys: string[] = [];
    const kinds = new Set<Frame["kind"]>();
    const { dark: _, ...withoutDark } = detector;
    const tap = (key: string, frame: Frame) => {
      keys.push(key);
      kinds.add(frame.kind);
    };
    await simulate(sky(), withoutDark, run("1-1", { tap }));
    const present = effects.filter(({ name }) => name in withoutDark).map(({ elvisKey }) => elvisKey);
    expect(keys).toEqual(present);
    expect([...kinds]).toEqual(["charge", "readout", "digital"]);
  });

  test("accounts for every electron: a line's sum is the next one's start, and added less removed is the difference", async () => {
    const { budget } = await simulate(sky(), detector, run());
    expect(budget.map(({ effect }) => effect)).toEqual(effects.filter(({ name }) => name in detector).map(({ name }) => name));
    budget.forEach((line, n) => {
      const before = n === 0 ? 32 * 24 * 130 : budget[n - 1].after;
      expect(line.before).toBe(before);
      // Electrons become ADU: only then the sum changes without a pixel that rose or fell.
      if (line.effect === "gain") expect(line).toMatchObject({ added: 0, removed: 0 });
      else
        expect(Math.abs(line.before! + line.added - line.removed - line.after!)).toBeLessThan(
          1e-12 * (line.before! + line.added + line.removed),
        );
    });
    const first = budget[0].before!;
    const toGain = budget.slice(
      0,
      budget.findIndex(({ effect }) => effect === "gain"),
    );
    const collected = toGain.reduce((sum, { added, removed }) => sum + added - removed, first);
    expect(Math.abs(collected - toGain[toGain.length - 1].after!)).toBeLessThan(1e-11 * collected);
    expect(budget.find(({ effect }) => effect === "overscan")).toMatchObject({ added: 0, removed: 0 });
  });

  test("stops between effects when it is told to", async () => {
    const stop = new AbortController();
    const tapped: string[] = [];
    const running = simulate(
      sky(),
      detector,
      run("1-1", {
        signal: stop.signal,
        tap(key) {
          tapped.push(key);
          if (key === "NOISE") stop.abort(new Error("enough"));
        },
      }),
    );
    await expect(running).rejects.toThrow("enough");
    expect(tapped).toEqual(["DARK", "NOISE"]);
  });
});

test("one thread or three, in the pool's memory or outside it: the same bytes and the same budget", async () => {
  const runOn = async (workers: number, isHeld: boolean) => {
    const pool = startPool({ workers, spawn: nodeThread });
    try {
      const frame = emptyCharge(600, 400, margins, isHeld ? pool : undefined);
      frame.pixels.fill(130);
      return await simulate(frame, detector, run("1-1", { pool }));
    } finally {
      pool.close();
    }
  };
  const [plain, held, shared] = [await runOn(1, false), await runOn(1, true), await runOn(3, true)];
  for (const other of [held, shared]) {
    expect(other.budget).toEqual(plain.budget);
    const expected = fourPlanes(plain.frame);
    expect(fourPlanes(other.frame).every((plane, n) => plane.every((value, at) => value === expected[n][at]))).toBe(true);
    expect(fourPlanes(other.frame).map(({ length }) => length)).toEqual(expected.map(({ length }) => length));
  }
}, 30_000);

describe("random numbers", () => {
  test("are the same for the same run", async () => {
    expect((await simulate(sky(), detector, run())).frame).toEqual((await simulate(sky(), detector, run())).frame);
  });

  test("of an effect come from the stream of its name", async () => {
    const of = run();
    const [pixels] = await after("NOISE", { "photon-noise": {}, overscan: {}, gain: { gain: each(1) } }, of);
    const own = child(of.random, "photon-noise");
    expect(pixels).toEqual(pixels.map((_, at) => poisson(own, at, 130)));
  });

  test("of one effect do not depend on which others run", async () => {
    const { dark: _d, "cosmic-rays": _c, bias: _b, ...fewer } = detector;
    // No bias: add it to see the noise; sky and dark differ, so compare the read noise itself: with and without it, in one chain.
    const noiseIn = async (settings: Settings) => {
      const { "readout-noise": _n, ...quiet } = settings;
      const [noisy, plain] = [await after("READOUTNOISE", settings), await after("PARALLELOVERSCAN", quiet)];
      return noisy.map((plane, quadrant) => plane.map((value, at) => Math.round((value - plain[quadrant][at]) * 1000)));
    };
    const [full, few] = [await noiseIn(detector), await noiseIn(fewer)];
    for (const [quadrant, plane] of full.entries()) {
      for (const [at, value] of plane.entries()) expect(Math.abs(value - few[quadrant][at])).toBeLessThanOrEqual(5);
    }
  });

  test("of photon noise do not change when cosmic rays or read noise are off", async () => {
    const { "cosmic-rays": _c, "readout-noise": _n, ...fewer } = detector;
    expect(await after("NOISE", fewer)).toEqual(await after("NOISE", detector));
  });

  test("are never shared by two CCDs, nor by two amplifiers", async () => {
    const only: Settings = { overscan: {}, gain: { gain: each(1) }, "readout-noise": { sigma: each(5) } };
    const [first, second] = [await after("READOUTNOISE", only, run("1-1")), await after("READOUTNOISE", only, run("6-6"))];
    const planes = [...first, ...second];
    for (let a = 0; a < planes.length; a++) {
      for (let b = 0; b < a; b++) {
        const same = planes[a].filter((value, at) => value === planes[b][at]).length;
        expect(same).toBeLessThan(3);
      }
    }
    const photons = await Promise.all((["1-1", "6-6"] as const).map((ccd) => after("NOISE", detector, run(ccd))));
    expect(photons[0]).not.toEqual(photons[1]);
  });
});

describe("a pattern without symmetry", () => {
  const quiet: Settings = { overscan: {}, "parallel-overscan": {}, gain: { gain: each(1) }, discretize: { top: 65535 } };
  /** One number a pixel of 8 x 6. */
  const pattern = async (ccd: CcdId): Promise<Digital> =>
    (
      await simulate(
        chargeOf(8, 6, (x, y) => 100 + 10 * y + x, margins),
        quiet,
        run(ccd),
      )
    ).frame;
  const firstRead = (frame: Digital) => Object.fromEntries(LETTERS.map((letter) => [letter, frame.planes[letter][margins.prescan]]));
  const at = (frame: Digital, letter: "E" | "F" | "G" | "H", u: number, v: number) =>
    frame.planes[letter][v * frame.width + margins.prescan + u];

  test("is followed to its pixel through the four amplifiers of CCD 1-1", async () => {
    const frame = await pattern("1-1");
    expect(firstRead(frame)).toEqual({ E: 100, F: 107, G: 157, H: 150 });
    expect([at(frame, "E", 2, 1), at(frame, "F", 2, 1), at(frame, "G", 2, 1), at(frame, "H", 2, 1)]).toEqual([112, 115, 145, 142]);
  });

  test("is followed to its pixel through the four amplifiers of CCD 6-6", async () => {
    const frame = await pattern("6-6");
    expect(firstRead(frame)).toEqual({ G: 100, H: 107, E: 157, F: 150 });
    expect([at(frame, "G", 2, 1), at(frame, "H", 2, 1), at(frame, "E", 2, 1), at(frame, "F", 2, 1)]).toEqual([112, 115, 145, 142]);
  });
});

import fc from "fast-check";
import { beforeAll, describe, expect, it } from "vitest";
import { nodeThread } from "../../../stage/src/node/threads.ts";
import { child, stream, uniform } from "../random.ts";
import { type Pool, startPool } from "../wasm/pool.ts";
import { standardClocking } from "./clocking.ts";
import { addCti, type ChargeTransfer, type Direction } from "./cti.ts";
import type { Species } from "./species.ts";
import { transferCharge } from "./transfer.ts";
import { WellFill, wellLaw } from "./well.ts";
import { fillWellTable, WELL_KNOTS } from "./well-table.ts";

let pool: Pool;
beforeAll(() => {
  pool = startPool();
});

const well = { fullWell: 200_000, notch: 1e-9, power: 0.58, firstElectronFill: 0, trapFraction: 1 };
const instant = (density: number, releaseTime: number): Species => ({ kind: "instant-capture", density, releaseTime });
const parallel: Direction = {
  clocking: { ...standardClocking, overscanStart: 60 },
  phases: [well],
  species: [instant(0.1656, 1.25), instant(0.3185, 4.4)],
  express: 5,
};
const serial: Direction = {
  ...parallel,
  clocking: standardClocking,
  species: [instant(0.0442, 0.8), instant(0.1326, 4), instant(3.9782, 20)],
};

/** Sky with noise, sources and a dark border. */
function scene(width: number, height: number, seed: number): Float32Array {
  const random = child(stream(seed), "charge transfer");
  return Float32Array.from({ length: width * height }, (_, at) => {
    const x = at % width;
    const y = Math.floor(at / width);
    if (x < 3 || x >= width - 4 || y >= height - 3) return 0;
    const source = uniform(random, at, 0) < 0.02 ? 10 ** (2 + 3.2 * uniform(random, at, 1)) : 0;
    return 130 + 40 * (uniform(random, at, 2) - 0.5) + source;
  });
}

/** Relative, of the kernel's table of the well's fill (below). */
const PRECISION = 1e-10;

/** Worst difference, over 1e-3 of a pixel where that is more than an electron. */
const apart = (ours: Float32Array, theirs: Float32Array): number =>
  ours.reduce((most, value, at) => Math.max(most, Math.abs(value - theirs[at]) / Math.max(1, Math.abs(1e-3 * theirs[at]))), 0);

describe("the kernel of charge transfer", () => {
  it("does what the plain function does, whatever the wells, traps and clocks", async () => {
    const directions = fc.record({
      species: fc.array(fc.tuple(fc.constantFrom(0.05, 0.4, 4, 2000), fc.constantFrom(0.01, 0.8, 4, 20, 1e6)), {
        minLength: 0,
        maxLength: 5,
      }),
      express: fc.constantFrom(0, 1, 2, 5, 40),
      sequence: fc.constantFrom("standard" as const, "charge-injection" as const),
      emptyBetweenColumns: fc.boolean(),
      emptyForFirstTransfers: fc.boolean(),
      integerExpress: fc.boolean(),
      prescan: fc.constantFrom(0, 7),
      overscanStart: fc.constantFrom(undefined, 11),
      dwellTime: fc.constantFrom(1, 0.3),
      window: fc.constantFrom({}, { windowStart: 2, windowStop: 11 }, { windowOffset: 5 }),
      phase: fc.constantFrom(
        well,
        { ...well, notch: 96, power: 0.478, fullWell: 84_700 },
        { ...well, notch: -3 },
        { ...well, firstElectronFill: 0.01, trapFraction: 0.5 },
        { ...well, fullWell: 1000, power: 1 },
      ),
    });
    const toDirection = ({ species, express, phase, window, dwellTime, overscanStart, ...clocking }: any, size: number): Direction => ({
      clocking: { ...standardClocking, ...clocking, dwellTimes: [dwellTime], ...(overscanStart === undefined ? {} : { overscanStart }) },
      phases: [{ ...phase, fullWell: size * phase.fullWell }],
      species: species.map(([density, time]: [number, number]) => instant(density, time)),
      express,
      ...window,
    });
    let amplified = 0;
    await fc.assert(
      fc.asyncProperty(directions, directions, fc.boolean(), fc.integer({ min: 0, max: 99 }), async (down, across, allowNegative, seed) => {
        const transferOf = (size: number): ChargeTransfer => ({
          ...{ parallel: toDirection(down, size), serial: toDirection(across, size), allowNegative },
        });
        const [width, height] = [22, 14];
        const ours = scene(width, height, seed);
        for (let at = 0; at < ours.length; at += 17) ours[at] = -3 + (at % 5);
        const [theirs, inLargerWells] = [ours.slice(), ours.slice()];
        await transferCharge(pool, [ours], width, height, transferOf(1));
        addCti(theirs, width, height, transferOf(1));
        addCti(inLargerWells, width, height, transferOf(1 + PRECISION));
        // Thousands of traps a pixel amplify what enters them: there the plain function itself is no more certain than that.
        const uncertain = apart(inLargerWells, theirs);
        expect(apart(ours, theirs)).toBeLessThan(Math.max(1e-3, uncertain));
        amplified += Number(uncertain > 1e-3);
      }),
      { numRuns: 150 },
    );
    // One run in 1600.
    expect(amplified).toBeLessThan(3);
  }, 180_000);

  it("hands what it does not know to the plain function: other species, phases, pumping, surface traps", async () => {
    const others: Direction[] = [
      { ...serial, species: [{ kind: "slow-capture", density: 2, releaseTime: 4, captureTime: 0.3 }] },
      { ...serial, species: [{ ...instant(2, 4), kind: "instant-capture", surface: { none: 0.02, full: 0.3 } }] },
      { ...serial, phases: [well, well], clocking: { ...standardClocking, dwellTimes: [0.5, 0.5] } },
      { ...serial, species: [...serial.species, ...serial.species] },
    ];
    for (const other of others) {
      const ours = scene(12, 9, 1);
      const theirs = ours.slice();
      await transferCharge(pool, [ours], 12, 9, { parallel, serial: other });
      addCti(theirs, 12, 9, { parallel, serial: other });
      expect(apart(ours, theirs)).toBeLessThan(1e-3);
    }
  });

  it("gives the same bytes with one, two and three threads, and for each of several images", async () => {
    const [width, height] = [101, 63];
    const run = async (on: Pool): Promise<Buffer[]> => {
      const images = [1, 2, 3, 4].map((seed) => scene(width, height, seed));
      await transferCharge(on, images, width, height, { parallel, serial });
      return images.map(({ buffer }) => Buffer.from(buffer));
    };
    const one = await run(pool);
    const alone = scene(width, height, 3);
    await transferCharge(pool, [alone], width, height, { parallel, serial });
    expect(Buffer.from(alone.buffer).equals(one[2])).toBe(true);
    for (const workers of [2, 3]) {
      const threads = startPool({ workers, spawn: nodeThread });
      const many = await run(threads);
      threads.close();
      expect(many.every((bytes, n) => bytes.equals(one[n]))).toBe(true);
    }
  }, 60_000);

  it("works in place on pixels of its own memory, and leaves that as it was", async () => {
    const mark = pool.mark();
    const image = scene(40, 30, 5);
    const held = pool.float32(image.length);
    held.set(image);
    const before = pool.mark();
    await transferCharge(pool, [held], 40, 30, { parallel, serial });
    expect(pool.mark()).toBe(before);
    await transferCharge(pool, [image], 40, 30, { parallel, serial });
    expect(Array.from(held)).toEqual(Array.from(image));
    pool.release(mark);
  });

  it("goes on when a shared register has more levels than its memory has layers: those highest up are taken together", async () => {
    // 9000 pixels in falling order, which hardly anything is released from.
    const [width, height] = [100, 90];
    const image = Float32Array.from({ length: width * height }, (_, at) => 180_000 - 19 * at);
    const shared: Direction = {
      ...serial,
      clocking: { ...standardClocking, emptyBetweenColumns: false },
      species: [instant(4, 1e7), instant(0.3, 1e5)],
      express: 1,
    };
    const theirs = image.slice();
    await transferCharge(pool, [image], width, height, { serial: shared });
    addCti(theirs, width, height, { serial: shared });
    expect(apart(image, theirs)).toBeLessThan(1e-3);
  });

  it("stops between directions when told to, and refuses an image of another size", async () => {
    const image = scene(12, 9, 1);
    const before = image.slice();
    await expect(transferCharge(pool, [image], 12, 9, { parallel }, { signal: AbortSignal.abort() })).rejects.toThrow("abort");
    expect(image).toEqual(before);
    await expect(transferCharge(pool, [image], 12, 8, { parallel })).rejects.toThrow("image of 108 pixels, expected 12 x 8");
  });
});

describe("the table of a well's fill", () => {
  it.each([0.1, 0.478, 0.58, 1, 1.7])("is within 1e-10 of the power %f, from 2^-64 of the well to all of it", (power) => {
    const law = { ...well, notch: 0, power, firstElectronFill: 0.02 };
    const table = new Float64Array(4 * WELL_KNOTS);
    fillWellTable(table, law);
    const exact = new WellFill(law);
    const { perElectron } = wellLaw(law);
    for (let at = -63.97; at < 0; at += 0.0137) {
      const electrons = law.fullWell * 2 ** at;
      const share = electrons * perElectron;
      const doubling = Math.floor(Math.log2(share));
      const knot = 64 * (doubling + 64) + Math.floor((share / 2 ** doubling - 1) * 64);
      const [a, b, c, d] = table.subarray(4 * knot, 4 * knot + 4);
      const volume = a + share * (b + share * (c + share * d));
      expect(Math.abs(volume - exact.volume(electrons))).toBeLessThan(PRECISION * exact.volume(electrons));
    }
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { standardClocking } from "./clocking.ts";
import { addCti, type ChargeTransfer, type Direction, removeCti } from "./cti.ts";
import type { Phase } from "./groups.ts";
import type { Species } from "./species.ts";

/** 1000 electrons fill the well, volume in proportion. */
const linear: Phase = { fullWell: 1000, notch: 0, power: 1, firstElectronFill: 0, trapFraction: 1 };
const euclid: Phase = { fullWell: 200_000, notch: 0, power: 0.58, firstElectronFill: 0, trapFraction: 1 };
const half: Species = { kind: "instant-capture", density: 10, releaseTime: 1 / Math.LN2 };
/** Mission database, parallel. */
const parallelSpecies: readonly Species[] = [
  { kind: "instant-capture", density: 0.1656, releaseTime: 1.25 },
  { kind: "instant-capture", density: 0.3185, releaseTime: 4.4 },
];
const serialSpecies: readonly Species[] = [
  { kind: "instant-capture", density: 0.0442, releaseTime: 0.8 },
  { kind: "instant-capture", density: 0.1326, releaseTime: 4 },
  { kind: "instant-capture", density: 3.9782, releaseTime: 20 },
];
const direction = (change: Partial<Direction>): Direction => ({
  clocking: standardClocking,
  phases: [linear],
  species: [half],
  express: 0,
  ...change,
});
const column = (rows: number, charges: Readonly<Record<number, number>>): Float64Array => {
  const pixels = new Float64Array(rows);
  for (const [row, electrons] of Object.entries(charges)) pixels[Number(row)] = electrons;
  return pixels;
};
/** A column read in parallel. */
const read = (pixels: Float64Array, change: Partial<Direction>, more: Partial<ChargeTransfer> = {}): Float64Array => {
  const image = pixels.slice();
  addCti(image, 1, image.length, { parallel: direction(change), ...more });
  return image;
};
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);

describe("charge transfer", () => {
  it("leaves of a bright pixel in row 4 what five transfers leave, and a trail behind it", () => {
    const image = read(column(20, { 4: 1000 }), {});
    // Each of five transfers fills 1 % of the electrons away: 1000 x 0.99^5.
    expect(image[4]).toBeCloseTo(950.9900499, 9);
    // By ArCTIC 7.0.7.
    for (const [row, electrons] of [28.795687806986795, 17.038782469725685, 9.919281449650171].entries())
      expect(image[5 + row]).toBeCloseTo(electrons, 10);
    expect(image.subarray(0, 4)).toEqual(new Float64Array(4));
  });

  /** Two of the brightest pixels and some trail of a column: rows 3, 4, 12, 13, 25, 30, 31, 32, 33 have charge. */
  const charges = { 3: 5000, 4: 200, 12: 20_000, 13: 100, 25: 800, 30: 50, 31: 5000, 32: 60_000, 33: 30 };
  const shifted = Object.fromEntries(Object.entries(charges).map(([row, electrons]) => [Number(row) + 2, electrons]));
  const flat = column(5, { 0: 1000, 1: 1000, 2: 1000, 3: 1000, 4: 1000 });
  const pumping = (steps: number, pumps: number) => ({
    ...standardClocking,
    sequence: "trap-pumping" as const,
    dwellTimes: Array.from({ length: steps }, () => 1 / steps),
    pumps,
    emptyForFirstTransfers: true,
  });
  const shares = (...fractions: number[]): Phase[] => fractions.map((trapFraction) => ({ ...euclid, trapFraction }));
  const eol: readonly Species[] = [
    { kind: "instant-capture", density: 0.07275, releaseTime: 0.8 },
    { kind: "instant-capture", density: 0.21825, releaseTime: 4 },
    { kind: "instant-capture", density: 6.54804, releaseTime: 20 },
  ];
  const injected = { sequence: "charge-injection" as const, prescan: 10, integerExpress: true };
  // By ArCTIC 7.0.7, to all digits that it gives; rows from `row` on.
  it.each<{ title: string; image: Float64Array; change: Partial<Direction>; row: number; electrons: number[] }>([
    {
      title: "first transfers apart, three passes",
      image: column(20, { 4: 1000 }),
      change: { express: 3, clocking: { ...standardClocking, emptyForFirstTransfers: true } },
      row: 4,
      electrons: [950.4, 24.62625, 14.84962875, 7.8764905828125],
    },
    {
      title: "a notch",
      image: column(40, charges),
      change: { express: 5, species: eol, phases: [{ ...euclid, fullWell: 84_700, notch: 96, power: 0.478 }] },
      row: 3,
      electrons: [4992.987943493318, 200.4524147904082, 0.563324271842236, 0.5882604972268823],
    },
    {
      title: "surface traps",
      image: column(40, charges),
      change: {
        phases: [euclid],
        species: [
          { kind: "instant-capture", density: 5, releaseTime: 4, surface: { none: 0.02, full: 0.3 } },
          { kind: "instant-capture", density: 0.5, releaseTime: 1.25 },
        ],
      },
      row: 3,
      electrons: [4999.358716390986, 200.24920003307375, 0.20841472095623476, 0.14966867814600945],
    },
    {
      title: "a window",
      image: column(40, charges),
      change: { phases: [euclid], species: parallelSpecies, windowStart: 10, windowStop: 30 },
      row: 4,
      electrons: [200, 0, 0, 0, 0, 0, 0, 0, 19998.34473011895, 100.54759831966115],
    },
    {
      title: "slow capture",
      image: column(20, { 4: 1000 }),
      change: { species: [{ ...half, kind: "slow-capture", captureTime: 0.1 }] },
      row: 4,
      electrons: [954.1085216239904, 27.001828653277318, 15.961907168462732],
    },
    {
      title: "a continuum",
      image: column(20, { 4: 1000 }),
      change: { species: [{ ...half, kind: "instant-capture-continuum", releaseSigma: 0.1 }] },
      row: 4,
      electrons: [950.9900499, 28.825453014803042, 16.96110221746743],
    },
    {
      title: "a continuum with slow capture",
      image: column(20, { 4: 1000 }),
      change: { species: [{ ...half, kind: "slow-capture-continuum", releaseSigma: 0.1, captureTime: 0.1 }] },
      row: 4,
      electrons: [954.121233064991, 27.01008884186832, 15.884308968502484],
    },
    {
      title: "charge injection, a prescan, whole multipliers",
      image: column(90, Object.fromEntries(Array.from({ length: 20 }, (_, n) => [10 + n, 50_000]))),
      change: { express: 3, phases: [euclid], species: parallelSpecies, clocking: { ...standardClocking, ...injected } },
      row: 10,
      electrons: [49978.33773222656, 49999.99816844783, 49999.999999946434, 50_000],
    },
    {
      title: "trap pumping, traps in the second of three phases",
      image: flat,
      change: { phases: shares(0, 1, 0), species: [{ ...half, releaseTime: 1 }], clocking: pumping(6, 1), windowStart: 2, windowStop: 3 },
      row: 0,
      electrons: [1000, 1000, 999.4772972445564, 1000.0599318330098, 1000],
    },
    {
      title: "trap pumping, a hundred pumps in five passes",
      image: flat,
      change: {
        express: 5,
        phases: shares(0.5, 0.3, 0.2),
        species: [{ ...half, releaseTime: 1 }],
        clocking: pumping(6, 100),
        windowStart: 2,
        windowStop: 3,
      },
      row: 0,
      electrons: [1000, 1001.1885344025387, 996.6450329251118, 1001.7844727484315, 1000],
    },
    {
      title: "three phases that release to both sides",
      image: column(44, shifted),
      change: {
        express: 5,
        phases: shares(0.5, 0.3, 0.2),
        species: eol,
        clocking: { ...standardClocking, dwellTimes: [1 / 3, 1 / 3, 1 / 3], releaseAway: false },
        windowStart: 2,
        windowStop: 42,
      },
      row: 4,
      electrons: [0, 4995.28052041035, 200.2683213246196, 0.3249824455324974],
    },
    {
      title: "two uneven phases",
      image: column(42, charges),
      change: {
        express: 5,
        phases: shares(0.6, 0.4),
        species: parallelSpecies,
        clocking: { ...standardClocking, dwellTimes: [0.7, 0.3] },
        windowStop: 41,
      },
      row: 3,
      electrons: [4999.788711176806, 200.06003036485055, 0.06269163997571899],
    },
  ])("is ArCTIC's: $title", ({ image, change, row, electrons }) => {
    const ours = read(image, change);
    for (const [n, value] of electrons.entries()) expect(Math.abs(ours[row + n] - value)).toBeLessThan(1e-9);
  });

  it("goes along columns first, then along rows", () => {
    const image = new Float64Array(24);
    for (const at of [4, 9, 14]) image[at] = 200;
    const both = direction({ clocking: { ...standardClocking, emptyForFirstTransfers: true } });
    addCti(image, 4, 6, { parallel: both, serial: both });
    // By ArCTIC 7.0.7, rows 1 to 3.
    const electrons = [
      [194.0598, 0.9751995000000002, 0.49003774875, 0.246243968746875],
      [1.9553242499999999, 190.21766197625, 1.916462427415625, 0.965423920445039],
      [0.9850007475000001, 2.8917849373999998, 186.47104788333456, 2.8248265321816604],
    ].flat();
    for (const [n, value] of electrons.entries()) expect(image[4 + n]).toBeCloseTo(value, 11);
  });
});

describe("laws of charge transfer", () => {
  const noisy = fc.array(fc.double({ min: 0, max: 50_000, noNaN: true }), { minLength: 30, maxLength: 30 });
  const realistic: ChargeTransfer = {
    parallel: direction({ phases: [euclid], species: parallelSpecies, express: 2 }),
    serial: direction({ phases: [euclid], species: serialSpecies, express: 2 }),
  };

  it("columns do not know of one another in parallel, nor rows in serial, unless the register is shared", () => {
    fc.assert(
      fc.property(noisy, noisy, (one, other) => {
        const pair = Float64Array.from({ length: 60 }, (_, at) => (at % 2 === 0 ? one : other)[at >> 1]);
        addCti(pair, 2, 30, { parallel: realistic.parallel });
        expect(pair.filter((_, at) => at % 2 === 1)).toEqual(read(Float64Array.from(other), realistic.parallel ?? {}));
        const rows = Float64Array.from([...one, ...other]);
        addCti(rows, 30, 2, { serial: realistic.parallel });
        expect(rows.slice(30)).toEqual(read(Float64Array.from(other), realistic.parallel ?? {}));
      }),
      { numRuns: 20 },
    );
    const shared = direction({ clocking: { ...standardClocking, emptyBetweenColumns: false } });
    const rows = Float64Array.from([0, 0, 500, 0, 0, 0]);
    addCti(rows, 3, 2, { serial: shared });
    // The second row, dark, gets what the first has left in the traps.
    expect(rows[3]).toBeGreaterThan(1);
  });

  it("no traps are no change, and no image is none", () => {
    const image = Float64Array.from({ length: 24 }, (_, n) => 100 * n);
    const before = image.slice();
    const none = direction({ species: [] });
    addCti(image, 4, 6, { parallel: none, serial: direction({ species: [{ ...half, density: 0 }] }) });
    expect(image).toEqual(before);
    addCti(image, 4, 6, {});
    expect(image).toEqual(before);
  });

  it("is conserved, save for what is left in the traps, when first transfers are apart and every transfer is made", () => {
    // Long enough for the traps to give all back before the image ends.
    const far = read(column(120, { 4: 1000, 30: 400 }), { clocking: { ...standardClocking, emptyForFirstTransfers: true } });
    expect(sum(far)).toBeCloseTo(1400, 9);
  });

  it("is not conserved by the standard sequence, which counts what a pass finds in the traps once per transfer (ArCTIC's too: + 2 %)", () => {
    const image = read(column(20, { 4: 1000 }), {});
    expect(sum(image)).toBeCloseTo(1019.8924722280747, 9);
  });

  it("is not linear: twice the charge loses less than twice as much where the well fills as a power below 1", () => {
    const lost = (electrons: number): number =>
      electrons - read(column(20, { 4: electrons }), { phases: [euclid], species: parallelSpecies })[4];
    expect(lost(2000)).toBeLessThan(1.6 * lost(1000));
    expect(lost(2000)).toBeGreaterThan(1.4 * lost(1000));
  });

  it("comes near to the truth with more passes", () => {
    const image = Float64Array.from({ length: 60 }, (_, n) => 100 + ((n * 7919) % 97) + (n % 17 === 3 ? 20_000 : 0));
    const truth = read(image, { phases: [euclid], species: serialSpecies });
    const off = [1, 5, 20].map((express) => {
      const ours = read(image, { phases: [euclid], species: serialSpecies, express });
      return Math.sqrt(sum(ours.map((value, n) => (value - truth[n]) ** 2)));
    });
    expect(off[1]).toBeLessThan(off[0] / 2);
    expect(off[2]).toBeLessThan(off[1] / 2);
  });

  it("is undone by removal, the more so the more often", () => {
    const image = Float64Array.from({ length: 30 * 20 }, (_, n) => 100 + ((n * 7919) % 97) + (n % 83 === 3 ? 20_000 : 0));
    const off = [0, 1, 2, 5].map((iterations) => {
      const observed = image.slice();
      addCti(observed, 30, 20, realistic);
      removeCti(observed, 30, 20, realistic, iterations);
      return Math.max(...observed.map((value, n) => Math.abs(value - image[n])));
    });
    expect(off[0]).toBeGreaterThan(1);
    expect(off[1]).toBeLessThan(off[0] / 10);
    expect(off[2]).toBeLessThan(off[1] / 10);
    expect(off[3]).toBeLessThan(1e-6);
  });

  it("ends at 0 where nothing is allowed below", () => {
    const image = column(12, { 2: -20, 3: 1, 8: 300 });
    const strong = { species: [{ ...half, density: 300 }], express: 1 };
    expect(Math.min(...read(image, strong))).toBeLessThan(-20);
    expect(Math.min(...read(image, strong, { allowNegative: false }).subarray(3))).toBe(0);
  });

  it("works on float32 as on float64, to the last bit but the rounding", () => {
    const wide = Float64Array.from({ length: 40 }, (_, n) => 100 + (n % 9) * 1000);
    const narrow = Float32Array.from(wide);
    addCti(narrow, 4, 10, { parallel: realistic.parallel });
    addCti(wide, 4, 10, { parallel: realistic.parallel });
    expect(narrow).toEqual(Float32Array.from(wide));
  });

  it("refuses an image of another size, phases that the clock has not, windows outside, and pumping of more than one row", () => {
    const image = new Float64Array(12);
    expect(() => addCti(image, 3, 5, {})).toThrow("image of 12 pixels, expected 3 x 5");
    expect(() => addCti(image, 3, 4, { parallel: direction({ phases: [linear, linear] }) })).toThrow("2 phases, expected 1");
    expect(() => addCti(image, 3, 4, { parallel: direction({ windowStop: 5 }) })).toThrow(
      "window 0 to 5, expected whole numbers within 0 to 4",
    );
    const pumping = { ...standardClocking, sequence: "trap-pumping" as const, dwellTimes: [0.5, 0.5], pumps: 3 };
    expect(() => addCti(image, 3, 4, { parallel: direction({ clocking: pumping }) })).toThrow("window of 4 rows, expected the one");
    expect(() => addCti(image, 3, 4, { parallel: direction({ clocking: { ...standardClocking, prescan: -1 } }) })).toThrow("prescan -1");
  });
});

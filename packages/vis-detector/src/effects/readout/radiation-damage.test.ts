import { ccdOf, cornerOf } from "@elvis/focal-plane";
import { addCti, type Direction } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { directionOf } from "../../cti.ts";
import { testTraps } from "../../cti-testing.ts";
import { LETTERS, type Readout } from "../../frame.ts";
import { chargeOf, effectContract, readoutOf, testEffectContext } from "../../testing.ts";
import { overscan } from "./overscan.ts";
import { parallelOverscan } from "./parallel-overscan.ts";
import { radiationDamage } from "./radiation-damage.ts";

const none = testTraps({ traps: [] });
const sum = (values: Iterable<number>): number => [...values].reduce((total, value) => total + value, 0);
const column = (plane: Float32Array, width: number, x: number): number[] => Array.from(plane.filter((_, at) => at % width === x));
const margins = { prescan: 3, overscan: 4, parallelOverscan: 5 };
/** Mission database of 2017. */
const euclid = { fullWell: 200_000, notch: 1e-9, power: 0.58, firstElectronFill: 0 };
const species = (...pairs: readonly (readonly [density: number, releaseTime: number])[]) =>
  pairs.map(([density, releaseTime]) => ({ density, releaseTime, releaseSigma: 0, captureTime: 0 }));
const parallelTraps = testTraps({ traps: species([0.1656, 1.25], [0.3185, 4.4]), well: euclid, express: 5 });
const serialTraps = testTraps({ traps: species([0.0442, 0.8], [0.1326, 3.5], [3.9782, 20]), well: euclid, express: 5 });

describe("radiation damage", () => {
  test("a bright pixel in row 4 leaves 49 of 1000 electrons behind, along its column alone", async () => {
    const frame = readoutOf(7, 20, (x, y) => (x === 3 && y === 4 ? 1000 : 0), margins);
    const { planes } = await radiationDamage.apply(frame, { parallel: testTraps() }, testEffectContext());
    // 1000 x 0.99^5 after five transfers, each of which fills 1 % away; the trail by ArCTIC 7.0.7.
    for (const plane of Object.values(planes)) {
      const line = column(plane, 7, 3);
      expect(line[4]).toBeCloseTo(950.9900499, 2);
      [28.7957, 17.0388, 9.9193].forEach((electrons, n) => void expect(line[5 + n]).toBeCloseTo(electrons, 3));
      expect(line.slice(0, 4)).toEqual([0, 0, 0, 0]);
      expect(sum(plane)).toBeCloseTo(sum(line), 6);
    }
  });

  test("in the serial register it leaves the same along its row, in the column of its place from the node, prescan counted", async () => {
    const frame = readoutOf(20, 3, (x, y) => (x === 4 && y === 1 ? 1000 : 0), { prescan: 3, overscan: 4, parallelOverscan: 0 });
    const { planes } = await radiationDamage.apply(frame, { serial: testTraps() }, testEffectContext());
    const row = planes.F.subarray(20, 40);
    expect(row[4]).toBeCloseTo(950.9900499, 2);
    expect(row[5]).toBeCloseTo(28.7957, 3);
    expect(sum(planes.F.subarray(0, 20)) + sum(planes.F.subarray(40))).toBe(0);
  });

  test("prescan pixels in the plane are those that stand before a plane of light", async () => {
    const light = (x: number, y: number) => 500 + ((37 * x + 101 * y) % 300);
    const offset = { prescan: 51, overscan: 0, parallelOverscan: 0 };
    const frame = readoutOf(51 + 9, 4, (x, y) => (x < 51 ? 0 : light(x - 51, y)), offset);
    // Where first transfers find empty traps: else ArCTIC hands the fill behind the first pixel on to the next pass, with pixels before it or without.
    const traps = { ...serialTraps, emptyForFirstTransfers: true };
    const { planes } = await radiationDamage.apply(frame, { serial: traps }, testEffectContext());
    const alone = Float64Array.from({ length: 9 * 4 }, (_, at) => light(at % 9, Math.floor(at / 9)));
    const model = directionOf(traps, { sequence: "standard", overscanStart: 9 });
    const behind: Direction = { ...model, clocking: { ...model.clocking, prescan: 51 } };
    addCti(alone, 9, 4, { serial: behind });
    for (let y = 0; y < 4; y++)
      for (let x = 0; x < 9; x++) expect(Math.abs(planes.E[y * 60 + 51 + x] - alone[y * 9 + x]), `${x}, ${y}`).toBeLessThan(1e-3);
  });

  // Lower left, lower right, upper left, upper right: where the CCDs are not turned, and where they are.
  test.each([
    ["1-1", "EFHG"],
    ["5-5", "GHFE"],
  ] as const)("on CCD %s a trail leads away from the corner of its quadrant, %s", async (ccd, letters) => {
    for (const [place, letter] of [...letters].entries()) {
      const [isRight, isUpper] = [place % 2 === 1, place >= 2];
      const [x, y] = [isRight ? 13 : 4, isUpper ? 9 : 3];
      const context = testEffectContext({ ccd });
      const charge = chargeOf(18, 14, (u, v) => (u === x && v === y ? 1000 : 0), margins);
      const frame = await parallelOverscan.apply(await overscan.apply(charge, {}, context), {}, context);
      const read = await radiationDamage.apply(frame, { parallel: testTraps(), serial: testTraps() }, context);
      const image = laidOut(read, ccd);
      const at = (u: number, v: number): number => image[v * 18 + u];
      const [aside, along] = [isRight ? -1 : 1, isUpper ? -1 : 1];
      expect(at(x, y + along), letter).toBeGreaterThan(10);
      expect(at(x + aside, y), letter).toBeGreaterThan(10);
      for (const [u, v] of [
        [x, y - along],
        [x - aside, y],
      ])
        expect(at(u, v), letter).toBe(0);
      for (const other of LETTERS) expect(sum(read.planes[other]) > 0, other).toBe(other === letter);
    }
  });

  test("overscans get the trails of the last rows and columns of light, and the prescan nothing", async () => {
    const charge = chargeOf(80, 60, 20_000, margins);
    const context = testEffectContext();
    const frame = await parallelOverscan.apply(await overscan.apply(charge, {}, context), {}, context);
    const { planes, width, height } = await radiationDamage.apply(frame, { parallel: parallelTraps, serial: serialTraps }, context);
    const [first, last] = [43, height - 5];
    for (const plane of Object.values(planes)) {
      const down = column(plane, width, 20).slice(last);
      const across = Array.from(plane.subarray(10 * width + first, 11 * width));
      for (const trail of [down, across]) {
        expect(trail[0]).toBeGreaterThan(0.5);
        for (let n = 1; n < trail.length; n++) expect(trail[n]).toBeLessThan(trail[n - 1]);
      }
      expect(column(plane, width, 2).every((electrons) => electrons === 0)).toBe(true);
    }
  });

  test("is what the plain twin does to a plane whose last 5 rows and 4 columns are overscan", async () => {
    const value = (x: number, y: number): number => (x < 3 || x >= 16 || y >= 12 ? 0 : 300 + ((37 * x + 101 * y) % 500));
    const frame = readoutOf(20, 17, value, margins);
    const { planes } = await radiationDamage.apply(
      frame,
      { parallel: testTraps({ express: 3 }), serial: testTraps() },
      testEffectContext(),
    );
    const expected = Float64Array.from({ length: 20 * 17 }, (_, at) => value(at % 20, Math.floor(at / 20)));
    const model = (express: number, overscanStart: number) => directionOf(testTraps({ express }), { sequence: "standard", overscanStart });
    addCti(expected, 20, 17, { parallel: model(3, 12), serial: model(0, 16) });
    for (const [at, electrons] of expected.entries()) expect(Math.abs(planes.H[at] - electrons), `${at}`).toBeLessThan(2e-3);
  });

  test("charge is kept, transfer by transfer, where each pixel's first one finds empty traps; bundled passes add or lose up to 1e-3, others add up to 2 %", async () => {
    const start = 4 * 40 * 800;
    const kept = async (changes: Parameters<typeof testTraps>[0]): Promise<number> => {
      const frame = readoutOf(1, 300, (_, y) => (y < 40 ? 800 : 0), { prescan: 0, overscan: 0, parallelOverscan: 0 });
      const { planes } = await radiationDamage.apply(frame, { parallel: testTraps(changes) }, testEffectContext());
      return sum(Object.values(planes).flatMap((plane) => [...plane])) / start;
    };
    expect(Math.abs((await kept({ emptyForFirstTransfers: true })) - 1)).toBeLessThan(1e-6);
    expect(Math.abs((await kept({ express: 5, emptyForFirstTransfers: true })) - 1)).toBeLessThan(1e-3);
    const bundled = await kept({ express: 5 });
    expect(bundled).toBeGreaterThan(1);
    expect(bundled).toBeLessThan(1.02);
  });

  test("parallel comes first, and a direction that is left out does nothing", async () => {
    const frame = () => readoutOf(9, 12, (x, y) => 500 + 40 * x + 3 * y, margins);
    const run = (settings: object, start: Readout) => radiationDamage.apply(start, settings, testEffectContext());
    const both = await run({ parallel: testTraps(), serial: testTraps() }, frame());
    const inTurn = await run({ serial: testTraps() }, await run({ parallel: testTraps() }, frame()));
    expect(both.planes.G).toEqual(inTurn.planes.G);
    expect((await run({}, frame())).planes.G).toEqual(frame().planes.G);
  });

  test("a model without meaning is refused in one line", async () => {
    const refused = (changes: Parameters<typeof testTraps>[0]) =>
      radiationDamage.apply(readoutOf(3, 4, 1), { parallel: testTraps(changes) }, testEffectContext());
    await expect(refused({ express: 1.5 })).rejects.toThrow("radiation-damage: express 1.5, expected a whole number from 0 up");
    await expect(refused({ window: [0, 9] })).rejects.toThrow("radiation-damage: window 0 to 9, expected whole numbers within 0 to 4");
  });

  test("radiation damage keeps the contract of effects", () =>
    effectContract(radiationDamage, {
      frame: (width, height) => readoutOf(width, height, (x, y) => 700 + 10 * x + y, { prescan: 0, overscan: 0, parallelOverscan: 0 }),
      settings: { parallel: testTraps(), serial: testTraps({ express: 2 }) },
      neutral: { parallel: none, serial: none },
    }));
});

/** The light of the four planes as it lies on the CCD. */
function laidOut({ planes, width, height, margins: { prescan, overscan: after, parallelOverscan: beyond } }: Readout, ccd: "1-1" | "5-5") {
  const [columns, rows] = [width - prescan - after, height - beyond];
  const image = new Float32Array(4 * columns * rows);
  for (const letter of LETTERS) {
    const corner = cornerOf(ccdOf(ccd), letter);
    for (let v = 0; v < rows; v++)
      for (let u = 0; u < columns; u++) {
        const x = corner.endsWith("Right") ? 2 * columns - 1 - u : u;
        const y = corner.startsWith("upper") ? 2 * rows - 1 - v : v;
        image[y * 2 * columns + x] = planes[letter][v * width + prescan + u];
      }
  }
  return image;
}

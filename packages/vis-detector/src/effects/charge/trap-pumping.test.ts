import { addCti, type Phase, standardClocking, stream } from "@elvis/kernels";
import { describe, expect, test } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { pumpedShare, type TrapPumpingSettings, trapPumping } from "./trap-pumping.ts";

const well = { fullWell: 1000, notch: 0, power: 1, firstElectronFill: 0 };
const settings = (changes: Partial<TrapPumpingSettings> = {}): TrapPumpingSettings => ({
  direction: "parallel",
  pumps: 1000,
  phaseTime: 1e-3,
  species: [{ density: 0.01, releaseTime: 1e-3 / Math.LN2 }],
  releaseSigma: 0,
  well,
  ...changes,
});
const exposure = (n: number) => testEffectContext({ random: stream(n, "exposure") });
const sum = (values: Float32Array): number => values.reduce((total, value) => total + value, 0);
/** Pixels whose charge is not `flat`, by place. */
const changed = (pixels: Float32Array, flat: number): Map<number, number> =>
  new Map([...pixels].flatMap((value, at) => (value === flat ? [] : [[at, value - flat]])));

/** The clock of ArCTIC, three phases, on a column of three pixels of which the middle one has traps under one phase. */
function clocked(phase: number, pumps: number, time: number): number[] {
  const column = Float64Array.of(5000, 5000, 5000);
  // A notch: ArCTIC lets what a trap under a low gate has just released, an electron at most, fill it again.
  const phases = [0, 1, 2].map((n): Phase => ({ ...well, notch: 2, trapFraction: n === phase ? 1 : 0 }));
  const clocking = { ...standardClocking, sequence: "trap-pumping" as const, dwellTimes: new Array<number>(6).fill(time), pumps };
  const parallel = {
    clocking: { ...clocking, emptyForFirstTransfers: true },
    phases,
    species: [{ kind: "instant-capture" as const, density: 1, releaseTime: 1 }],
    express: 0,
    windowStart: 1,
    windowStop: 2,
  };
  addCti(column, 1, 3, { parallel });
  return [...column].map((value) => value - 5000);
}

describe("the share of pumps that move an electron", () => {
  test("is largest, a quarter, for a release time of the phase time over ln 2 along the columns", () => {
    expect(pumpedShare("parallel", 1e-3, 1e-3 / Math.LN2)).toBeCloseTo(0.25, 12);
    for (const factor of [0.5, 0.9, 1.1, 2]) expect(pumpedShare("parallel", 1e-3, (factor * 1e-3) / Math.LN2)).toBeLessThan(0.25);
    expect(pumpedShare("parallel", 2, 5)).toBeCloseTo(Math.exp(-0.4) - Math.exp(-0.8), 12);
  });

  test("is what is released while charge is away along the rows", () => {
    // Emission at a rate exp(-s / tau) / tau, summed over the time away.
    const [time, releaseTime, steps] = [4.75e-6, 1.1e-5, 10_000];
    let released = 0;
    for (let n = 0; n < steps; n++) released += (Math.exp((-(n + 0.5) * time) / steps / releaseTime) * time) / steps / releaseTime;
    expect(pumpedShare("serial", time, releaseTime)).toBeCloseTo(released, 8);
  });

  test.each([0.2, 0.7, 3])("is that of the exact clock with three phases, for a phase of %f release times", (time) => {
    const pumps = 40;
    const share = pumpedShare("parallel", time, 1);
    // Under the second phase charge goes to the pixel further from the readout, under the third to the one nearer; the trap keeps up to one electron.
    const [toward, own, away] = clocked(1, pumps, time);
    expect(away).toBeCloseTo(pumps * share, 8);
    expect(toward).toBeCloseTo(0, 8);
    expect(own + away).toBeLessThanOrEqual(1e-9);
    expect(own + away).toBeGreaterThanOrEqual(-1 - 1e-9);
    const third = clocked(2, pumps, time);
    // The first pump begins before the trap is full: one less.
    expect(Math.abs(third[0] - pumps * share)).toBeLessThan(share + 1e-9);
    expect(third[2]).toBeCloseTo(0, 8);
    // Under the first phase what is taken comes back.
    const first = clocked(0, pumps, time);
    for (const change of first) expect(Math.abs(change)).toBeLessThan(2);
  });
});

describe("trap pumping", () => {
  test("makes dipoles along the columns of N P_c (exp(-t/tau) - exp(-2t/tau)) electrons, of both signs", async () => {
    const { pixels } = await trapPumping.apply(chargeOf(60, 80, 1200), settings(), exposure(1));
    const changes = changed(pixels, 1200);
    const heights: number[] = [];
    let outwards = 0;
    for (const [at, change] of changes) {
      const above = changes.get(at + 60);
      const isAlone = [at - 60, at + 120].every((other) => !changes.has(other));
      if (above === undefined || !isAlone || change + above !== 0) continue;
      heights.push(Math.abs(change));
      // From the register to the middle is up in the lower half.
      if (above > 0 === at < 40 * 60) outwards++;
    }
    // 4800 pixels, 0.01 traps in each, two of three seen.
    expect(Math.abs(heights.length - 32)).toBeLessThan(4 * Math.sqrt(32));
    const mean = heights.reduce((total, height) => total + height, 0) / heights.length;
    expect(Math.abs(mean - 250)).toBeLessThan(4 * Math.sqrt((1000 * 0.25 * 0.75) / heights.length));
    expect(Math.abs(outwards - heights.length / 2)).toBeLessThan(2 * Math.sqrt(heights.length));
  });

  test("in the serial register a trap meets every row: the same pair of columns in all of a half, and not in the other", async () => {
    const time = 1e-3 * Math.LN2;
    const serial = settings({ direction: "serial", phaseTime: time, species: [{ density: 0.05, releaseTime: 1e-3 }] });
    const { pixels } = await trapPumping.apply(chargeOf(80, 40, 1200), serial, exposure(1));
    const columns = (y: number) => [...changed(pixels.subarray(80 * y, 80 * (y + 1)), 1200)].map(([x, change]) => [x, Math.sign(change)]);
    expect(columns(0).length).toBeGreaterThan(2);
    for (let y = 1; y < 20; y++) expect(columns(y)).toEqual(columns(0));
    expect(columns(39)).not.toEqual(columns(0));
    // 1 - exp(-ln 2): every second pump.
    const heights = [...changed(pixels, 1200).values()].filter((change) => change > 0);
    expect(Math.abs(heights.reduce((total, height) => total + height, 0) / heights.length / 500 - 1)).toBeLessThan(0.1);
  });

  // Phase times of the VIS team's ground tests, and traps whose release times lie among them.
  test.each([
    ["parallel", 0.01, 2e-3, [2e-4, 1e-3, 2e-3, 4e-3, 8e-3], (t: number, tau: number) => Math.exp(-t / tau) - Math.exp((-2 * t) / tau)],
    ["serial", 0.05, 1.2e-5, [4.75e-6, 1.43e-5, 2.86e-5], (t: number, tau: number) => 1 - Math.exp(-t / tau)],
  ] as const)(
    "has dipoles whose height follows the phase time as the formula says: %s",
    async (direction, density, releaseTime, times, formula) => {
      for (const phaseTime of times) {
        const { pixels } = await trapPumping.apply(
          chargeOf(60, 80, 1200),
          settings({ direction, phaseTime, species: [{ density, releaseTime }] }),
          exposure(1),
        );
        const step = direction === "parallel" ? 60 : 1;
        const changes = changed(pixels, 1200);
        const isAlone = (at: number) => [at - step, at + 2 * step].every((other) => !changes.has(other));
        const heights = [...changes].flatMap(([at, change]) =>
          changes.get(at + step) === -change && isAlone(at) ? [Math.abs(change)] : [],
        );
        expect(heights.length).toBeGreaterThan(20);
        const mean = heights.reduce((total, height) => total + height, 0) / heights.length;
        const share = formula(phaseTime, releaseTime);
        expect(Math.abs(mean - 1000 * share), `${phaseTime} s`).toBeLessThan(4 * Math.sqrt((1000 * share * (1 - share)) / heights.length));
      }
    },
  );

  test("keeps charge to the electron, and gives no more than a pixel has", async () => {
    for (const direction of ["parallel", "serial"] as const) {
      const context = exposure(1);
      const frame = chargeOf(41, 33, (x, y) => 20 * ((x + y) % 7));
      const before = sum(frame.pixels);
      const { pixels } = await trapPumping.apply(
        frame,
        settings({ direction, pumps: 5000, species: [{ density: 2, releaseTime: 1e-3 }], well: { ...well, fullWell: 10 } }),
        context,
      );
      expect(sum(pixels)).toBe(before);
      expect(pixels.every((value) => value >= 0 && Number.isInteger(value))).toBe(true);
      expect(context.counts.limited).toBeGreaterThan(0);
    }
  });

  test("moves nothing across the middle of the CCD or out of it, nor from one quadrant's register to the other's", async () => {
    const many = { species: [{ density: 3, releaseTime: 1e-3 }], pumps: 5 };
    const parallel = (
      await trapPumping.apply(
        chargeOf(30, 10, (_, y) => (y < 5 ? 1200 : 0)),
        settings(many),
        exposure(1),
      )
    ).pixels;
    expect(sum(parallel.subarray(0, 150))).toBe(150 * 1200);
    for (const isLeft of [true, false]) {
      const serial = (
        await trapPumping.apply(
          chargeOf(20, 16, (x) => (x < 10 === isLeft ? 1200 : 0)),
          settings({ ...many, direction: "serial" }),
          exposure(1),
        )
      ).pixels;
      expect(sum(serial.filter((_, at) => at % 20 >= 10 === isLeft))).toBe(0);
    }
  });

  test("traps stay where they are from exposure to exposure, and have another place in another CCD", async () => {
    const placesIn = async (n: number, ccd: "1-1" | "3-4") => {
      const { pixels } = await trapPumping.apply(chargeOf(60, 80, 1200), settings(), { ...exposure(n), ccd });
      return { places: [...changed(pixels, 1200).keys()], pixels };
    };
    const [first, second, other] = [await placesIn(1, "1-1"), await placesIn(2, "1-1"), await placesIn(1, "3-4")];
    expect(second.places).toEqual(first.places);
    expect(second.pixels).not.toEqual(first.pixels);
    expect(other.places).not.toEqual(first.places);
  });

  test("shows the traps that the charge reaches: a share as large as the volume it fills", async () => {
    const dipoles = async (electrons: number): Promise<number> => {
      const context = exposure(1);
      await trapPumping.apply(
        chargeOf(100, 100, electrons),
        settings({ species: [{ density: 0.3, releaseTime: 1e-3 }], pumps: 10, well: { ...well, power: 0.5 } }),
        context,
      );
      return context.counts.dipoles;
    };
    const [all, some] = [await dipoles(1000), await dipoles(250)];
    // Half of the volume for a quarter of the charge; 2000 seen in all.
    expect(Math.abs(some / all - 0.5)).toBeLessThan(4 * Math.sqrt(0.25 / all));
    expect(await dipoles(0)).toBe(0);
  });

  test("spreads release times about those of their kind", async () => {
    const spread = async (releaseSigma: number): Promise<number> => {
      const { pixels } = await trapPumping.apply(
        chargeOf(100, 60, 1200),
        settings({ species: [{ density: 0.02, releaseTime: 1e-2 }], pumps: 4000, phaseTime: 5e-4, releaseSigma }),
        exposure(1),
      );
      const heights = [...changed(pixels, 1200).values()].filter((change) => change > 0);
      const mean = heights.reduce((total, height) => total + height, 0) / heights.length;
      return Math.sqrt(heights.reduce((total, height) => total + (height - mean) ** 2, 0) / heights.length) / mean;
    };
    expect(await spread(0)).toBeLessThan(0.25);
    expect(await spread(0.8)).toBeGreaterThan(0.5);
  });

  test("what is out of range is refused in one line", async () => {
    const refused = (changes: object) => expect(trapPumping.apply(chargeOf(3, 4, 0), settings(changes), exposure(1))).rejects;
    await refused({ pumps: 0 }).toThrow("trap-pumping: pumps: expected a whole number from 1, found 0");
    await refused({ phaseTime: -1 }).toThrow("trap-pumping: phase time: expected seconds, at least 0, found -1");
    await refused({ species: [{ density: 1, releaseTime: 0 }] }).toThrow("trap-pumping: release time: expected seconds above 0, found 0");
    await refused({ releaseSigma: Number.NaN }).toThrow("trap-pumping: spread of release times: expected 0 or more, found NaN");
  });

  test("trap pumping keeps the contract of effects", () =>
    effectContract(trapPumping, {
      frame: (width, height) => chargeOf(width, height, 700.5),
      settings: settings({ species: [{ density: 2, releaseTime: 1e-3 }] }),
      neutral: settings({ species: [{ density: 0, releaseTime: 1e-3 }] }),
    }));
});

import type { PsfModel } from "@elvis/formats/product";
import { sequence, stream } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { psfField } from "../../psf/lut.ts";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { faintGalaxies } from "./faint-galaxies.ts";
import { galaxies } from "./galaxies.ts";
import { directionOf, galaxyRows, gaussianField, sky } from "./testing.ts";

const settings = { ...sky, zeroPoint: 25.79, psf: gaussianField(), faintFrom: 25 };
/** Jy of a magnitude. */
const flux = (magnitude: number): number => 10 ** (-0.4 * (magnitude - 8.9));
const at = (x: number, y: number, magnitude: number, changes: Record<string, number> = {}): Record<string, number> => {
  const { ra, dec } = directionOf(x, y);
  return {
    SOURCE_ID: 9,
    RA_MAG: ra,
    DEC_MAG: dec,
    TU_FNU_VIS_MAG: flux(magnitude),
    BULGE_FRACTION: 0.3,
    BULGE_R50: 0.1,
    BULGE_NSERSIC: 3,
    BULGE_AXIS_RATIO: 0.8,
    DISK_R50: 0.25,
    INCLINATION_ANGLE: 50,
    DISK_ANGLE: 30,
    ...changes,
  };
};
const empty = (width: number, height: number) => chargeOf(width, height, 0);

/** Wider by a tenth from one edge of the field to the other, and from blue to red: as the reference table is. */
const varied: PsfModel = {
  wavelengths: [560, 900],
  gridX: [-152, 152],
  gridY: [-170, 170],
  oversampling: 3,
  size: 48,
  stamp: async (wavelength, x, y) => {
    const sigma = 2.5 * (1 + x / 1520 + y / 3400 + (wavelength - 700) / 4000);
    const stamp = Float32Array.from(
      { length: 48 * 48 },
      (_, n) => Math.exp(-0.5 * ((((n % 48) - 24) ** 2 + (Math.floor(n / 48) - 24) ** 2) / sigma ** 2)) * (1 + 0.05 * Math.sin(n % 48)),
    );
    const sum = stamp.reduce((total, value) => total + value, 0);
    return stamp.map((value) => value / sum);
  },
};

describe("faint galaxies", () => {
  it("are those from the limit on, and the brighter ones are the other effect's: together all, once", async () => {
    const rows = galaxyRows(at(60, 50, 24, { SOURCE_ID: 1 }), at(90, 60, 25, { SOURCE_ID: 2 }), at(30, 30, 26, { SOURCE_ID: 3 }));
    const [faint, bright] = [testEffectContext(), testEffectContext()];
    await faintGalaxies.apply(empty(120, 100), { ...settings, galaxies: rows, faintFrom: 24.9999 }, faint);
    await galaxies.apply(empty(120, 100), { ...settings, galaxies: rows, faintFrom: 24.9999 }, bright);
    expect(bright.rows.map(({ sourceId, kind }) => [sourceId, kind])).toEqual([[1n, "galaxy"]]);
    expect(faint.rows.map(({ sourceId, kind }) => [sourceId, kind])).toEqual([
      [2n, "faint-galaxy"],
      [3n, "faint-galaxy"],
    ]);
  });

  it("differ from the careful way by at most 0.1 electrons or 1 % of their peak in a pixel, and 0.1 % of their light: 40 of magnitude 25 to 28", async () => {
    const random = sequence(stream(3, "faint"));
    const psf = psfField(varied);
    let [mostLight, mostPeak, mostElectrons] = [0, 0, 0];
    for (let n = 0; n < 40; n++) {
      const galaxy = at(300 + 400 * random.uniform(), 300 + 300 * random.uniform(), 25 + 3 * random.uniform(), {
        BULGE_FRACTION: random.uniform(),
        BULGE_R50: 0.05 + 0.2 * random.uniform(),
        BULGE_NSERSIC: 0.5 + 4 * random.uniform(),
        DISK_R50: 0.05 + 0.5 * random.uniform(),
        INCLINATION_ANGLE: 85 * random.uniform(),
        TU_FNU_R_LSST_MAG: 1,
        TU_FNU_I_LSST_MAG: 1 + random.uniform(),
        TU_FNU_Z_LSST_MAG: 1 + 2 * random.uniform(),
      });
      const both = { ...settings, psf, galaxies: galaxyRows(galaxy) };
      const faint = await faintGalaxies.apply(empty(1000, 900), { ...both, faintFrom: 20 }, testEffectContext());
      const careful = await galaxies.apply(empty(1000, 900), { ...both, faintFrom: 99 }, testEffectContext());
      let [peak, worst, sum, expected] = [0, 0, 0, 0];
      careful.pixels.forEach((value, pixel) => {
        peak = Math.max(peak, value);
        worst = Math.max(worst, Math.abs(value - faint.pixels[pixel]));
        sum += faint.pixels[pixel];
        expected += value;
      });
      expect(worst, JSON.stringify(galaxy)).toBeLessThan(Math.max(0.1, 0.01 * peak));
      expect(Math.abs(sum / expected - 1), JSON.stringify(galaxy)).toBeLessThan(1e-3);
      mostLight = Math.max(mostLight, Math.abs(sum / expected - 1));
      mostPeak = Math.max(mostPeak, worst / peak);
      mostElectrons = Math.max(mostElectrons, worst);
    }
    if (process.env.ELVIS_PRINT) console.log({ mostLight, mostPeak, mostElectrons });
  }, 120_000);

  it("that cannot be drawn are named once: those without a flux by the other effect", async () => {
    const said = async (effect: typeof galaxies | typeof faintGalaxies): Promise<string[]> => {
      const lines: string[] = [];
      const context = testEffectContext({ log: (event, fields) => void lines.push(`${event} ${fields?.sourceId}`) });
      const fine = Array.from({ length: 250 }, (_, n) => at(20 + (n % 40), 20, n % 2 === 0 ? 24 : 26, { SOURCE_ID: 100 + n }));
      const rows = galaxyRows(
        ...fine,
        at(20, 20, 26, { SOURCE_ID: 7, DISK_R50: 0 }),
        at(20, 20, 26, { SOURCE_ID: 8, TU_FNU_VIS_MAG: NaN }),
      );
      await effect.apply(empty(80, 60), { ...settings, galaxies: rows }, context);
      return lines;
    };
    expect(await said(faintGalaxies)).toEqual(["skipped 7"]);
    expect(await said(galaxies)).toEqual(["skipped 8"]);
  });

  it(
    "keep the contract of effects",
    () =>
      effectContract(faintGalaxies, {
        frame: empty,
        settings: { ...settings, galaxies: galaxyRows(at(1, 2, 25.5)) },
        neutral: { ...settings, galaxies: galaxyRows(at(1, 2, 24)) },
      }),
    30_000,
  );
});

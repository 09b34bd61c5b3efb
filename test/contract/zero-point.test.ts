// The zero point of VIS, AB magnitude of 1 e-/s, as the parts of the instrument model have it: against the public figures, within 0.02 mag.
import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import type { MissionDatabase } from "../../packages/formats/src/product/index.ts";
import { newHeader } from "../../packages/formats/src/xml/index.ts";
import { stream } from "../../packages/kernels/src/index.ts";
import { electronsOf } from "../../packages/vis-detector/src/effects/scene/photometry.ts";
import { BAND, throughput } from "../../packages/vis-detector/src/psf/passband.ts";
import { electronRate, type Passband, passbandOf } from "../../packages/vis-split/src/passband.ts";
import { hasPublicDatabase, publicDatabase } from "../../packages/vis-split/test/databases.ts";
import { makeZeroPoint } from "../../tools/reference-workdir/src/detectors.ts";
import { missionDatabaseValue } from "../../tools/reference-workdir/src/mission-database.ts";

const WITHIN = 0.02;
/** erg/s/cm2/Hz of magnitude 0, AB (8.9 mag is 1 Jy, as the pipeline counts); erg s */
const MAGNITUDE_0 = 10 ** (0.4 * 8.9) * 1e-23;
const PLANCK = 6.62607015e-27;
/** A flat f_nu sends f_nu / (h lambda) photons per second, cm2 and unit of wavelength. */
const zeroPointOf = (passband: Passband): number => 2.5 * Math.log10(electronRate(passband, (nm) => MAGNITUDE_0 / (PLANCK * nm)));
const bandOf = (mdb: MissionDatabase): Passband => passbandOf(mdb) as Passband;

describe("the zero point of VIS", () => {
  test("by the throughput and the telescope of the reference mission database is that of the public one, 25.705", () => {
    const mdb = missionDatabaseValue(newHeader({ type: "MDB", id: "MDB", date: new Date(0), software: "test" }));
    expect(Math.abs(zeroPointOf(bandOf(mdb)) - 25.705)).toBeLessThan(WITHIN);
  });

  test.skipIf(!hasPublicDatabase)(
    "by the public database itself, with its 1 m2, is 25.713 (skipped where ../shared is absent)",
    async () => {
      expect(Math.abs(zeroPointOf(bandOf(await publicDatabase())) - 25.713)).toBeLessThan(WITHIN);
    },
  );

  test("by the throughput that the detector's PSF is weighed with is 25.705 too, for 9926 cm2", () => {
    const band: Passband = { from: BAND[0], to: BAND[BAND.length - 1], area: 9926, response: throughput };
    expect(Math.abs(zeroPointOf(band) - 25.705)).toBeLessThan(WITHIN);
  });

  const passband = new URL("../../../shared/data/passbands/ouphz/VIS.pb.gz", import.meta.url);
  test.skipIf(!existsSync(passband))("by the public VIS passband is 25.705 (skipped where ../shared is absent)", () => {
    const rows = gunzipSync(readFileSync(passband))
      .toString()
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("#"))
      .map((line) => line.trim().split(/\s+/).map(Number));
    let light = 0;
    for (let n = 1; n < rows.length; n++)
      light += ((rows[n][0] - rows[n - 1][0]) * (rows[n][1] / rows[n][0] + rows[n - 1][1] / rows[n - 1][0])) / 2;
    expect(Math.abs(2.5 * Math.log10((9926 * light * MAGNITUDE_0) / PLANCK) - 25.705)).toBeLessThan(WITHIN);
  });

  test("of the reference zero-point product is the flight's, 24.44082 ADU/s at 3.48 e-/ADU, in each quadrant within three hundredths", () => {
    const { electrons, perQuadrant } = makeZeroPoint(stream(1, "models"));
    const values = Object.values(perQuadrant);
    expect(Math.abs(electrons - 25.795)).toBeLessThan(WITHIN);
    expect(values).toHaveLength(144);
    expect(Math.abs(values.reduce((sum, value) => sum + value) / 144 - 25.795)).toBeLessThan(WITHIN);
    for (const value of values) expect(Math.abs(value - electrons)).toBeLessThanOrEqual(0.03 + 1e-12);
  });

  // domain figures: N = 10^(-0.4 (m - 25.79)) x 560.52 s.
  test.each([
    [20, 1.162e5],
    [24.5, 1.84e3],
    [26, 462],
  ])("makes %s mag in a nominal exposure %s electrons, within 0.02 mag", (magnitude, electrons) => {
    const { electrons: zeroPoint } = makeZeroPoint(stream(1, "models"));
    const found = electronsOf(10 ** (-0.4 * (magnitude - 8.9)), zeroPoint, 560.52);
    expect(Math.abs(2.5 * Math.log10(found / electrons))).toBeLessThan(WITHIN);
  });
});

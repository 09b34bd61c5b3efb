import { catalogFromColumns, column } from "@elvis/formats/catalog";
import { expect, test } from "vitest";
import { faintestFlux, limitBand, limitsOf, withinLimits } from "./limit.ts";

test.each([
  ["VIS", "VIS"],
  ["Euclid H", "H_NISP"],
  ["NISP J", "J_NISP"],
  ["Y_NISP", "Y_NISP"],
  ["LSST r", "R_LSST"],
  ["2MASS H", "H_2MASS"],
])("the filter %s is the band %s", (filter, band) => {
  expect(limitBand(filter)).toBe(band);
});

test("an unknown filter is named", () => {
  expect(() => limitBand("Johnson V")).toThrow('found "Johnson V"');
});

// 3631 Jy is magnitude 0 (8.90 - 2.5 log10 3631 = 0.00003).
test("the faintest flux at magnitude 0 is 3631 Jy", () => {
  expect(faintestFlux(0)).toBeCloseTo(3630.78, 2);
  expect(faintestFlux(26) / faintestFlux(21)).toBeCloseTo(0.01, 12);
});

test("limits of the request and of the stage hold each by itself, the line's for galaxies only", () => {
  const request = { magnitudeLimit: 24, magnitudeLimitFilter: "Euclid H", logHalphaFluxLimit: -16 };
  const { stars, galaxies } = limitsOf(request, 25.5);
  expect(stars).toEqual([
    { column: "TU_FNU_H_NISP", least: faintestFlux(24) },
    { column: "TU_FNU_VIS", least: faintestFlux(25.5) },
  ]);
  expect(galaxies).toEqual([
    { column: "TU_FNU_H_NISP_MAG", least: faintestFlux(24) },
    { column: "TU_FNU_VIS_MAG", least: faintestFlux(25.5) },
    { column: "HALPHA_LOGFLAM_EXT_MAG", least: -16 },
  ]);
  expect(limitsOf({ magnitudeLimitFilter: "Euclid H" })).toEqual({ stars: [], galaxies: [] });
});

test("a row is taken when it reaches every limit, its own value included", () => {
  const columns = ["A", "B"].map((name) => column(name, "float32", "", ""));
  const rows = catalogFromColumns(columns, { A: [1, 2, 3, 3, Number.NaN], B: [9, 9, -99, 0.5, 9] });
  const limits = [
    { column: "A", least: 2 },
    { column: "B", least: 0.5 },
  ];
  expect([...withinLimits(rows, limits).float32("A")]).toEqual([2, 3]);
  expect(withinLimits(rows, []).rows).toBe(5);
});

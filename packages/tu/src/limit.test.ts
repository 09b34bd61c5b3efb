import { expect, test } from "vitest";
import { faintestFlux, limitBand } from "./limit.ts";

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

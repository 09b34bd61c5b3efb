import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { parseProductFileName, productFileName, productToken } from "./names.ts";

const runDate = new Date(Date.UTC(2026, 0, 2, 3, 4, 5, 67));
const base = { type: "TUSTARCAT", instance: "18539", seed: 42, runDate, extension: "fits" };

describe("productFileName", () => {
  test("puts type, instance, token, date and release in the order of the original", () => {
    expect(productFileName({ ...base, release: "v13_SC8_MAIN" })).toBe(
      `EUC_SIM_TUSTARCAT-18539_${productToken(42, "TUSTARCAT", "18539")}_20260102T030405.067000Z_v13_SC8_MAIN.fits`,
    );
  });

  test("is the same for the same seed, and other for another seed, type or instance", () => {
    const tokens = [
      productToken(42, "TUSTARCAT", "1"),
      productToken(43, "TUSTARCAT", "1"),
      productToken(42, "TUGALCAT", "1"),
      productToken(42, "TUSTARCAT", "2"),
    ];
    expect(new Set(tokens).size).toBe(4);
    expect(productToken(42, "TUSTARCAT", "1")).toBe(tokens[0]);
    for (const token of tokens) expect(token).toMatch(/^[0-9A-F]{12}-[0-9]{7}$/);
  });

  test("gives 10000 instances 10000 tokens", () => {
    expect(new Set(Array.from({ length: 10_000 }, (_, instance) => productToken(1, "VIS-CCD", String(instance)))).size).toBe(10_000);
  });

  test.each([
    { type: "../X" },
    { type: "tustarcat" },
    { instance: "a/b" },
    { instance: "EUCLID-1" },
    { release: "../../etc" },
    { release: "" },
    { extension: "fits/.." },
    { runDate: new Date(Number.NaN) },
  ])("refuses %o", (wrong) => {
    expect(() => productFileName({ ...base, ...wrong })).toThrow(RangeError);
  });

  test("is read back into its parts", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[A-Z][A-Z0-9]{0,5}(-[A-Z][A-Z0-9]{0,4}){0,2}$/),
        fc.stringMatching(/^[0-9]{1,6}(-[0-9]){0,2}(_CCD[0-9]{2})?$/),
        fc.option(fc.stringMatching(/^[A-Z][A-Za-z0-9]{0,5}(_[A-Z0-9]{1,4}){0,3}(\.[0-9])?$/), { nil: undefined }),
        fc.constantFrom("fits", "xml", "fits.gz", "json"),
        fc.nat(),
        (type, instance, release, extension, seed) => {
          const name = { type, instance, extension, ...(release !== undefined && { release }) };
          expect(parseProductFileName(productFileName({ ...name, seed, runDate }))).toEqual({
            ...name,
            producer: "SIM",
            token: productToken(seed, type, instance),
            timestamp: "20260102T030405.067000Z",
          });
        },
      ),
    );
  });
});

describe("parseProductFileName", () => {
  test("reads the names of the original's workdirs", () => {
    expect(parseProductFileName("EUC_SIM_OUTPUT-EUCLID-018539_0A0369F9BC4B-0027892_20220613T221335.145257Z_VIS_C13_PILOT_R3.xml")).toEqual({
      producer: "SIM",
      type: "OUTPUT-EUCLID",
      instance: "018539",
      token: "0A0369F9BC4B-0027892",
      timestamp: "20220613T221335.145257Z",
      release: "VIS_C13_PILOT_R3",
      extension: "xml",
    });
    expect(
      parseProductFileName("EUC_SIM_VIS-SCIENCE-52929-3_0509A4C85402-0115313_20181012T074449.852486Z_SC456-C7a_T2.fits"),
    ).toMatchObject({ type: "VIS-SCIENCE", instance: "52929-3", release: "SC456-C7a_T2" });
  });

  test("does not know a name without a token", () => {
    expect(parseProductFileName("EUC_SIM_TUGALCAT-52929_20181009T103007.403Z_SC456-VIS-C7a_T2.fits")).toBeUndefined();
    expect(parseProductFileName("outputTU.xml")).toBeUndefined();
  });
});

import { describe, expect, test } from "vitest";
import { type HduToWrite, Header, writeFits } from "../../fits/index.ts";
import { MemoryFolder } from "../../io.ts";
import { codecContract } from "../../testing.ts";
import type { ReferenceFilter, SedLibrary } from "../types.ts";
import { extinctionLaws, readSpectra, referenceFilters, sedLibrary } from "./index.ts";

const seds: SedLibrary = {
  wavelengths: Float64Array.of(100, 400, 400, 912.5),
  templates: [Float32Array.of(0, 1, 2, 3), Float32Array.of(5, 4, 3, 0), Float32Array.of(0.5, 0.25, 0.125, 7)],
  per: "frequency",
};
const vis: ReferenceFilter = {
  name: "VIS",
  wavelengths: Float64Array.of(540, 560, 900),
  transmission: Float64Array.of(0, 0.7, 0.3),
  counts: "photons",
};
const h: ReferenceFilter = { ...vis, name: "H_NISP", wavelengths: Float64Array.of(1500, 1500, 2000), counts: "energy" };

const folderOf = async (hdus: readonly HduToWrite[]): Promise<MemoryFolder> => {
  const folder = new MemoryFolder();
  await folder.create("x.fits", (sink) => writeFits(sink, hdus));
  return folder;
};
const waves = (pixels: Float64Array | Float32Array, unit = "nm"): HduToWrite => ({
  kind: "image",
  shape: [pixels.length],
  pixels,
  header: new Header().set("BUNIT", unit),
});
const rows = (pixels: Float32Array, width: number, unit?: string): HduToWrite => ({
  kind: "image",
  shape: [width, pixels.length / width],
  pixels,
  ...(unit !== undefined && { header: new Header().set("BUNIT", unit) }),
});
const primary: HduToWrite = { kind: "image", shape: [] };

describe("a library of spectra", () => {
  test("keeps the contract of codecs, and comes back with its templates and what they are per", async () => {
    const folder = await codecContract(sedLibrary, seds);
    const { name, ...back } = await sedLibrary.decode(await folder.open("contract.fits"), folder);
    expect(back).toEqual(seds);
    expect(name).toBe("contract.fits");
  });

  test.each([
    ["erg/s/cm2/Angstrom", "wavelength"],
    ["erg/s/cm2/A", "wavelength"],
    ["W m-2 um-1", "wavelength"],
    ["erg.s**-1.cm**-2.Hz**-1", "frequency"],
    ["Jy", "frequency"],
    [undefined, undefined],
  ])("of unit %s is per %s", async (unit, per) => {
    const folder = await folderOf([primary, waves(Float64Array.of(1, 2)), rows(Float32Array.of(1, 1), 2, unit)]);
    expect((await sedLibrary.decode(await folder.open("x.fits"), folder)).per).toBe(per);
  });

  test("may have its wavelengths in Angstrom or um, in single precision", async () => {
    const folder = await folderOf([primary, waves(Float32Array.of(5000, 9000), "Angstrom"), rows(Float32Array.of(1, 2), 2)]);
    expect((await sedLibrary.decode(await folder.open("x.fits"), folder)).wavelengths).toEqual(Float64Array.of(500, 900));
    const micron = await folderOf([primary, waves(Float64Array.of(0.5, 2), "um"), rows(Float32Array.of(1, 2), 2)]);
    expect((await sedLibrary.decode(await micron.open("x.fits"), micron)).wavelengths).toEqual(Float64Array.of(500, 2000));
  });

  test.each<[string, readonly HduToWrite[], string]>([
    ["no templates", [primary, waves(Float64Array.of(1, 2))], "x.fits: HDU 2: expected an image, found none"],
    [
      "another width",
      [primary, waves(Float64Array.of(1, 2)), rows(Float32Array.of(1, 2, 3), 3)],
      "x.fits: HDU 2: expected rows of 2 values, one a curve, found 3 x 1",
    ],
    [
      "wavelengths that fall",
      [primary, waves(Float64Array.of(400, 500, 499)), rows(Float32Array.of(1, 2, 3), 3)],
      "x.fits: HDU 1, wavelength 3: expected at least 500, as the one before it, found 499",
    ],
    [
      "a wavelength three times",
      [primary, waves(Float64Array.of(4, 4, 4)), rows(Float32Array.of(1, 2, 3), 3)],
      "x.fits: HDU 1, wavelength 3: expected above 4, which is there twice, found 4",
    ],
    [
      "a wavelength that is not a number",
      [primary, waves(Float64Array.of(1, Number.NaN)), rows(Float32Array.of(1, 2), 2)],
      "x.fits: HDU 1, wavelength 2: expected a number above 0, found NaN",
    ],
    [
      "wavelengths in Hz",
      [primary, waves(Float64Array.of(1, 2), "Hz"), rows(Float32Array.of(1, 2), 2)],
      'x.fits: HDU 1: expected a unit of nm, um or Angstrom, found "Hz"',
    ],
    [
      "a flux that is not a number",
      [primary, waves(Float64Array.of(100, 200)), rows(Float32Array.of(1, 2, 3, Number.NaN), 2)],
      "x.fits: HDU 2, row 2, at 200 nm: expected a flux density of at least 0, found NaN",
    ],
    [
      "a negative flux",
      [primary, waves(Float64Array.of(100, 200)), rows(Float32Array.of(-1, 2), 2)],
      "x.fits: HDU 2, row 1, at 100 nm: expected a flux density of at least 0, found -1",
    ],
    [
      "fluxes in magnitudes",
      [primary, waves(Float64Array.of(1, 2)), rows(Float32Array.of(1, 2), 2, "mag")],
      "x.fits: HDU 2, BUNIT: expected a flux density such as",
    ],
  ])("with %s is refused", async (_, hdus, message) => {
    const folder = await folderOf(hdus);
    await expect(sedLibrary.decode(await folder.open("x.fits"), folder)).rejects.toThrow(message);
  });
});

test("a library of extinction laws keeps the contract of codecs", async () => {
  const laws = { wavelengths: Float64Array.of(100, 500, 2000), laws: [Float32Array.of(0, 0, 0), Float32Array.of(12, 4, 0.5)] };
  const folder = await codecContract(extinctionLaws, laws);
  expect(await extinctionLaws.decode(await folder.open("contract.fits"), folder)).toEqual({ ...laws, name: "contract.fits" });
});

const table = (name: string, wavelengths: Float64Array, transmission: Float64Array, unit = "nm", counts?: string): HduToWrite => ({
  kind: "table",
  name,
  columns: [
    { name: "WAVELENGTH", letter: "D", repeat: 1, unit },
    { name: "TRANSMISSION", letter: "D", repeat: 1 },
  ],
  rows: wavelengths.length,
  batches: [{ WAVELENGTH: wavelengths, TRANSMISSION: transmission }],
  ...(counts !== undefined && { header: new Header().set("COUNTS", counts) }),
});

describe("a file of filters", () => {
  test("keeps the contract of codecs, each band with what its detector counts", async () => {
    const filters = new Map([vis, h].map((filter) => [filter.name, filter]));
    const folder = await codecContract(referenceFilters, filters);
    expect(await referenceFilters.decode(await folder.open("contract.fits"), folder)).toEqual(filters);
  });

  test("counts photons unless it says otherwise, and may be in Angstrom", async () => {
    const folder = await folderOf([primary, table("VIS", Float64Array.of(5000, 9000), Float64Array.of(0, 1), "Angstrom")]);
    const read = await referenceFilters.decode(await folder.open("x.fits"), folder);
    expect(read.get("VIS")).toEqual({
      name: "VIS",
      wavelengths: Float64Array.of(500, 900),
      transmission: Float64Array.of(0, 1),
      counts: "photons",
    });
  });

  test.each<[string, readonly HduToWrite[], string]>([
    ["without tables", [primary], "x.fits: expected a table for each band, found none"],
    [
      "with a band twice",
      [primary, table("VIS", Float64Array.of(1, 2), Float64Array.of(1, 1)), table("VIS", Float64Array.of(1, 2), Float64Array.of(1, 1))],
      "x.fits: HDU 2 (VIS): expected one table a band, found a second one of VIS",
    ],
    [
      "whose wavelengths fall",
      [primary, table("VIS", Float64Array.of(600, 500), Float64Array.of(1, 1))],
      "x.fits: HDU 1 (VIS), column WAVELENGTH, wavelength 2: expected at least 600, as the one before it, found 500",
    ],
    [
      "with a transmission below 0",
      [primary, table("VIS", Float64Array.of(500, 600), Float64Array.of(1, -0.1))],
      "x.fits: HDU 1 (VIS), column TRANSMISSION, at 600 nm: expected a transmission of at least 0, found -0.1",
    ],
    [
      "with a transmission that is no number",
      [primary, table("VIS", Float64Array.of(500, 600), Float64Array.of(1, Number.NaN))],
      "at 600 nm: expected a transmission of at least 0, found NaN",
    ],
    [
      "of one wavelength",
      [primary, table("VIS", Float64Array.of(500, 500), Float64Array.of(1, 1))],
      "x.fits: HDU 1 (VIS), column WAVELENGTH: expected two wavelengths or more, found 500 alone",
    ],
    [
      "that let nothing through but at the edge of a step",
      [primary, table("VIS", Float64Array.of(500, 500, 600), Float64Array.of(1, 0, 0))],
      "expected some light that comes through, found 0 at all wavelengths",
    ],
    [
      "that let nothing through",
      [primary, table("VIS", Float64Array.of(500, 600), Float64Array.of(0, 0))],
      "expected some light that comes through, found 0 at all wavelengths",
    ],
    [
      "that count something else",
      [primary, table("VIS", Float64Array.of(500, 600), Float64Array.of(0, 1), "nm", "SHEEP")],
      'x.fits: HDU 1 (VIS), COUNTS: expected PHOTONS or ENERGY, found "SHEEP"',
    ],
  ])("%s is refused", async (_, hdus, message) => {
    const folder = await folderOf(hdus);
    await expect(referenceFilters.decode(await folder.open("x.fits"), folder)).rejects.toThrow(message);
  });
});

describe("the spectra of a tile", () => {
  test("are the files that it names, its filters from several", async () => {
    const folder = new MemoryFolder();
    await folder.create("data/s.fits", (sink) => sedLibrary.encode(seds, sink, folder));
    await folder.create("data/a.fits", (sink) => referenceFilters.encode(new Map([["VIS", vis]]), sink, folder));
    await folder.create("data/b.fits", (sink) => referenceFilters.encode(new Map([["H_NISP", h]]), sink, folder));
    const read = await readSpectra(folder, { sedLibrary: "s.fits", referenceFilters: ["a.fits", "b.fits"] });
    expect(read.seds).toEqual({ ...seds, name: "data/s.fits" });
    expect([...read.filters.keys()]).toEqual(["VIS", "H_NISP"]);
    expect(read.missing).toEqual([]);
    expect(await readSpectra(folder, {})).toEqual({ missing: [], filters: new Map() });
    await expect(readSpectra(folder, { referenceFilters: ["a.fits", "a.fits"] })).rejects.toThrow(
      "data/a.fits: VIS: expected a band that no other file of the tile has, found it a second time",
    );
    expect(
      await readSpectra(folder, { sedLibrary: "none.fits", extinctionLaws: "no.fits", referenceFilters: ["a.fits", "c.fits"] }),
    ).toEqual({
      missing: ["data/c.fits", "data/none.fits", "data/no.fits"],
      filters: new Map([["VIS", vis]]),
    });
  });
});

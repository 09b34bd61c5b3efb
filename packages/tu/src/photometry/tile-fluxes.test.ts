import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { inputGalaxyClearFlux, inputGalaxyFlux, inputLineFlux, starFlux, TU_BANDS } from "@elvis/formats/catalog";
import type { ReferenceFilter, SedLibrary, TileSpectra } from "@elvis/formats/product";
import { describe, expect, test } from "vitest";
import { filtersOf, rowsWith, tileOf } from "../../test/values.ts";
import { milkyWay } from "./milky-way.ts";
import { Photometry } from "./tile-fluxes.ts";

interface OracleCase {
  readonly z: number;
  readonly flux: number;
  readonly av?: number;
  readonly lines?: Readonly<Record<string, number>>;
  readonly parts: readonly (readonly [template: number, law: number, ebv: number, share: number])[];
  readonly jansky: readonly number[];
}
interface Oracle {
  readonly made: {
    readonly wavelengths: readonly number[];
    readonly templates: readonly (readonly number[])[];
    readonly filters: readonly {
      readonly name: string;
      readonly wavelengths: readonly number[];
      readonly transmission: readonly number[];
      readonly counts: ReferenceFilter["counts"];
    }[];
    readonly cases: readonly OracleCase[];
  };
  readonly bands: Readonly<Record<string, string>>;
  readonly galaxies: readonly OracleCase[];
  readonly stars: readonly {
    readonly template: string;
    readonly av: number;
    readonly flux: number;
    readonly jansky: readonly number[];
  }[];
}
const oracle = JSON.parse(readFileSync(new URL("../../test/photometry-oracle.json", import.meta.url), "utf8")) as Oracle;

const JANSKY = 1e23;
const bandOf = (name: string) => TU_BANDS.find((band) => band.name === name) as (typeof TU_BANDS)[number];
const column = (name: string): string => inputGalaxyFlux(bandOf(name));
const clearColumn = (name: string): string => inputGalaxyClearFlux(bandOf(name));
/** Columns of all bands but these. */
const without = (...names: readonly string[]): readonly string[] =>
  TU_BANDS.filter(({ name }) => !names.includes(name)).map(inputGalaxyFlux);

const library = (wavelengths: ArrayLike<number>, templates: readonly ArrayLike<number>[], per?: SedLibrary["per"]): SedLibrary => ({
  name: "data/SEDS.fits",
  wavelengths: Float64Array.from(wavelengths),
  templates: templates.map((template) => Float32Array.from(template)),
  ...(per && { per }),
});
const filter = (
  name: string,
  wavelengths: ArrayLike<number>,
  transmission: ArrayLike<number>,
  counts: ReferenceFilter["counts"] = "photons",
) => ({
  name,
  wavelengths: Float64Array.from(wavelengths),
  transmission: Float64Array.from(transmission),
  counts,
});
const photometry = (report: (line: string) => void = () => {}) => new Photometry(report);

const rowOf = ({ z, flux, av = 0, lines = {}, parts: [first, second] }: OracleCase, id: number): Readonly<Record<string, number>> => ({
  galaxy_id: id,
  observed_redshift_gal: z,
  mw_extinction: av,
  [column("VIS")]: flux / JANSKY,
  sed_cosmos_1: first[0],
  ext_curve_cosmos_1: first[1],
  ebv_cosmos_1: first[2],
  frac_cosmos_1: first[3],
  ...(second && { sed_cosmos_2: second[0], ext_curve_cosmos_2: second[1], ebv_cosmos_2: second[2] }),
  ...Object.fromEntries(Object.entries(lines).map(([line, log]) => [inputLineFlux(line), log])),
});

async function worst(
  spectra: TileSpectra,
  bands: readonly string[],
  cases: readonly OracleCase[],
): Promise<{ readonly error: number; readonly what: string }> {
  const made = bands.filter((name) => name !== "VIS");
  const rows = rowsWith("galaxy", without(...made), cases.map(rowOf));
  const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, spectra));
  let [error, what] = [0, ""];
  for (const [row, { jansky }] of cases.entries())
    for (const [n, name] of bands.entries()) {
      const off = Math.abs(fluxes[name][row] / jansky[n] - 1);
      if (off > error) [error, what] = [off, `case ${row}, ${name}: ${fluxes[name][row]} Jy against ${jansky[n]}`];
    }
  return { error, what };
}

describe("fluxes made of spectra", () => {
  const { made } = oracle;
  const spectra: TileSpectra = {
    missing: [],
    seds: library(made.wavelengths, made.templates),
    filters: filtersOf(made.filters.map(({ name, wavelengths, transmission, counts }) => filter(name, wavelengths, transmission, counts))),
  };

  test("are numpy's to 3e-5: steps, coarse grids, photons and energy, two templates behind dust, lines, the Milky Way", async () => {
    const { error, what } = await worst(
      spectra,
      made.filters.map(({ name }) => name),
      made.cases,
    );
    expect(error, what).toBeLessThan(3e-5);
  });

  const shared = new URL("../../../../../shared/data/", import.meta.url);
  const read = (name: string): { wavelengths: Float64Array; values: Float64Array } => {
    const bytes = readFileSync(new URL(name, shared));
    const text = (name.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString();
    const rows = text
      .split("\n")
      .filter((line) => line.trim() !== "" && !line.startsWith("#"))
      .map((line) => line.trim().split(/\s+/).map(Number));
    return { wavelengths: Float64Array.from(rows, ([angstrom]) => angstrom / 10), values: Float64Array.from(rows, ([, value]) => value) };
  };
  const sharedFilters = () =>
    filtersOf(
      Object.entries(oracle.bands).map(([name, file]) => {
        const { wavelengths, values } = read(`passbands/ouphz/${file}.pb.gz`);
        return filter(name, wavelengths, values);
      }),
    );

  test.skipIf(!existsSync(shared))(
    "are numpy's to 1e-4 for all COSMOS templates, redshifts 0 to 2.5 and 25 real filters (skipped where ../shared is absent)",
    async () => {
      const list = readFileSync(new URL("seds_galaxy/COSMOS_MOD.list", shared), "utf8").trim().split(/\s+/);
      const templates = list.map((name) => read(`seds_galaxy/${name}`));
      expect(templates.length).toBe(31);
      const { error, what } = await worst(
        {
          missing: [],
          seds: library(
            templates[0].wavelengths,
            templates.map(({ values }) => values),
          ),
          filters: sharedFilters(),
        },
        Object.keys(oracle.bands),
        oracle.galaxies,
      );
      expect(error, what).toBeLessThan(1e-4);
    },
    60_000,
  );

  test.skipIf(!existsSync(shared))(
    "are numpy's to 1e-4 for Pickles' stars behind the Milky Way (skipped where ../shared is absent)",
    async () => {
      const names = [...new Set(oracle.stars.map(({ template }) => template))];
      const templates = names.map((name) => read(`seds_star/pickles/${name}.sed`));
      const seds = library(
        templates[0].wavelengths,
        templates.map(({ values }) => values),
        "wavelength",
      );
      const rows = rowsWith(
        "star",
        ["VIS", "G_HSC", "Y_LSST"].map(starFlux),
        oracle.stars.map(({ template, av, flux }, n) => ({
          SOURCE_ID: n,
          SED_TEMPLATE: names.indexOf(template),
          AV: av,
          TU_FNU_VIS: flux,
        })),
      );
      const tile = tileOf("star", rows, { missing: [], seds, filters: sharedFilters() }, { referenceColumn: "TU_FNU_VIS" });
      const { fluxes } = await photometry().measure(rows, tile);
      for (const [row, { template, av, jansky }] of oracle.stars.entries())
        for (const [n, band] of Object.keys(oracle.bands).entries())
          if (band !== "H_2MASS") expect(Math.abs(fluxes[band][row] / jansky[n] - 1), `${template}, AV ${av}, ${band}`).toBeLessThan(1e-4);
      // The magnitude, 0, is a column of that band.
      expect(fluxes.H_2MASS[0]).toBeCloseTo(10 ** (0.4 * 8.9), 1);
    },
    60_000,
  );
});

// A spectrum of f_nu = 1 from 90 nm to 1 um, 4 beyond, and one that falls; filters are boxes.
const grid = Array.from({ length: 4000 }, (_, n) => 90 * 40 ** (n / 3999));
const places = Float64Array.of(...grid.filter((nm) => nm < 1000), 1000, 1000, ...grid.filter((nm) => nm > 1000));
const flat = (nm: number, n: number): number => (n > places.indexOf(1000) ? 4 : 1) / nm ** 2;
const boxes = [
  filter("VIS", [550, 900], [1, 1]),
  filter("G_LSST", [400, 550], [1, 1]),
  filter("H_NISP", [1500, 2000], [1, 1]),
  filter("U_LSST", [320, 400], [1, 1]),
];
const simple: TileSpectra = {
  missing: [],
  seds: library(places, [places.map(flat), places.map((nm) => 1000 * nm ** -4)]),
  filters: filtersOf(boxes),
};
const galaxy = { galaxy_id: 17, frac_cosmos_1: 1, [column("VIS")]: 1e-29 };

describe("bands of a tile", () => {
  test("are its own columns where it has them: no filter is needed, nor a library", async () => {
    const rows = rowsWith("galaxy", without(), [{ ...galaxy, [column("G_LSST")]: 5e-30 }]);
    for (const spectra of [simple, { missing: ["data/SEDS.fits", "data/FILTERS.fits"], filters: new Map() }]) {
      const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, spectra));
      expect(fluxes.G_LSST[0]).toBeCloseTo(5e-7, 12);
      expect(Object.keys(fluxes)).toHaveLength(27);
    }
  });

  test("that are lacking follow the spectrum at its redshift, scaled to VIS", async () => {
    const rows = rowsWith("galaxy", without("G_LSST", "H_NISP"), [
      galaxy,
      // The step is now at 1.8 um: 1500 to 1800 nm is as bright as VIS, the rest four times.
      { ...galaxy, observed_redshift_gal: 0.8 },
    ]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, simple));
    expect(fluxes.G_LSST[0]).toBeCloseTo(1e-6, 10);
    expect(fluxes.H_NISP[0]).toBeCloseTo(4e-6, 10);
    const far = (Math.log(1800 / 1500) + 4 * Math.log(2000 / 1800)) / Math.log(2000 / 1500);
    expect(fluxes.H_NISP[1] / (far * 1e-6)).toBeCloseTo(1, 5);
  });

  test("before the Milky Way are dimmed by its law; those behind it are not", async () => {
    const narrow = { ...simple, filters: filtersOf([...boxes.slice(0, 3), filter("U_LSST", [549.4, 549.5], [1, 1])]) };
    const names = [...without("U_LSST", "G_LSST", "VIS"), ...["U_LSST", "VIS"].map(clearColumn), column("G_LSST")];
    const row = {
      galaxy_id: 1,
      frac_cosmos_1: 1,
      mw_extinction: 1.5,
      [clearColumn("U_LSST")]: 2e-29,
      [clearColumn("VIS")]: 1e-29,
      [column("G_LSST")]: 3e-29,
    };
    const rows = rowsWith("galaxy", names, [row, { ...row, mw_extinction: 0 }]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, narrow));
    expect(fluxes.U_LSST[0] / (2e-6 * 10 ** (-0.4 * 1.5))).toBeCloseTo(1, 3);
    expect(fluxes.U_LSST[1]).toBeCloseTo(2e-6, 12);
    expect(fluxes.G_LSST[0]).toBeCloseTo(3e-6, 12);
    // A flat f_nu over the box of VIS.
    let [sum, whole] = [0, 0];
    for (let nm = 550.05; nm < 900; nm += 0.1) {
      sum += 10 ** (-0.4 * 1.5 * milkyWay(nm)) / nm;
      whole += 1 / nm;
    }
    expect(fluxes.VIS[0] / ((1e-6 * sum) / whole)).toBeCloseTo(1, 5);
  });

  test("of stars whose header says MWEXT = F are dimmed, and made of the magnitude in H", async () => {
    const filters = filtersOf([...boxes, filter("H_2MASS", [1500, 1800], [1, 1])]);
    const columns = TU_BANDS.map(({ name }) => starFlux(name)).filter((name) => !["TU_FNU_G_LSST", "TU_FNU_H_2MASS"].includes(name));
    const seds = library(places, [places.map(() => 1)]);
    const star = { SOURCE_ID: 5, AV: 1, TU_MAG_H_2MASS: 8.9, TU_FNU_VIS: 1 };
    const measure = async (metadata: ReadonlyMap<string, string>) => {
      const rows = rowsWith("star", columns, [star], metadata);
      const bands = filtersOf([
        ...filters.values(),
        ...TU_BANDS.filter(({ name }) => !filters.has(name)).map(({ name }) => filter(name, [600, 700], [1, 1])),
      ]);
      return (await photometry().measure(rows, tileOf("star", rows, { missing: [], seds, filters: bands }))).fluxes;
    };
    const [given, clear] = [await measure(new Map()), await measure(new Map([["MWEXT", "F"]]))];
    const through = (from: number, to: number): number => {
      let sum = 0;
      for (let n = 0; n < 10_000; n++) sum += 10 ** (-0.4 * milkyWay(from * (to / from) ** ((n + 0.5) / 10_000)));
      return sum / 10_000;
    };
    expect(given.H_2MASS[0]).toBeCloseTo(1, 6);
    expect(given.G_LSST[0]).toBeCloseTo(through(400, 550) / through(1500, 1800), 5);
    expect(given.VIS[0]).toBe(1);
    expect(clear.H_2MASS[0]).toBeCloseTo(through(1500, 1800), 5);
    expect(clear.G_LSST[0]).toBeCloseTo(through(400, 550), 5);
    expect(clear.VIS[0]).toBeCloseTo(through(550, 900), 5);
  });

  test("are scaled to the column that the tile names", async () => {
    const rows = rowsWith("galaxy", without("G_LSST"), [{ ...galaxy, [column("H_NISP")]: 8e-30 }]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, simple, { referenceColumn: column("H_NISP") }));
    expect(fluxes.G_LSST[0]).toBeCloseTo(2e-7, 11);
    await expect(photometry().measure(rows, tileOf("galaxy", rows, simple, { referenceColumn: "REF_MAG" }))).rejects.toThrow(
      'STANDARD.fits: ReferenceColumnName: expected one of its columns of brightness, found "REF_MAG"',
    );
  });

  test("of two templates do not know on what scale each stands, nor does an index between two", async () => {
    const mix = { ...galaxy, sed_cosmos_1: 0, sed_cosmos_2: 1, frac_cosmos_1: 0.7 };
    const rows = rowsWith("galaxy", without("G_LSST", "H_NISP"), [mix, { ...galaxy, sed_cosmos_1: 0.3 }]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, simple));
    const other = { ...simple, seds: library(places, [places.map(flat), places.map((nm) => nm ** -4)]) };
    const again = (await photometry().measure(rows, tileOf("galaxy", rows, other))).fluxes;
    for (const band of ["G_LSST", "H_NISP"])
      for (const value of [fluxes[band][1], again[band][0], again[band][1]]) expect(value / fluxes[band][0]).toBeCloseTo(1, 5);
    // 0.7 of the light about 565 nm is flat, 0.3 falls as nu^2: G is brighter than VIS by less than half.
    expect(fluxes.G_LSST[0]).toBeGreaterThan(1.1e-6);
    expect(fluxes.G_LSST[0]).toBeLessThan(1.5e-6);
  });

  test("below the Lyman limit are as dark as a column can say", async () => {
    const rows = rowsWith("galaxy", without("U_LSST"), [{ ...galaxy, observed_redshift_gal: 4.5 }]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, simple));
    expect(fluxes.U_LSST[0]).toBe(Math.fround(1e-14));
  });

  test("take laws of dust from the tile's own library", async () => {
    const laws = {
      name: "data/LAWS.fits",
      wavelengths: Float64Array.of(300, 500, 500, 3000),
      laws: [Float32Array.of(0, 0, 1, 1), Float32Array.of(5, 5, 0, 0)],
    };
    const rows = rowsWith("galaxy", without("U_LSST", "H_NISP"), [{ ...galaxy, ext_curve_cosmos_1: 1, ebv_cosmos_1: 0.5 }]);
    const { fluxes } = await photometry().measure(rows, tileOf("galaxy", rows, { ...simple, laws }));
    expect(fluxes.U_LSST[0] / (1e-6 * 10 ** (-0.4 * 2.5))).toBeCloseTo(1, 5);
    expect(fluxes.H_NISP[0]).toBeCloseTo(4e-6, 10);
  });
});

describe("what cannot be measured", () => {
  const measure = (
    row: Readonly<Record<string, number>>,
    spectra: TileSpectra = simple,
    more = {},
    lacking: readonly string[] = ["G_LSST"],
  ) => {
    const rows = rowsWith("galaxy", without(...lacking), [{ ...galaxy, ...row }]);
    return photometry().measure(rows, tileOf("galaxy", rows, spectra, more));
  };

  test.each([
    [
      "a template outside the library",
      { sed_cosmos_1: 2 },
      {},
      "STANDARD.fits: galaxy_id 17, sed_cosmos_1: expected 0 to 1 of data/SEDS.fits, found 2",
    ],
    [
      "the second template outside it",
      { frac_cosmos_1: 0.5, sed_cosmos_2: 31 },
      {},
      "galaxy_id 17, sed_cosmos_2: expected 0 to 1 of data/SEDS.fits, found 31",
    ],
    [
      "a law of dust that is none",
      { ext_curve_cosmos_1: 5 },
      {},
      "galaxy_id 17, ext_curve_cosmos_1: expected 0 to 4 of the laws of Flagship, found 5",
    ],
    [
      "no library",
      {},
      { sedLibrary: undefined },
      "STANDARD.fits: galaxy_id 17, band G_LSST, which is not among the tile's columns: expected a SedLibrary to make it of, found none",
    ],
  ])("is an error that names file and object: %s", async (_, row, more, message) => {
    await expect(measure(row, simple, more)).rejects.toThrow(message);
  });

  test("is an error for a template outside the library even where no band is lacking", async () => {
    await expect(measure({ sed_cosmos_1: 99 }, simple, {}, [])).rejects.toThrow(
      "STANDARD.fits: galaxy_id 17, sed_cosmos_1: expected 0 to 1 of data/SEDS.fits, found 99",
    );
  });

  test("for want of a file that the tile names says which", async () => {
    const { filters } = simple;
    await expect(measure({}, { missing: ["data/SEDS.fits"], filters })).rejects.toThrow(
      "galaxy_id 17, band G_LSST, which is not among the tile's columns: data/SEDS.fits: expected a file, found none of that name",
    );
    await expect(measure({}, { ...simple, missing: ["data/LAWS.fits"] }, { extinctionLaws: "LAWS.fits" })).rejects.toThrow(
      "data/LAWS.fits: expected a file, found none of that name",
    );
    await expect(measure({}, { ...simple, missing: ["data/FILTERS.fits"], filters: new Map() })).rejects.toThrow(
      "galaxy_id 17: expected a filter G_LSST in data/FILTERS.fits, found none",
    );
  });

  test("for want of a filter, or because the spectrum does not reach it, is one too", async () => {
    await expect(measure({}, simple, {}, ["Z_LSST"])).rejects.toThrow(
      "STANDARD.fits: galaxy_id 17: expected a filter Z_LSST in data/FILTERS.fits, found VIS, G_LSST, H_NISP, U_LSST",
    );
    const short = { ...simple, seds: library([300, 1200], [[1, 1]]) };
    await expect(measure({}, short, {}, ["H_NISP"])).rejects.toThrow(
      "STANDARD.fits: galaxy_id 17: filter H_NISP: expected a spectrum from 1500.0 to 2000.0 nm, found data/SEDS.fits from 300.0 to 1200.0 nm at redshift 0",
    );
    await expect(measure({ observed_redshift_gal: 0.5 }, short, {}, ["G_LSST"])).rejects.toThrow(
      "filter G_LSST: expected a spectrum from 400.0 to 550.0 nm, found data/SEDS.fits from 450.0 to 1800.0 nm at redshift 0.5",
    );
  });

  test("for want of any flux to scale by says which column would do", async () => {
    const rows = rowsWith("galaxy", without("VIS"), [galaxy]);
    await expect(photometry().measure(rows, tileOf("galaxy", rows, simple))).rejects.toThrow(
      "galaxy_id 17, band VIS, which is not among the tile's columns: expected euclid_vis_el_model3_ext_odonnell_ext or euclid_vis_el_model3_ext, or a ReferenceColumnName, to scale its spectrum to, found neither",
    );
  });

  test("because its lines outshine its flux is left out, and told", async () => {
    const told: string[] = [];
    const rows = rowsWith("galaxy", without("G_LSST"), [
      galaxy,
      { ...galaxy, galaxy_id: 18, [inputLineFlux("HALPHA")]: -12 },
      { ...galaxy, galaxy_id: 19, [column("J_NISP")]: 7e-29 },
    ]);
    const { rows: kept, fluxes } = await photometry((line) => told.push(line)).measure(rows, tileOf("galaxy", rows, simple));
    expect([...kept.int64("galaxy_id")]).toEqual([17n, 19n]);
    expect(fluxes.J_NISP[1]).toBeCloseTo(7e-6, 10);
    expect(told).toEqual([
      `impossible row skipped: STANDARD.fits: galaxy_id 18, ${column("VIS")}: expected more than its emission lines send, and a spectrum with light there, found ${Math.fround(1e-29)}`,
    ]);
  });
});

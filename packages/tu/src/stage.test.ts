import { MemoryFolder } from "@elvis/formats";
import { healpixAt, inputGalaxyFlux, inputLineFlux, inputStarColumns, TU_BANDS, writeCatalogFits } from "@elvis/formats/catalog";
import {
  type ReferenceFilter,
  referenceFilters,
  type SedLibrary,
  sedLibrary,
  starCatalogTile,
  type TileSpectra,
  trueUniverse,
} from "@elvis/formats/product";
import { stageContract, testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { again, galaxies, mdb, pointing, rowsWith, sky, ssos, stars, tile, tileOf } from "../test/values.ts";
import { tu } from "./stage.ts";

const bright = { TU_FNU_VIS: 1e-3 };
const starTile = tile(
  "star",
  { kind: "box", raMin: 149, raMax: 151, decMin: 1, decMax: 3 },
  stars([
    { id: 30, ra: 150.1, dec: 2.2, more: bright },
    { id: 10, ra: 150.2, dec: 2.3, more: bright },
    { id: 20, ra: 149.1, dec: 2.2, more: bright },
    { id: 40, ra: 150.0, dec: 2.1, more: { TU_FNU_VIS: 1e-8 } },
  ]),
);
const far = tile("star", { kind: "box", raMin: 10, raMax: 12, decMin: 1, decMax: 3 }, stars([{ id: 99, ra: 11, dec: 2 }]));
const standard = tile(
  "galaxy",
  sky,
  galaxies([
    { id: 5, ra: 150.1, dec: 2.2 },
    { id: 3, ra: 150.3, dec: 2.0 },
    { id: 4, ra: 10, dec: 2 },
  ]),
);
const quasars = tile(
  "galaxy",
  sky,
  galaxies([
    { id: 3, ra: 150.3, dec: 2.0 },
    { id: 1, ra: 150.0, dec: 2.4 },
  ]),
  "QSO",
);

const inputs = {
  starcat: again(far, starTile),
  galcat: again(standard, quasars),
  ssocat: undefined,
  mdb,
  pointings: [pointing(150.1, 2.2), pointing(150.12, 2.2, 0, 1)],
};
const config = tu.config.parse({});
async function ids(rows: { read(): AsyncIterable<{ int64(name: string): BigInt64Array }> }): Promise<bigint[]> {
  const all: bigint[] = [];
  for await (const batch of rows.read()) all.push(...batch.int64("SOURCE_ID"));
  return all;
}

describe("tu", () => {
  test("merges what is in the field and bright enough, by id, once each", async () => {
    const context = testContext();
    const { outputTU } = await tu.run(inputs, config, context);
    expect(await ids(outputTU.stars)).toEqual([10n, 30n]);
    expect(await ids(outputTU.galaxies)).toEqual([1n, 3n, 5n]);
    expect(outputTU.starFileName).toMatch(/^EUC_SIM_TUSTARCAT-4924_[0-9A-F]{12}-\d{7}_20260102T030405\.000000Z_v13_T\.fits$/);
    expect(outputTU.galaxyFileName).toMatch(/^EUC_SIM_TUGALCAT-4924_.*_v3_T\.fits$/);
    expect(outputTU.sedLibraries).toEqual(["SED-star.fits", "SED-galaxy.fits"]);
    expect(outputTU.inputProductId).toBe("TEST-POINTING-0");
    expect(context.lines.join("\n")).toContain("galcat merged tiles=2 of=2 read=5 faulty=0 faint=0 duplicates=1 kept=3");
    expect(context.lines.join("\n")).toContain("starcat merged tiles=1 of=2 read=4 faulty=0 faint=1 duplicates=0 kept=2");
  });

  test("says in its product what became of the rows of each tile that it read, and its settings and limits", async () => {
    const rows = [
      { id: 5, ra: 150.1, dec: 2.2 },
      { id: 6, ra: 150.2, dec: 2.2 },
    ];
    const more = { ...pointing(150.1, 2.2), logHalphaFluxLimit: -16.5 };
    const lined = tile(
      "galaxy",
      sky,
      galaxies(rows.map((row) => ({ ...row, more: { logf_halpha_model3_ext: row.id === 5 ? -16 : -17 } }))),
      "HIGHZ",
    );
    const again2 = tile("galaxy", sky, galaxies([{ id: 5, ra: 150.1, dec: 2.2, more: { logf_halpha_model3_ext: -16 } }]), "QSO");
    const { outputTU } = await tu.run(
      { ...inputs, galcat: again(lined, again2), pointings: [more] },
      { ...config, visMagnitudeLimit: 23 },
      testContext(),
    );
    expect(await ids(outputTU.galaxies)).toEqual([5n]);
    const counts = (name: string) => {
      const { productId, release, fileName, ...rest } = outputTU.inputCatalogs.find(({ population }) => population === name)!;
      return Object.values(rest);
    };
    // Population; rows read, impossible, in the field, too faint, duplicate, kept.
    expect(outputTU.inputCatalogs).toHaveLength(3);
    expect(counts("STARS")).toEqual(["STARS", 4, 0, 3, 1, 0, 2]);
    expect(counts("HIGHZ")).toEqual(["HIGHZ", 2, 0, 2, 1, 0, 1]);
    expect(counts("QSO")).toEqual(["QSO", 1, 0, 1, 0, 1, 0]);
    expect(outputTU.parameters.map(({ key, value }) => `${key} ${value}`)).toEqual([
      "Margin 0.07",
      "AllowGaps false",
      "VisMagnitudeLimit 23",
      "MagnitudeLimit 26",
      "MagnitudeLimitFilter VIS",
      "LogHalphaFluxLimit -16.5",
      "MissionDatabase TEST-MDB",
    ]);
  });

  test("takes solar-system objects to the start of the pointing, into a table of their own", async () => {
    // 60373.0120370 is the pointing's start. At 120 arcsec/h of declination a day is 0.8 degrees.
    const at = (SOURCE_ID: number, hours: number, more: object) => ({
      SOURCE_ID,
      RA: 150.1,
      DEC: 2.2,
      EPOCH: 60373 + 0.01203703703 - hours / 24,
      RATE_RA: 0,
      RATE_DEC: 0,
      REF_MAG: 18,
      ...more,
    });
    const given = ssos([
      at(3, 24, { DEC: 1.4, RATE_DEC: 120 }),
      at(2, 24, { RATE_DEC: 120 }),
      at(1, 0, { RATE_RA: -30, REF_MAG: 27 }),
      at(5, -2, { RATE_RA: 36 }),
    ]);
    const tiles = again(tile("sso", { kind: "box", raMin: 10, raMax: 12, decMin: -2, decMax: 2 }, given, "SSO"));
    const context = testContext();
    const { outputTU } = await tu.run({ ...inputs, ssocat: tiles }, config, context);
    const { sso } = outputTU;
    expect(sso?.fileName).toMatch(/^EUC_SIM_TUSSOCAT-4924_.*_v1_T\.fits$/);
    for await (const rows of sso!.read()) {
      expect([...rows.int64("SOURCE_ID")]).toEqual([3n, 5n]);
      expect(rows.float64("DEC")[0]).toBeCloseTo(2.2, 6);
      // Two hours before its epoch: 72 arcsec west, at declination 2.2.
      expect((rows.float64("RA")[1] - 150.1) * 3600 * Math.cos((2.2 * Math.PI) / 180)).toBeCloseTo(-72, 3);
      expect(rows.float64("EPOCH")[0]).toBeCloseTo(60373.012037037, 8);
      expect([...rows.float32("RATE_DEC")]).toEqual([120, 0]);
      expect(rows.float32("TU_FNU_VIS")[0] / 10 ** (-0.4 * (18 - 8.9))).toBeCloseTo(1, 6);
      // The Sun is 0.46 mag redder in g - r than a flat spectrum.
      expect(-2.5 * Math.log10(rows.float32("TU_FNU_G_LSST")[0] / rows.float32("TU_FNU_R_LSST")[0])).toBeCloseTo(0.46, 4);
    }
    expect(outputTU.inputCatalogs.at(-1)).toMatchObject({ population: "SSO", rowsRead: 4, rowsInField: 3, rowsTooFaint: 1, rowsKept: 2 });
    expect(context.lines.join("\n")).toContain("ssocat merged tiles=1 of=1 read=4 faulty=0 faint=1 duplicates=0 kept=2");
    await stageContract(tu, { inputs: { ...inputs, ssocat: tiles }, config });
  });

  test("makes the same bytes as ever where no catalogue of solar-system objects is given", async () => {
    const folder = await stageContract(tu, { inputs, config });
    const text = new TextDecoder().decode(folder.files.get("call_pointing.iterations.1.SimTU_pkg/outputTU.xml"));
    expect(text).not.toMatch(/sso/i);
    expect([...folder.files.keys()].filter((name) => name.includes("SSO"))).toEqual([]);
  });

  test("takes the pointing that the iteration names", async () => {
    const { outputTU } = await tu.run(inputs, { ...config, iteration: 2 }, testContext());
    expect(outputTU.ditherId).toBe(1);
    expect(outputTU.starFileName).toContain("TUSTARCAT-4924-1_");
    await expect(tu.run(inputs, { ...config, iteration: 3 }, testContext())).rejects.toThrow("--iteration: expected 1 to 2, found 3");
  });

  test("keeps the promises of every stage, and its product is read back with its rows", async () => {
    const folder = await stageContract(tu, { inputs, config });
    const file = "call_pointing.iterations.1.SimTU_pkg/outputTU.xml";
    const value = await trueUniverse.decode(await folder.open(file), folder);
    expect([value.stars.rows, value.galaxies.rows]).toEqual([2, 3]);
    expect(await ids(value.galaxies)).toEqual([1n, 3n, 5n]);
  });

  test("skips and names rows that cannot be, and refuses a catalogue with more than 1 % of them", async () => {
    const rows = Array.from({ length: 200 }, (_, at) => ({
      id: at,
      ra: 150.1,
      dec: 2.2 + at / 1000,
      more: bright as Record<string, number>,
    }));
    rows[7] = { ...rows[7], dec: Number.NaN };
    rows[9] = { ...rows[9], more: { TU_FNU_J_NISP: 0 } };
    const context = testContext();
    const { outputTU } = await tu.run({ ...inputs, starcat: again(tile("star", sky, stars(rows))) }, config, context);
    expect(outputTU.stars.rows).toBe(198);
    expect(context.lines).toContain("impossible row skipped: STARS.fits: row 8 (SOURCE_ID 7), column DEC: expected -90 to 90, found NaN");
    rows[11] = { ...rows[11], dec: 91 };
    await expect(tu.run({ ...inputs, starcat: again(tile("star", sky, stars(rows))) }, config, testContext())).rejects.toThrow(
      "--starcat: 3 of 200 rows are impossible (see the log), more than 1 %",
    );
  });

  test("refuses tiles none of which touches the field", async () => {
    await expect(tu.run({ ...inputs, starcat: again(far) }, config, testContext())).rejects.toThrow(
      "--starcat: none of its 1 tiles touches the field at RA 150.1, DEC 2.2",
    );
  });

  test("refuses a population whose tiles leave a hole in the field, naming it and the place, unless gaps are allowed", async () => {
    const half = tile(
      "star",
      { kind: "box", raMin: 149, raMax: 150.1, decMin: 0, decMax: 4 },
      stars([{ id: 1, ra: 150, dec: 2.2, more: bright }]),
    );
    const holed = { ...inputs, starcat: again(half) };
    const what = "starcat: the tiles of STARS leave 48.8 % of the field empty, at RA 150.1195, DEC 2.2000 for one";
    await expect(tu.run(holed, config, testContext())).rejects.toThrow(`--${what}: expected tiles that cover the field, or --allow-gaps`);
    const context = testContext();
    const { outputTU } = await tu.run(holed, { ...config, allowGaps: true }, context);
    expect(await ids(outputTU.stars)).toEqual([1n]);
    expect(context.lines).toContain(what);
  });

  test("names the HEALPix pixel that a population lacks, also one that has tiles elsewhere only", async () => {
    const pixel = healpixAt(5, 150.1, 2.2);
    const elsewhere = tile("galaxy", { kind: "healpix", order: 5, index: pixel ^ 2048 }, galaxies([]), "QSO");
    await expect(tu.run({ ...inputs, galcat: again(standard, elsewhere) }, config, testContext())).rejects.toThrow(
      `--galcat: the tiles of QSO leave 100.0 % of the field empty, at RA 150.1000, DEC 2.2000 (HEALPix order 5 nested, pixel ${pixel}) for one`,
    );
  });

  test("tells of a hole in the margin alone, and goes on", async () => {
    // The field reaches 0.39 degrees east of RA 150.1, its margin 0.46.
    const almost = tile("star", { kind: "box", raMin: 149, raMax: 150.52, decMin: 0, decMax: 4 }, stars([{ id: 1, ra: 150, dec: 2.2 }]));
    const context = testContext();
    await tu.run({ ...inputs, starcat: again(almost) }, config, context);
    expect(context.lines.join("\n")).toContain("starcat: the tiles of STARS leave 4.9 % of the field with its margin empty, at RA 150.53");
  });

  test("names the band that a tile lacks, the object that needs it and the library that is not there", async () => {
    const folder = new MemoryFolder();
    const lacking = inputStarColumns.filter(({ name }) => name !== "TU_FNU_G_HSC");
    const table = await starTile.open();
    await folder.create("star.xml", (sink) => starCatalogTile.encode({ ...starTile, fileName: "star.fits" }, sink, folder));
    await folder.create("data/star.fits", (sink) => writeCatalogFits(sink, "STARS", lacking, table.read()));
    const read = await starCatalogTile.decode(await folder.open("star.xml"), folder);
    await expect(tu.run({ ...inputs, starcat: again(read) }, config, testContext())).rejects.toThrow(
      "star.fits: SOURCE_ID 30, band G_HSC, which is not among the tile's columns: data/SED-star.fits: expected a file, found none of that name",
    );
  });

  test("counts rows that turn out impossible when their spectra are worked out, with the others", async () => {
    const box = (name: string): ReferenceFilter => ({
      name,
      wavelengths: Float64Array.of(500, 700),
      transmission: Float64Array.of(1, 1),
      counts: "photons",
    });
    const spectra: TileSpectra = {
      missing: [],
      seds: { wavelengths: Float64Array.of(100, 3000), templates: [Float32Array.of(1, 1)] },
      filters: new Map(["VIS", "G_LSST"].map((name) => [name, box(name)])),
    };
    const columns = TU_BANDS.filter(({ name }) => name !== "G_LSST").map(inputGalaxyFlux);
    const rows = Array.from({ length: 200 }, (_, n) => ({
      galaxy_id: n,
      ra_mag_gal: 150.1,
      dec_mag_gal: 2.2,
      frac_cosmos_1: 1,
      // H alpha alone gives more than the whole flux in VIS.
      ...(n === 7 && { [inputLineFlux("HALPHA")]: -10 }),
    }));
    const context = testContext();
    const galcat = again(tileOf("galaxy", rowsWith("galaxy", columns, rows), spectra));
    const { outputTU } = await tu.run({ ...inputs, galcat }, config, context);
    expect(outputTU.galaxies.rows).toBe(199);
    expect(context.lines.join("\n")).toContain("galcat merged tiles=1 of=1 read=200 faulty=1 faint=0 duplicates=0 kept=199");
  });

  test("makes the band that a tile lacks of its spectra, in the product too", async () => {
    const folder = new MemoryFolder();
    const lacking = inputStarColumns.filter(({ name }) => name !== "TU_FNU_G_HSC");
    const filters = ["G_HSC", "H_2MASS"].map((name, n): [string, ReferenceFilter] => [
      name,
      {
        name,
        wavelengths: Float64Array.of(400, 500).map((nm) => nm * (1 + 3 * n)),
        transmission: Float64Array.of(1, 1),
        counts: "photons",
      },
    ]);
    // f_nu of 1 up to 1 um and of 4 from there on.
    const seds: SedLibrary = {
      wavelengths: Float64Array.of(300, 1000, 1000, 3000),
      templates: [Float32Array.of(1, 1, 4, 4)],
      per: "frequency",
    };
    await folder.create("data/SED-star.fits", (sink) => sedLibrary.encode(seds, sink, folder));
    await folder.create("data/FILTERS.fits", (sink) => referenceFilters.encode(new Map(filters), sink, folder));
    const told = { ...starTile, fileName: "star.fits", referenceFilters: ["FILTERS.fits"] };
    await folder.create("star.xml", (sink) => starCatalogTile.encode(told, sink, folder));
    const table = await starTile.open();
    await folder.create("data/star.fits", (sink) => writeCatalogFits(sink, "STARS", lacking, table.read()));
    const read = await starCatalogTile.decode(await folder.open("star.xml"), folder);
    const context = testContext();
    const { outputTU } = await tu.run({ ...inputs, starcat: again(read) }, config, context);
    expect(outputTU.referenceFilters).toEqual(["FILTERS.fits"]);
    // TU_MAG_H_2MASS is 0: 10^(0.4 x 8.9) Jy, of which the blue band has a quarter.
    for await (const batch of outputTU.stars.read())
      for (const flux of batch.float32("TU_FNU_G_HSC")) expect(flux / (10 ** (0.4 * 8.9) / 4)).toBeCloseTo(1, 5);
    expect(context.lines.join("\n")).toContain("integrated=3");
  });
});

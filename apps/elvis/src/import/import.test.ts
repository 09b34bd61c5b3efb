import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bufferSource, MemoryFolder, type Source } from "@elvis/formats";
import { type Catalog, checkRows, concatCatalogs, healpixAt } from "@elvis/formats/catalog";
import {
  type CatalogTile,
  galaxyCatalogTile,
  type MissionDatabase,
  type PointingOutput,
  starCatalogTile,
  trueUniverse,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { testContext } from "@elvis/stage/testing";
import { tu } from "@elvis/tu";
import { describe, expect, test } from "vitest";
import { IMPORT_KINDS, type ImportedTile, importCatalog, writeTiles } from "./index.ts";
import { luminosityDistance } from "./shape.ts";

const shared = new URL("../../../../../shared", import.meta.url).pathname;
const data = join(shared, "data");
const real = (name: string): Source => bufferSource(readFileSync(join(data, name)), name);
const text = (content: string, name = "t.csv"): Source => bufferSource(new TextEncoder().encode(content), name);
const runDate = new Date(Date.UTC(2026, 0, 2));

async function tiles(kind: string, sources: readonly Source[], more: object = {}): Promise<ImportedTile[]> {
  const all: ImportedTile[] = [];
  for await (const it of importCatalog(kind, sources, { runDate, ...more })) all.push(it);
  return all;
}
async function rowsOf(all: readonly ImportedTile[]): Promise<Catalog> {
  const batches: Catalog[] = [];
  for (const { tile } of all) for await (const batch of (await tile.open()).read()) batches.push(batch);
  return concatCatalogs(batches);
}
async function* sequence<T>(items: Iterable<T>): AsyncIterable<T> {
  yield* items;
}
const median = (values: ArrayLike<number>): number => Array.from(values).sort((a, b) => a - b)[Math.floor(values.length / 2)];
const abMagnitude = (flux: number): number => -2.5 * Math.log10(flux) - 48.6;

describe("elvis import", () => {
  test("refuses a kind that it does not know, a table without a column, and a table of nothing", async () => {
    await expect(tiles("hipparcos", [])).rejects.toThrow(
      "elvis import: kind: expected one of gaia, tycho2, cosmos-3dhst, cosmodc2, mapping, found hipparcos",
    );
    await expect(tiles("tycho2", [text("ra_deg,dec_deg\n1,2\n")])).rejects.toThrow("t.csv: expected a column VTmag, found ra_deg, dec_deg");
    await expect(tiles("tycho2", [text("ra_deg,dec_deg,VTmag\nnan,2,9\n")])).rejects.toThrow(
      "t.csv: expected rows with a position and a flux, found none",
    );
    await expect(tiles("tycho2", [bufferSource(Uint8Array.of(0x1f, 0x8b, 8, 0), "t.csv.gz")])).rejects.toThrow(
      "t.csv.gz: expected a whole gzip stream",
    );
  });

  test("keeps the fluxes it is given and leaves out rows it can make nothing of, saying so", async () => {
    const lines: string[] = [];
    const all = await tiles("gaia", [text("ra,dec,G_mag\n10,20,15\nnan,20,15\n10.1,20,nan\n359.9,-1,12\n")], {
      warn: (line: string) => lines.push(line),
    });
    const rows = await rowsOf(all);
    expect(rows.rows).toBe(2);
    expect(all.length).toBe(2);
    // G = 15 (Vega) is 15.1136 AB: 10^(-0.4 (15.1136 - 8.9)) Jy
    const ids = Array.from(rows.int64("SOURCE_ID"));
    expect(rows.float32("TU_FNU_G_GAIA")[ids.indexOf(1n)]).toBeCloseTo(10 ** (-0.4 * 6.2136), 8);
    expect(lines).toEqual(["t.csv: 2 of 4 rows left out, the first: row 2 (SOURCE_ID 2), column RA: expected 0 to 360, found NaN"]);
  });

  test("puts every row into the tile that names its place", async () => {
    const points = Array.from(
      { length: 300 },
      (_, at) => `${(at * 137.508) % 360},${(Math.asin(1 - (2 * at + 1) / 300) * 180) / Math.PI},14`,
    );
    for (const { tile } of await tiles("gaia", [text(`ra,dec,G_mag\n${points.join("\n")}\n359.9999,0,12\n0,90,12\n10,-90,12\n`)])) {
      const area = tile.area as Extract<CatalogTile["area"], { kind: "box" }>;
      for await (const batch of (await tile.open()).read())
        for (let row = 0; row < batch.rows; row++) {
          expect(batch.float64("RA")[row]).toBeGreaterThanOrEqual(area.raMin);
          expect(batch.float64("RA")[row]).toBeLessThanOrEqual(area.raMax);
          expect(batch.float64("DEC")[row]).toBeGreaterThanOrEqual(area.decMin);
          expect(batch.float64("DEC")[row]).toBeLessThanOrEqual(area.decMax);
        }
    }
  });

  test("follows a mapping file, with units, constants and filled bands", async () => {
    const mapping = text(
      JSON.stringify({
        kind: "star",
        fillBands: true,
        columns: {
          SOURCE_ID: "name",
          RA: { from: "lon", convert: "rad to deg" },
          DEC: { from: "lat", scale: -1 },
          AV: 0.1,
          TU_FNU_VIS: { from: "mag", convert: "AB to Jy" },
        },
      }),
      "m.json",
    );
    const rows = await rowsOf(await tiles("mapping", [text("name,lon,lat,mag\n7,1.5707963267948966,-20,8.9\n")], { mapping }));
    expect([rows.int64("SOURCE_ID")[0], rows.float64("DEC")[0], rows.float32("AV")[0]]).toEqual([7n, 20, Math.fround(0.1)]);
    expect(rows.float64("RA")[0]).toBeCloseTo(90, 10);
    expect(rows.float32("TU_FNU_VIS")[0]).toBeCloseTo(1, 6);
    expect(rows.float32("TU_FNU_H_2MASS")[0]).toBeGreaterThan(0);
  });

  test.each([
    ['{"kind":"star","columns":{"FLUX":"f"}}', "m.json: columns.FLUX: expected a column of the input star catalogue, found FLUX"],
    ['{"kind":"star","columns":{"RA":"a","DEC":"b"}}', "m.json: columns: expected a rule for TU_MAG_H_2MASS"],
    ['{"kind":"star","colums":{}}', "m.json: "],
    ["{", "m.json: expected JSON"],
  ])("refuses the mapping %s", async (mapping, message) => {
    await expect(tiles("mapping", [text("a,b\n1,2\n")], { mapping: text(mapping, "m.json") })).rejects.toThrow(message);
  });

  test("takes Gaia positions in columns that say their unit", async () => {
    const rows = await rowsOf(await tiles("gaia", [text("ra_deg,dec_deg,G_mag\n10,-20,15\n")]));
    expect([rows.float64("RA")[0], rows.float64("DEC")[0]]).toEqual([10, -20]);
  });

  test("says what each kind is", () => {
    for (const { doc } of Object.values(IMPORT_KINDS)) expect(doc.length).toBeGreaterThan(20);
  });
});

describe.skipIf(!existsSync(data))("real catalogues (skipped without ../shared)", () => {
  let cosmos: Promise<ImportedTile[]> | undefined;
  /** 22304 galaxies: read once for all tests. */
  const cosmosTiles = () => (cosmos ??= tiles("cosmos-3dhst", [real("galaxies/cosmos3dhst_tu_like.csv.gz")]));

  test("the 3D-HST COSMOS table keeps its VIS magnitudes, sizes and positions", async () => {
    const all = await cosmosTiles();
    const rows = await rowsOf(all);
    expect(rows.rows).toBeGreaterThan(22_000);
    expect(checkRows(rows)).toEqual([]);
    for (const { tile } of all) {
      expect(tile.area.kind).toBe("healpix");
      for await (const batch of (await tile.open()).read(50)) {
        expect(healpixAt(5, batch.float64("ra_mag_gal")[0], batch.float64("dec_mag_gal")[0])).toBe((tile.area as { index: number }).index);
        break;
      }
    }
    // First row of the file: id 3, VIS 22.706, n 6.209, re 0.968.
    const first = Array.from(rows.int64("galaxy_id")).indexOf(3n);
    expect(abMagnitude(rows.float32("euclid_vis_el_model3_ext_odonnell_ext")[first])).toBeCloseTo(22.706, 3);
    expect([rows.float32("bulge_fraction")[first], rows.float32("bulge_r50")[first]]).toEqual([1, Math.fround(0.968)]);
  });

  // The catalogue's photon counts are for a throughput that is not in the file, so a constant a band is free; it has none (0) for redshifts above 1.8.
  test("cosmoDC2's fluxes follow its own photon counts from galaxy to galaxy", async () => {
    const rows = await rowsOf(await tiles("cosmodc2", [real("galaxies/cosmodc2/galaxy_9556.csv.gz")]));
    expect(rows.rows).toBeGreaterThan(450);
    expect(checkRows(rows)).toEqual([]);
    const own = new Map(
      readFileSync(join(data, "galaxies/cosmodc2/galaxy_flux_9556.csv"), "utf8")
        .trim()
        .split("\n")
        .slice(1)
        .map((line) => line.split(","))
        .map(([id, , ...photons]) => [id, photons.map(Number)] as const),
    );
    for (const [band, name] of ["lsst_g", "lsst_r", "lsst_i", "lsst_z"].entries()) {
      const flux = rows.float32(`${name}_el_model3_ext_odonnell_ext`);
      const ratios = Array.from(rows.int64("galaxy_id"), (id, row) => own.get(String(id))![band] / flux[row]).filter((ratio) => ratio > 0);
      expect(ratios.length).toBeGreaterThan(300);
      const middle = median(ratios);
      expect(median(ratios.map((ratio) => Math.abs(2.5 * Math.log10(ratio / middle)))), `${name}, magnitudes`).toBeLessThan(0.1);
    }
  });

  // magnorm: AB magnitude at 500 nm in the rest frame, at the galaxy's luminosity distance. First galaxy of the file, disc: 24.886 with a top hat of 466002.538.
  test("cosmoDC2's unit of luminosity gives its own normalisation", () => {
    const distance = luminosityDistance(0.138665115, 0.2648, (299792.458 / 71) * 1e6) * 3.085677581e16;
    const magnitude = -2.5 * Math.log10((466002.538 * 4.4659e13) / (4 * Math.PI * distance ** 2) / 3631e-26);
    expect(Math.abs(magnitude - 24.886)).toBeLessThan(0.06);
  });

  test("Gaia FITS and ECSV and Tycho-2 give stars with sensible colours", async () => {
    const fits = await rowsOf(await tiles("gaia", [real("stars/gaia_dr3_edfn_cat-97599.fits")]));
    expect(fits.rows).toBeGreaterThan(1650);
    expect(fits.int64("SOURCE_ID")[0]).toBeGreaterThan(2n ** 53n);
    expect(checkRows(fits)).toEqual([]);
    // G = 15.392208 and pmra 2.1943 of source 2161672265737698176, read off the file with astropy.
    const at = Array.from(fits.int64("SOURCE_ID")).indexOf(2161672265737698176n);
    expect(8.9 - 2.5 * Math.log10(fits.float32("TU_FNU_G_GAIA")[at])).toBeCloseTo(15.392208 + 0.1136, 4);
    expect(fits.float32("PMRA")[at]).toBeCloseTo(2.1943448, 5);
    expect(fits.float32("PARALLAX")[at]).toBeCloseTo(0.7595905, 5);
    expect(new Set(fits.int32("SED_TEMPLATE")).size).toBeGreaterThan(5);
    const ecsv = await rowsOf(await tiles("gaia", [real("stars/gaia-270-66-2027-06-01.ecsv.gz")]));
    // 24918 rows, of which 22268 have a position and 4 of those no flux.
    expect(ecsv.rows).toBe(22264);
    const tycho = await rowsOf(await tiles("tycho2", [real("stars/tycho2_COSMOS_2deg.csv")]));
    expect(tycho.rows).toBe(344);
    expect(8.9 - 2.5 * Math.log10(Math.max(...tycho.float32("TU_FNU_VIS")))).toBeLessThan(7);
  });

  // 776 rows; the first at 0.0047523 rad, 36448.294 nJy, read off the file with astropy.
  test("a Gaia DR2 shard in radians and nanojansky is read by the README's mapping", async () => {
    const readme = readFileSync(new URL("./README.md", import.meta.url), "utf8");
    const mapping = text(/```json\n([\s\S]*?)```/.exec(readme)![1], "m.json");
    const rows = await rowsOf(
      await tiles("mapping", [real("stars/gaia_dr2_refcat/gaia_dr2_20200414_131072_refcats.fits.gz")], { mapping }),
    );
    expect(rows.rows).toBe(776);
    const at = Array.from(rows.int64("SOURCE_ID")).indexOf(2546017580406165760n);
    expect(rows.float64("RA")[at]).toBeCloseTo((0.0047523 * 180) / Math.PI, 4);
    expect(rows.float32("TU_FNU_G_GAIA")[at]).toBeCloseTo(36448.29448611e-9, 10);
  });

  test("COSMOS galaxies and Tycho-2 stars become tiles on disk, and those a true universe that astropy finds right", async () => {
    const folder = new MemoryFolder();
    const starList = await writeTiles(folder, importCatalog("tycho2", [real("stars/tycho2_COSMOS_2deg.csv")], { runDate }));
    const galaxyList = await writeTiles(folder, sequence(await cosmosTiles()));
    expect([starList.list, galaxyList.list]).toEqual(["starcat.json", "galcat.json"]);
    const each = (codec: typeof starCatalogTile, names: readonly string[]): AsyncIterable<CatalogTile> => ({
      async *[Symbol.asyncIterator]() {
        for (const name of names) yield codec.decode(await folder.open(name), folder);
      },
    });
    const header = newHeader({ type: "Test", id: "TEST", date: runDate, software: "test" });
    const pointing: PointingOutput = {
      header,
      identity: { observationId: 4924, ditherId: 0, pointingId: 1, patchId: 0 },
      pointing: { ra: 150.1, dec: 2.2, pa: 0 },
      start: "2024-03-04T00:17:20.000000Z",
      magnitudeLimit: 25,
      magnitudeLimitFilter: "VIS",
      randomSeed: 1,
      simInputConfId: "T",
      tasks: [],
    };
    const mdb: MissionDatabase = { header, parameters: new Map() };
    const { outputTU } = await tu.run(
      {
        starcat: each(starCatalogTile, starList.names),
        galcat: each(galaxyCatalogTile, galaxyList.names),
        ssocat: undefined,
        mdb,
        pointings: [pointing],
      },
      tu.config.parse({}),
      testContext(),
    );
    expect(outputTU.stars.rows).toBeGreaterThan(5);
    // 204 square arcminutes to VIS 25: some ten thousand.
    expect(outputTU.galaxies.rows).toBeGreaterThan(5000);
    await folder.create("outputTU.xml", (sink) => trueUniverse.encode(outputTU, sink, folder));
    const check = join(shared, "checks/check_tu_catalog.py");
    if (!existsSync("/usr/bin/python3") || !existsSync(check)) return;
    const place = mkdtempSync(join(tmpdir(), "elvis-import-"));
    try {
      const files = [outputTU.starFileName, outputTU.galaxyFileName].map((name) => {
        writeFileSync(join(place, name), folder.files.get(`data/${name}`)!);
        return join(place, name);
      });
      expect(execFileSync("/usr/bin/python3", [check, ...files], { encoding: "utf8" })).toContain("0 problems");
    } finally {
      rmSync(place, { recursive: true });
    }
  });
});

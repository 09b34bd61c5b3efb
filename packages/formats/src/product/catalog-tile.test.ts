import { describe, expect, test } from "vitest";
import { catalogFromColumns, inputGalaxyColumns, inputSsoColumns, inputStarColumns, sliceRows } from "../catalog/index.ts";
import type { Catalog, Column, ColumnArray } from "../catalog/types.ts";
import { MemoryFolder, writeText } from "../io.ts";
import { codecContract } from "../testing.ts";
import { newHeader } from "../xml/index.ts";
import { galaxyCatalogTile, ssoCatalogTile, starCatalogTile } from "./catalog-tile.ts";
import type { CatalogTile, Rows } from "./types.ts";

/** Rows whose values are the row's number plus the column's, so that every mix-up shows. */
function numbered(columns: readonly Column[], rows: number): Catalog {
  const make = (type: Column["type"], at: number): ColumnArray => {
    const value = (row: number): number => row + 1 + at / 64;
    if (type === "float64") return Float64Array.from({ length: rows }, (_, row) => value(row));
    if (type === "float32") return Float32Array.from({ length: rows }, (_, row) => value(row));
    if (type === "int64") return BigInt64Array.from({ length: rows }, (_, row) => 2n ** 40n + BigInt(row));
    if (type === "int32") return Int32Array.from({ length: rows }, (_, row) => row + at);
    if (type === "int16") return Int16Array.from({ length: rows }, (_, row) => row + at);
    if (type === "bool") return Uint8Array.from({ length: rows }, (_, row) => row % 2);
    return Array.from({ length: rows }, (_, row) => `${at}-${row}`);
  };
  return catalogFromColumns(columns, Object.fromEntries(columns.map(({ name, type }, at) => [name, make(type, at)])));
}
const inBatches = (catalog: Catalog, size: number): Rows => ({
  rows: catalog.rows,
  async *read(batch = size) {
    for (let first = 0; first < catalog.rows; first += batch) yield sliceRows(catalog, first, Math.min(batch, catalog.rows - first));
  },
});
async function rowsOf(rows: Rows, names: readonly string[], batch?: number): Promise<Record<string, unknown[]>> {
  const out: Record<string, unknown[]> = Object.fromEntries(names.map((name) => [name, []]));
  for await (const part of rows.read(batch)) for (const name of names) out[name].push(...part.column(name));
  return out;
}

const date = new Date(Date.UTC(2026, 0, 2));
const catalog = numbered(inputStarColumns, 7);
const star: CatalogTile = {
  header: newHeader({ type: "DpdStarsCatalogProduct", id: "S", date, software: "test" }),
  kind: "star",
  population: "STARS",
  release: "v13_SC8_MAIN",
  area: { kind: "box", raMin: 359, raMax: 1.25, decMin: 1, decMax: 3 },
  fileName: "STARCAT.fits",
  sedLibrary: "seds.fits",
  referenceFilters: ["vis.fits", "other.fits"],
  referenceColumn: "TU_MAG_H_2MASS",
  open: async () => inBatches(catalog, 3),
};
const galaxy: CatalogTile = {
  ...star,
  header: { ...star.header, productType: "DpdGalaxyCatalogProduct" },
  kind: "galaxy",
  population: "HIGHZ",
  sedLibrary: undefined,
  extinctionLaws: "laws.fits",
  referenceFilters: [],
  referenceColumn: undefined,
  area: { kind: "healpix", order: 5, index: 2171 },
  fileName: "GALCAT.arrow",
  open: async () => inBatches(numbered(inputGalaxyColumns, 5), 2),
};

const sso: CatalogTile = {
  header: newHeader({ type: "DpdSsoCatalogProduct", id: "SSO", date, software: "test" }),
  kind: "sso",
  population: "SSO",
  release: "v1",
  area: { kind: "box", raMin: 0, raMax: 360, decMin: -90, decMax: 90 },
  fileName: "SSOCAT.fits",
  referenceFilters: [],
  open: async () => inBatches(numbered(inputSsoColumns, 4), 3),
};

async function store(tile: CatalogTile, folder = new MemoryFolder()): Promise<MemoryFolder> {
  const codec = tile.kind === "star" ? starCatalogTile : galaxyCatalogTile;
  await folder.create("tile.xml", (sink) => codec.encode(tile, sink, folder));
  return folder;
}
const load = async (folder: MemoryFolder, codec = starCatalogTile) => codec.decode(await folder.open("tile.xml"), folder);

async function batches(rows: AsyncIterable<Catalog>): Promise<readonly Catalog[]> {
  const all: Catalog[] = [];
  for await (const batch of rows) all.push(batch);
  return all;
}

describe("catalogue tiles", () => {
  test("keep the contract of codecs", async () => {
    await codecContract(starCatalogTile, star);
    await codecContract(ssoCatalogTile, sso);
  });

  test.each([
    ["a FITS table", star, starCatalogTile, inputStarColumns],
    ["an Arrow file", galaxy, galaxyCatalogTile, inputGalaxyColumns],
  ] as const)("keep every row and column in %s, in order, whatever the batch", async (_, tile, codec, columns) => {
    const folder = await store(tile);
    expect(folder.files.has(`data/${tile.fileName}`)).toBe(true);
    const { tree, open, spectra, ...back } = await load(folder, codec);
    const { open: openTile, ...expected } = tile;
    expect(back).toEqual(Object.fromEntries(Object.entries(expected).filter(([, value]) => value !== undefined)));
    const names = columns.map(({ name }) => name);
    const wanted = await rowsOf(await openTile(), names);
    const table = await open();
    expect(table.rows).toBe((await openTile()).rows);
    for (const batch of [undefined, 2, 100]) expect(await rowsOf(table, names, batch)).toEqual(wanted);
  });

  test("carry declared units into the table", async () => {
    const folder = await store(star);
    const [first] = await batches((await (await load(folder)).open()).read());
    expect(first.columns.find(({ name }) => name === "RA")).toMatchObject({ unit: "deg", type: "float64" });
  });

  test("may be without rows", async () => {
    for (const tile of [star, galaxy]) {
      const none = inBatches(numbered(tile === star ? inputStarColumns : inputGalaxyColumns, 0), 3);
      const read = await load(await store({ ...tile, open: async () => none }), tile === star ? starCatalogTile : galaxyCatalogTile);
      expect((await read.open()).rows).toBe(0);
    }
  });

  test("are refused when their file is not there, lacks a column, or is no table", async () => {
    const folder = await store(star);
    const lacking = inputStarColumns.filter(({ name }) => name !== "RA");
    const other = new MemoryFolder();
    const { openRows, writeRows } = await import("./catalog-tile-rows.ts");
    await writeRows(other, star.fileName, { name: "STARS", columns: lacking }, inBatches(numbered(lacking, 2), 2));
    await expect(openRows(other, star.fileName, { name: "STARS", columns: inputStarColumns })).rejects.toThrow(
      "data/STARCAT.fits: HDU 1 (STARS): expected a column RA",
    );
    folder.files.set("data/STARCAT.fits", new TextEncoder().encode("RA,DEC\n1,2\n"));
    await expect((await load(folder)).open()).rejects.toThrow("data/STARCAT.fits: byte 0: expected a FITS or Arrow file");
    folder.files.delete("data/STARCAT.fits");
    await expect(load(folder)).rejects.toThrow("data/STARCAT.fits: expected a file, found none of that name, which tile.xml lists");
  });

  test("are refused as the other kind", async () => {
    const folder = await store(star);
    await expect(load(folder, galaxyCatalogTile)).rejects.toThrow(
      "tile.xml: root element: expected DpdGalaxyCatalogProduct, found DpdStarsCatalogProduct",
    );
    await expect(
      galaxyCatalogTile.encode(star, { name: "x", position: 0, write: async () => {}, patch: async () => {} }, folder),
    ).rejects.toThrow(RangeError);
  });

  test("are not written when rows are missing or a column is", async () => {
    await expect(store({ ...star, open: async () => ({ ...inBatches(catalog, 3), rows: 8 }) })).rejects.toThrow(
      "STARCAT.fits: 7 rows came, 8 were announced",
    );
    const lacking = inputStarColumns.filter(({ name }) => name !== "DEC");
    await expect(store({ ...star, open: async () => inBatches(numbered(lacking, 2), 2) })).rejects.toThrow(
      "STARCAT.fits: the rows have no column DEC",
    );
  });

  test.each([
    ['<RaMin unit="deg">359', '<RaMin unit="deg">361', "Data/StarCatalog/SkyArea/Box/RaMin: expected 0 to 360 degrees, found 361"],
    ['<DecMax unit="deg">3', '<DecMax unit="deg">0', "Data/StarCatalog/SkyArea/Box/DecMax: expected at least 1, as DecMin, found 0"],
    [
      "<Box>",
      "<HealpixPixel><Order>5</Order><Index>12288</Index></HealpixPixel><Box>",
      "Data/StarCatalog/SkyArea: expected HealpixPixel or Box, found both",
    ],
    ["<FileName>STARCAT.fits", "<FileName>../STARCAT.fits", 'expected a bare file name, found "../STARCAT.fits"'],
  ])("are refused with %s become %s", async (from, to, message) => {
    const folder = await store(star);
    const text = new TextDecoder().decode(folder.files.get("tile.xml"));
    expect(text).toContain(from);
    await folder.create("tile.xml", (sink) => writeText(sink, text.replace(from, to)));
    await expect(load(folder)).rejects.toThrow(message);
  });

  test("have a HEALPix index that exists at their order", async () => {
    const folder = await store(galaxy);
    const text = new TextDecoder().decode(folder.files.get("tile.xml"));
    await folder.create("tile.xml", (sink) => writeText(sink, text.replace("<Index>2171", "<Index>12288")));
    await expect(load(folder, galaxyCatalogTile)).rejects.toThrow("HealpixPixel/Index: expected 0 to 12287 at order 5, found 12288");
  });
});

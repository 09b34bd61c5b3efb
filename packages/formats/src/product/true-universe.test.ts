import { createHash } from "node:crypto";
import { describe, expect, test } from "vitest";
import {
  catalogFromColumns,
  concatCatalogs,
  emptyCatalog,
  openCatalog,
  tuGalaxyColumns,
  tuSsoColumns,
  tuStarColumns,
} from "../catalog/index.ts";
import type { Catalog, Column, ColumnArray } from "../catalog/types.ts";
import { openFits } from "../fits/index.ts";
import { MemoryFolder, writeText } from "../io.ts";
import { codecContract } from "../testing.ts";
import { newHeader } from "../xml/index.ts";
import { trueUniverse } from "./true-universe.ts";
import type { Rows, TrueUniverse } from "./types.ts";

const constant = (columns: readonly Column[], rows: number): Catalog =>
  catalogFromColumns(
    columns,
    Object.fromEntries(
      columns.map(({ name, type }, at): [string, ColumnArray] => {
        const length = rows;
        if (type === "int64") return [name, BigInt64Array.from({ length }, (_, row) => BigInt(row + 9))];
        if (type === "int32") return [name, Int32Array.from({ length }, (_, row) => row)];
        if (type === "int16") return [name, Int16Array.from({ length }, (_, row) => row)];
        if (type === "float64") return [name, Float64Array.from({ length }, (_, row) => at + row / 7)];
        return [name, Float32Array.from({ length }, (_, row) => at + row / 8)];
      }),
    ),
  );
const rows = (...parts: Catalog[]): Rows => ({
  rows: parts.reduce((sum, part) => sum + part.rows, 0),
  read: async function* () {
    yield* parts;
  },
});
const requiredStars = tuStarColumns.filter(({ optional }) => !optional);

const value: TrueUniverse = {
  header: newHeader({
    type: "DpdTrueUniverseOutput",
    id: "TU",
    date: new Date(Date.UTC(2026, 0, 2)),
    software: "elvis-tu",
    dataSetRelease: "R0",
  }),
  inputProductId: "O1",
  euclidPointingId: 19697,
  observationId: 4924,
  ditherId: 1,
  observationDate: "2024-03-04T00:17:20.075495Z",
  pointing: { ra: 150.1, dec: 2.2, pa: 256.56 },
  starRelease: "v13_SC8_MAIN",
  galaxyRelease: "v3_SC8_Pilot",
  starFileName: "TUSTARCAT.fits",
  galaxyFileName: "TUGALCAT.fits",
  sedLibraries: ["stars.fits", "galaxies.fits"],
  referenceFilters: ["filters.fits"],
  inputCatalogs: [
    {
      productId: "STARCAT-RA150.00",
      fileName: "STARCAT.fits",
      population: "STARS",
      release: "v13_SC8_MAIN",
      rowsRead: 1000,
      rowsImpossible: 1,
      rowsInField: 300,
      rowsTooFaint: 20,
      rowsDuplicate: 3,
      rowsKept: 277,
    },
  ],
  parameters: [{ key: "Margin", description: "sky beyond the field", kind: "Double", value: "0.07", unit: "deg" }],
  stars: rows(constant(requiredStars, 3), constant(requiredStars, 2)),
  galaxies: rows(constant(tuGalaxyColumns, 4)),
};
async function store(product: TrueUniverse): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  await folder.create("call_pointing.iterations.1.SimTU_pkg/outputTU.xml", (sink) => trueUniverse.encode(product, sink, folder));
  return folder;
}
const load = async (folder: MemoryFolder) =>
  trueUniverse.decode(await folder.open("call_pointing.iterations.1.SimTU_pkg/outputTU.xml"), folder);

async function batches(rows: AsyncIterable<Catalog>): Promise<readonly Catalog[]> {
  const all: Catalog[] = [];
  for await (const batch of rows) all.push(batch);
  return all;
}

describe("trueUniverse", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(trueUniverse, value);
  });

  test("reads back what it writes, and knows the name it was read from", async () => {
    const { tree, stars, galaxies, ...read } = await load(await store(value));
    const { stars: _, galaxies: __, ...expected } = value;
    expect(read).toEqual({ ...expected, fileName: "call_pointing.iterations.1.SimTU_pkg/outputTU.xml" });
    expect([stars.rows, galaxies.rows]).toEqual([5, 4]);
    const back = await batches(stars.read(2));
    expect(back.map((batch) => batch.rows)).toEqual([2, 2, 1]);
    expect(back.flatMap((batch) => [...batch.float64("DEC")])).toEqual([0, 1, 2, 0, 1].map((row) => 2 + row / 7));
    const [all] = await batches(galaxies.read());
    for (const { name } of tuGalaxyColumns) expect(all.column(name)).toEqual(constant(tuGalaxyColumns, 4).column(name));
  });

  test("writes FITS tables with the declared names, units and types, in the declared order", async () => {
    const folder = await store(value);
    const fits = await openFits(await folder.open("data/TUSTARCAT.fits"));
    const table = fits.hdus[1];
    if (table.kind !== "table") throw new Error("no table");
    const letters = { int16: "I", int32: "J", int64: "K", float32: "E", float64: "D", string: "A", bool: "L" };
    expect(table.columns.map(({ name, letter, unit }) => [name, letter, unit ?? ""])).toEqual(
      requiredStars.map(({ name, type, unit }) => [name, letters[type], unit]),
    );
    expect([table.name, table.rows]).toEqual(["STARS", 5]);
  });

  test("has beside each FITS table an Arrow file of the same rows, and the MD5 of all four", async () => {
    const folder = await store(value);
    const xml = new TextDecoder().decode(folder.files.get("call_pointing.iterations.1.SimTU_pkg/outputTU.xml"));
    for (const [element, name] of [
      ["GalaxyCatalogFitsFile", "TUGALCAT.fits"],
      ["StarCatalogFitsFile", "TUSTARCAT.fits"],
      ["GalaxyCatalogArrowFile", "TUGALCAT.arrow"],
      ["StarCatalogArrowFile", "TUSTARCAT.arrow"],
    ]) {
      const md5 = createHash("md5")
        .update(folder.files.get(`data/${name}`)!)
        .digest("hex");
      const file = xml.slice(xml.indexOf(`<${element} `), xml.indexOf(`</${element}>`));
      expect(file).toContain(`<DataContainer filestatus="PROPOSED" checksumMethod="MD5" checksumValue="${md5}">`);
      expect(file).toContain(`<FileName>${name}</FileName>`);
    }
    for (const [name, columns, rows] of [
      ["TUGALCAT", tuGalaxyColumns, 4],
      ["TUSTARCAT", requiredStars, 5],
    ] as const) {
      const [arrow, fits] = [
        await openCatalog(await folder.open(`data/${name}.arrow`)),
        await openCatalog(await folder.open(`data/${name}.fits`)),
      ];
      expect([arrow.rows, fits.rows]).toEqual([rows, rows]);
      const [[ours], [theirs]] = [[concatCatalogs(await batches(arrow.read()))], await batches(fits.read())];
      expect(arrow.columns.map((it) => [it.name, it.type, it.unit])).toEqual(columns.map((it) => [it.name, it.type, it.unit]));
      for (const column of columns) expect(ours.column(column.name), column.name).toEqual(theirs.column(column.name));
    }
  });

  test("says what became of the rows of each tile, and with which settings it was made", async () => {
    const folder = await store(value);
    const xml = new TextDecoder().decode(folder.files.get("call_pointing.iterations.1.SimTU_pkg/outputTU.xml"));
    expect(xml.replace(/\s+/g, "")).toContain(
      "<InputCatalog><ProductId>STARCAT-RA150.00</ProductId><FileName>STARCAT.fits</FileName><Population>STARS</Population><Release>v13_SC8_MAIN</Release><RowsRead>1000</RowsRead>",
    );
    expect(xml.replace(/\s+/g, "")).toContain(
      "</Data><Parameters><Parameter><Key>Margin</Key><Description>skybeyondthefield</Description><DoubleValue>0.07</DoubleValue><Unit>deg</Unit>",
    );
  });

  test("is read without checksums, Arrow files, tiles and settings, as others make it", async () => {
    const folder = await store(value);
    const name = "call_pointing.iterations.1.SimTU_pkg/outputTU.xml";
    const text = new TextDecoder()
      .decode(folder.files.get(name))
      .replace(/ checksum(Method|Value)="[^"]*"/g, "")
      .replace(/<(\w+CatalogArrowFile|InputCatalogList|Parameters)[\s>][\s\S]*?<\/\1>/g, "");
    expect(text).not.toMatch(/checksum|Arrow|InputCatalog|Parameter/);
    await folder.create(name, (sink) => writeText(sink, text));
    expect(await load(folder)).toMatchObject({ starFileName: "TUSTARCAT.fits", inputCatalogs: [], parameters: [] });
  });

  test("has a table of solar-system objects of its own where there are any, in FITS and Arrow", async () => {
    const sso = { release: "v1", fileName: "TUSSOCAT.fits", ...rows(constant(tuSsoColumns, 2)) };
    await codecContract(trueUniverse, { ...value, sso });
    const folder = await store({ ...value, sso });
    const read = (await load(folder)).sso!;
    expect([read.release, read.fileName, read.rows, folder.files.has("data/TUSSOCAT.arrow")]).toEqual(["v1", "TUSSOCAT.fits", 2, true]);
    const [batch] = await batches(read.read());
    for (const { name } of tuSsoColumns) expect(batch.column(name), name).toEqual(constant(tuSsoColumns, 2).column(name));
    expect((await load(await store(value))).sso).toBeUndefined();
  });

  test("may have no stars", async () => {
    const read = await load(await store({ ...value, stars: rows(), galaxies: rows(emptyCatalog(tuGalaxyColumns)) }));
    expect([read.stars.rows, read.galaxies.rows]).toEqual([0, 0]);
  });

  test("is refused without one of its tables, or with a name that leaves data/", async () => {
    const folder = await store(value);
    folder.files.delete("data/TUGALCAT.fits");
    await expect(load(folder)).rejects.toThrow("data/TUGALCAT.fits: expected a file, found none of that name");
    const name = "call_pointing.iterations.1.SimTU_pkg/outputTU.xml";
    const text = new TextDecoder().decode(folder.files.get(name)).replace("TUSTARCAT.fits", "/etc/passwd");
    await folder.create(name, (sink) => writeText(sink, text));
    await expect(load(folder)).rejects.toThrow(
      `${name}: Data/StarCatalogFitsFile/DataContainer/FileName: expected a bare file name, found "/etc/passwd"`,
    );
  });

  test("is refused when a table is cut short", async () => {
    const folder = await store(value);
    const bytes = folder.files.get("data/TUSTARCAT.fits")!;
    folder.files.set("data/TUSTARCAT.fits", bytes.slice(0, bytes.length - 2880));
    await expect(load(folder)).rejects.toThrow("data/TUSTARCAT.fits");
  });
});

import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource } from "../io.ts";
import { writeArrow } from "./arrow.ts";
import { column } from "./column.ts";
import { openCatalogFits, readCatalogFits, writeCatalogFits } from "./from-fits.ts";
import { openCatalog, readCatalog } from "./read.ts";
import { catalogFromColumns, concatCatalogs, sliceRows } from "./table.ts";
import type { Catalog } from "./types.ts";

const columns = [
  column("SOURCE_ID", "int64", "", "identifier"),
  column("RA", "float64", "deg", "right ascension", { aliases: ["ra_gal"] }),
  column("FLUX", "float32", "Jy", "flux"),
  column("KIND", "int16", "", "kind"),
  column("TEMPLATE", "int32", "", "template"),
];
const rows = 7;
const seven = catalogFromColumns(
  columns,
  {
    SOURCE_ID: Array.from({ length: rows }, (_, at) => 9007199254740993n + BigInt(at)),
    RA: Array.from({ length: rows }, (_, at) => 51.5 * at),
    FLUX: Array.from({ length: rows }, (_, at) => 10 ** -at),
    KIND: [0, 1, -1, 2, 3, 4, 5],
    TEMPLATE: [1, 2, 3, 4, 5, 6, 100000],
  },
  new Map([["RELEASE", "v3_T1"]]),
);

async function fits(batches: readonly Catalog[] = [seven]): Promise<Uint8Array> {
  const sink = new BufferSink();
  await writeCatalogFits(sink, "STARS", columns, batches, seven.metadata);
  return sink.bytes().slice();
}
async function all(batches: AsyncIterable<Catalog>): Promise<Catalog> {
  const list: Catalog[] = [];
  for await (const batch of batches) list.push(batch);
  return concatCatalogs(list);
}

describe("catalogues in FITS files", () => {
  test("come back with every value, unit and doc, in batches of the size asked for", async () => {
    const file = await openCatalogFits(bufferSource(await fits([sliceRows(seven, 0, 3), sliceRows(seven, 3, 4)])));
    expect(file.rows).toBe(7);
    expect(file.metadata.get("RELEASE")).toBe("v3_T1");
    expect(file.columns.map(({ name, type, unit, doc }) => [name, type, unit, doc])).toEqual(
      columns.map(({ name, type, unit, doc }) => [name, type, unit, doc]),
    );
    const sizes: number[] = [];
    for await (const batch of file.read(3)) sizes.push(batch.rows);
    expect(sizes).toEqual([3, 3, 1]);
    const back = await all(file.read(2));
    for (const { name } of columns) expect(back.column(name), name).toEqual(seven.column(name));
  });

  test("are the same rows as in an Arrow file, whichever the reader finds", async () => {
    const arrow = new BufferSink();
    await writeArrow([seven], arrow);
    const fromArrow = await all(readCatalog(bufferSource(arrow.bytes()), columns));
    const fromFits = await all(readCatalog(bufferSource(await fits()), columns));
    for (const { name } of columns) expect(fromArrow.column(name)).toEqual(fromFits.column(name));
  });

  test("are refused when they are neither FITS nor Arrow", async () => {
    await expect(openCatalog(bufferSource(new TextEncoder().encode("RA,DEC\n1,2\n"), "a.csv"))).rejects.toThrow(
      'a.csv: byte 0: expected a FITS or Arrow file, found "RA,DEC"',
    );
  });

  test("name file, table and column when one is missing or of another unit", async () => {
    const source = bufferSource(await fits(), "cat.fits");
    await expect(openCatalog(source, [column("DEC", "float64", "deg", "")])).rejects.toThrow(
      "cat.fits: HDU 1 (STARS): expected a column DEC, found SOURCE_ID, RA, FLUX, KIND, TEMPLATE",
    );
    await expect(openCatalog(source, [column("FLUX", "float32", "erg/s/cm2/Hz", "")])).rejects.toThrow(
      "cat.fits: HDU 1 (STARS), column FLUX: expected unit erg/s/cm2/Hz, found Jy",
    );
    await expect(all(readCatalogFits(source, [column("RA", "int16", "deg", "")]))).rejects.toThrow(
      "column RA, after row 0: expected int16, found row 2: expected int16, found 51.5",
    );
  });

  test("cut short are refused", async () => {
    const bytes = await fits();
    for (const length of [0, 100, 2880, 5760, bytes.length - 2880])
      await expect(all(readCatalog(bufferSource(bytes.subarray(0, length), "short.fits"), columns)), `${length} bytes`).rejects.toThrow(
        /^short.fits: /,
      );
  });

  test("made by astropy, with other types, an alias and a TNULL, are read by the declared columns", async () => {
    const python = "/usr/bin/python3";
    const folder = mkdtempSync(join(tmpdir(), "elvis-catalog-"));
    try {
      const file = join(folder, "a.fits");
      writeFileSync(
        join(folder, "make.py"),
        `import numpy as np
from astropy.io import fits
fits.BinTableHDU.from_columns([fits.Column('source_id','J',array=[5,6]), fits.Column('ra_gal','E',unit='degree',array=[1.5,2.5]),
 fits.Column('Flux','D',unit='Jy',array=[1e-6,np.nan]), fits.Column('kind','I',null=-99,array=[1,-99]), fits.Column('TEMPLATE','J',bzero=2**31,array=np.array([7,8],dtype='u4')),
 fits.Column('NAME','5A',array=['ab','c']), fits.Column('VEC','3E',array=np.zeros((2,3)))]).writeto(${JSON.stringify(file)})`,
      );
      try {
        execFileSync(python, [join(folder, "make.py")], { stdio: "pipe" });
      } catch {
        console.warn("skipped: needs python3 with astropy");
        return;
      }
      expect(existsSync(file)).toBe(true);
      const source = bufferSource(readFileSync(file), "a.fits");
      const floatKind = columns.map((it) => (it.name === "KIND" ? column("KIND", "float32", "", "") : it));
      const back = await all(readCatalogFits(source, floatKind));
      expect([...back.int64("SOURCE_ID")]).toEqual([5n, 6n]);
      expect([...back.float64("RA")]).toEqual([1.5, 2.5]);
      expect([...back.float32("FLUX")]).toEqual([Math.fround(1e-6), Number.NaN]);
      expect([...back.float32("KIND")]).toEqual([1, Number.NaN]);
      expect([...back.int32("TEMPLATE")]).toEqual([7, 8]);
      await expect(all(readCatalogFits(source, columns))).rejects.toThrow(
        "a.fits: HDU 1, column kind, row 2: expected a value, found none (TNULL)",
      );
      const derived = await openCatalogFits(source);
      expect(derived.columns.map(({ name, type }) => `${name} ${type}`)).toEqual([
        "source_id int32",
        "ra_gal float32",
        "Flux float64",
        "kind float64",
        "TEMPLATE int64",
        "NAME string",
      ]);
      expect((await all(derived.read())).column("NAME")).toEqual(["ab", "c"]);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { bufferSource, type Source } from "@elvis/formats";
import { expect, test } from "vitest";
import { cosmos3dHstGalaxies } from "./cosmos-3dhst.ts";
import { joinRaw3dHst } from "./raw-3dhst.ts";
import { readSourceTables, type SourceTable } from "./source-table.ts";

const fout = `#    id         z      Av     lssfr
# FAST version: 0.9b
#    id         z      Av     lssfr
      7    0.5000    0.81    -99.00
      8    1.0000    0.00     -8.00
      9   -1.0000    0.00     -8.00
`;
const galfit = `#   NUMBER         RA        DEC          f        mag         re          n          q         pa
#
9 150.3 2.3 0 20 0.3 1 0.5 0
8 150.2 2.2 1 21.5 0.2 2.5 0.75 -30
7 150.1 2.1 0 20 0.5 4 0.6 84
6 150.0 2.0 3 -999 -999 -999 -999 -999
`;
const source = (text: string, name: string): Source => bufferSource(new TextEncoder().encode(text), name);
const joined = async (...sources: readonly Source[]): Promise<SourceTable> => {
  const [table, ...more] = joinRaw3dHst(await readSourceTables(sources));
  expect(more).toEqual([]);
  return table;
};

test("the release's files are joined by id, in any order, and what has no fit or no redshift is left out", async () => {
  const table = await joined(source(galfit, "c_f160w.galfit"), source(fout, "c.fout"));
  expect([...table.ids("id")!]).toEqual([9n, 8n, 7n, 6n]);
  const galaxies = cosmos3dHstGalaxies(table);
  expect(galaxies.map((galaxy) => galaxy?.id)).toEqual([undefined, 8n, 7n, undefined]);
  expect(galaxies[1]).toMatchObject({ ra: 150.2, dec: 2.2, redshift: 1, template: 30, ebv: 0, axisRatio: 0.75, angle: -30 });
  expect(galaxies[2]).toMatchObject({ template: 0, shape: { bulgeFraction: 1, bulgeR50: 0.5 } });
  expect(galaxies[2]?.ebv).toBeCloseTo(0.2, 12);
});

test("VIS lies as far from F160W as the template and its dust say", async () => {
  const table = await joined(source(fout, "c.fout"), source(galfit, "c_f160w.galfit"));
  // Template 30 at z = 1 has f_nu growing as wavelength^0.8 below 600 nm (rest), with a third of the power to 770 nm: 357.5, 770 nm.
  const ratio = (357.5 / 600) ** 0.8 / (770 / 600) ** (0.8 / 3);
  expect(table.numbers("mag_VIS")[1]).toBeCloseTo(21.5 - 2.5 * Math.log10(ratio), 6);
});

test("one kind of file without the other is an error that says which is missing", async () => {
  await expect(joined(source(fout, "c.fout"))).rejects.toThrow("c.fout: expected a .galfit file too");
  await expect(joined(source(galfit, "c_f160w.galfit"))).rejects.toThrow("c_f160w.galfit: expected the .fout file too");
  await expect(joined(source(galfit, "c.galfit"), source(fout, "c.fout"))).rejects.toThrow(
    "c.galfit: expected a name that says its filter",
  );
});

const data = join(new URL("../../../../../shared/data", import.meta.url).pathname, "galaxies");

test.skipIf(!existsSync(data))("the real release agrees with what others derived from it (skipped without ../shared)", async () => {
  const read = (name: string) => bufferSource(readFileSync(join(data, name)), name);
  const table = await joined(
    ...["cosmos_3dhst.v4.1_f125w.galfit.gz", "cosmos_3dhst.v4.1.fout.gz", "cosmos_3dhst.v4.1_f160w.galfit.gz"].map(read),
  );
  const [derived] = await readSourceTables([read("cosmos3dhst_tu_like.csv.gz")]);
  const rowOf = new Map(Array.from(table.ids("id")!, (id, row) => [id, row]));
  const rows = Array.from(derived.ids("id")!, (id, row) => [rowOf.get(id)!, row] as const);
  const difference = (mine: string, theirs: string) =>
    rows
      .map(([a, b]) => table.numbers(mine)[a] - derived.numbers(theirs)[b])
      .filter((it) => !Number.isNaN(it))
      .sort((a, b) => a - b);
  for (const [name, tolerance] of [
    ["ra", 1e-6],
    ["z", 1e-3],
    ["re_arcsec_semimajor", 1e-3],
    ["mag_F160W", 1e-3],
  ] as const) {
    const sorted = difference(name, name);
    expect(sorted.length).toBeGreaterThan(22_000);
    expect(Math.max(-sorted[0], sorted.at(-1)!), name).toBeLessThan(tolerance);
  }
  // Theirs is a fit of whole spectra, ours a template chosen by one number and drawn out from 1.25 to 0.7 um: half a magnitude is what that can do.
  const visible = difference("mag_VIS", "mag_VIS");
  expect(Math.abs(visible[Math.floor(visible.length / 2)])).toBeLessThan(0.4);
  expect(visible[Math.floor(0.84 * visible.length)] - visible[Math.floor(0.16 * visible.length)]).toBeLessThan(1.1);
});

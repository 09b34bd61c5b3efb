import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pieceReader, readText, writeText } from "@elvis/formats";
import fc from "fast-check";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeFolder } from "./workdir.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "elvis-workdir-"));
});
afterEach(() => rmSync(root, { recursive: true }));

test("reads exactly the bytes asked for, at any place", async () => {
  writeFileSync(
    join(root, "ten"),
    Uint8Array.from({ length: 10 }, (_, at) => at),
  );
  const folder = nodeFolder(root);
  const source = await folder.open("ten");
  expect(source.size).toBe(10);
  expect([...(await source.read(3, 4))]).toEqual([3, 4, 5, 6]);
  await expect(source.read(8, 3)).rejects.toThrow(/ten: byte 8: expected 3 more bytes, found the end of the file at 10/);
  folder.close();
  expect([...(await source.read(9, 1))]).toEqual([9]);
  folder.close();
});

test("keeps a hundred files readable with few of them open", async () => {
  const folder = nodeFolder(root);
  for (let at = 0; at < 100; at++) writeFileSync(join(root, `f${at}`), Uint8Array.of(at));
  const sources = await Promise.all(Array.from({ length: 100 }, (_, at) => folder.open(`f${at}`)));
  for (const [at, source] of sources.entries()) expect((await source.read(0, 1))[0]).toBe(at);
  folder.close();
});

test.each(["../x", "a/../../x", "/etc/passwd", "", "a//b", "a\\b", "C:/x"])("refuses the name %j", async (name) => {
  const folder = nodeFolder(root);
  await expect(folder.open(name)).rejects.toThrow(/expected a file name inside the workdir/);
  await expect(folder.create(name, (sink) => writeText(sink, "x"))).rejects.toThrow(/expected a file name inside the workdir/);
});

test("follows a link that stands in the workdir, as workdirs filled from a cache have them", async () => {
  mkdirSync(join(root, "cache"));
  writeFileSync(join(root, "cache/real.xml"), "<a/>");
  symlinkSync("cache/real.xml", join(root, "link.xml"));
  expect(await readText(await nodeFolder(root).open("link.xml"))).toBe("<a/>");
});

test("a file appears whole, in folders made for it, and nothing is left beside it", async () => {
  const folder = nodeFolder(root);
  await folder.create("a/b/c.txt", async (sink) => {
    await writeText(sink, "one ");
    expect(readdirSync(join(root, "a/b")).every((name) => name.startsWith(".c.txt.") && name.endsWith(".part"))).toBe(true);
    await writeText(sink, "two");
  });
  expect(readFileSync(join(root, "a/b/c.txt"), "utf8")).toBe("one two");
  expect(readdirSync(join(root, "a/b"))).toEqual(["c.txt"]);
});

test("a file that fails half way leaves nothing, and the older one as it was", async () => {
  const folder = nodeFolder(root);
  await folder.create("x", (sink) => writeText(sink, "old"));
  const failing = folder.create("x", async (sink) => {
    await writeText(sink, "half");
    throw new Error("no more");
  });
  await expect(failing).rejects.toThrow("no more");
  expect(readFileSync(join(root, "x"), "utf8")).toBe("old");
  expect(readdirSync(root)).toEqual(["x"]);
});

test("files of a transaction appear together, and can be read within it before", async () => {
  const transaction = nodeFolder(root).begin();
  await transaction.create("data/one", (sink) => writeText(sink, "1"));
  await transaction.create("two", (sink) => writeText(sink, "2"));
  expect(existsSync(join(root, "data/one")) || existsSync(join(root, "two"))).toBe(false);
  expect(await readText(await transaction.open("two"))).toBe("2");
  expect(transaction.made).toEqual(["data/one", "two"]);
  await transaction.commit();
  expect(readFileSync(join(root, "data/one"), "utf8") + readFileSync(join(root, "two"), "utf8")).toBe("12");
});

test("an abort in the middle of a file leaves nothing and lets nothing more be written", async () => {
  const transaction = nodeFolder(root).begin();
  await transaction.create("one", (sink) => writeText(sink, "1"));
  const cut = transaction.create("two", async (sink) => {
    await writeText(sink, "2");
    await transaction.abort();
    expect(readdirSync(root)).toEqual([]);
    await sink.write(new Uint8Array(3 << 20));
  });
  await expect(cut).rejects.toThrow(/stopped/);
  await expect(transaction.create("three", async () => {})).rejects.toThrow(/stopped/);
  expect(readdirSync(root)).toEqual([]);
});

test("what is written and patched is what a buffer would hold", async () => {
  const step = fc.oneof(
    fc.record({ write: fc.integer({ min: 0, max: 700_000 }), value: fc.integer({ min: 0, max: 255 }) }),
    fc.record({
      at: fc.double({ min: 0, max: 1, noNaN: true }),
      length: fc.integer({ min: 0, max: 9 }),
      value: fc.integer({ min: 0, max: 255 }),
    }),
  );
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 8 }), async (steps) => {
      let bytes = new Uint8Array(0);
      await nodeFolder(root).create("x", async (sink) => {
        for (const it of steps) {
          if ("write" in it) {
            const piece = new Uint8Array(it.write).fill(it.value);
            await sink.write(piece);
            const longer = new Uint8Array(bytes.length + piece.length);
            longer.set(bytes);
            longer.set(piece, bytes.length);
            bytes = longer;
          } else if (bytes.length >= it.length) {
            const at = Math.floor(it.at * (bytes.length - it.length));
            const piece = new Uint8Array(it.length).fill(it.value);
            await sink.patch(at, piece);
            bytes.set(piece, at);
          }
          expect(sink.position).toBe(bytes.length);
        }
      });
      expect(Buffer.compare(readFileSync(join(root, "x")), bytes)).toBe(0);
    }),
    { numRuns: 25, seed: 7 },
  );
});

test("bytes read into memory of the caller's are those of the file, and those beyond its end are an error that names it", async () => {
  const folder = nodeFolder(root);
  await folder.create("x", (sink) => sink.write(Uint8Array.from({ length: 100 }, (_, n) => n)));
  const source = await folder.open("x");
  const read = pieceReader(source);
  const first = await read(10, 5);
  expect([...first]).toEqual([10, 11, 12, 13, 14]);
  const second = await read(90, 3);
  expect([...second]).toEqual([90, 91, 92]);
  // The same memory serves both.
  expect(second.buffer).toBe(first.buffer);
  await expect(read(98, 3)).rejects.toThrow("x: byte 98: expected 3 more bytes, found the end of the file at 100");
  folder.close();
});

test("a workdir that is not there is one line for the person", () => {
  expect(() => nodeFolder(join(root, "none"))).toThrow(/--workdir: expected a folder, found nothing at/);
});

test("a process that ends in the middle of a file takes its temporary file with it", () => {
  const script = `import { nodeFolder } from ${JSON.stringify(new URL("../dist/workdir.js", import.meta.url).href)};
    await nodeFolder(${JSON.stringify(root)}).create("x", async (sink) => { await sink.write(new Uint8Array(3 << 20)); process.exit(3); });`;
  expect(spawnSync(process.execPath, ["--input-type=module", "-e", script]).status).toBe(3);
  expect(readdirSync(root)).toEqual([]);
});

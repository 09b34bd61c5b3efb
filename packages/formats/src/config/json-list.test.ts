import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { jsonList, jsonTupleList, parseJsonList, writeJsonList } from "./json-list.ts";

const source = (text: string) => bufferSource(new TextEncoder().encode(text), "list.json");

describe("a list file", () => {
  test("gives its names in order, and groups of names", async () => {
    expect(await jsonList.decode(source('["a.xml", "data/b.fits"]'), new MemoryFolder())).toEqual(["a.xml", "data/b.fits"]);
    expect(await jsonTupleList.decode(source('[["a.xml", "b.xml"], "c.xml"]'), new MemoryFolder())).toEqual([["a.xml", "b.xml"], "c.xml"]);
  });

  test.each([
    ['["a.xml", "../b.xml"]', "entry 2: expected a file name inside the workdir, without '..', found \"../b.xml\""],
    ['["/etc/passwd"]', "entry 1: expected a file name inside the workdir"],
    ['[["a", 1]]', "entry 1, name 2: expected a file name, found 1"],
    ['{"a": 1}', "expected a JSON array of file names, found an object"],
    ["[1]", "entry 1: expected a file name, found 1"],
    ['["a.xml"', "expected a JSON array of file names"],
    ["", "expected a JSON array of file names"],
  ])("%j is refused", (text, message) => {
    expect(() => parseJsonList(text, "list.json")).toThrow(`list.json: ${message}`);
  });

  test("of names refuses a group", async () => {
    await expect(jsonList.decode(source('[["a", "b"]]'), new MemoryFolder())).rejects.toThrow(
      "list.json: entry 1: expected a file name, found 2 names",
    );
  });

  test("written and read again is the same", async () => {
    for (const names of [[], ["a.xml"], ["a.xml", "b/ü.xml"]]) {
      const sink = new BufferSink();
      await jsonList.encode(names, sink, new MemoryFolder());
      expect(await jsonList.decode(bufferSource(sink.bytes()), new MemoryFolder())).toEqual(names);
    }
    expect(parseJsonList(writeJsonList([["a", "b"], "c"]), "l")).toEqual([["a", "b"], "c"]);
  });
});

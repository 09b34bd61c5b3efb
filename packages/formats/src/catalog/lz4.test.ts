import { describe, expect, test } from "vitest";
import { bufferSource } from "../io.ts";
import { readArrow } from "./arrow.ts";
import { unpackLz4 } from "./lz4.ts";

const bytesOf = (hex: string): Uint8Array => Uint8Array.from(hex.match(/../g)!, (pair) => Number.parseInt(pair, 16));
const textOf = (bytes: Uint8Array): string => new TextDecoder().decode(bytes);
/** Magic, flags, block size, header checksum (not compared), one block, the end. */
const frame = (block: string, isStored = false): Uint8Array => {
  const size = new Uint8Array(new Uint32Array([block.length / 2 + (isStored ? 2 ** 31 : 0)]).buffer);
  return Uint8Array.of(...bytesOf("04224d18604082"), ...size, ...bytesOf(block), 0, 0, 0, 0);
};

describe("an LZ4 frame", () => {
  test("of another writer (the library in pyarrow 25) gives 'elvis ' twenty times, with a copy that overlaps itself", () => {
    const packed = bytesOf("04224d18604082100000006f656c7669732006005a506c7669732000000000");
    expect(textOf(unpackLz4(packed))).toBe("elvis ".repeat(20));
  });

  test("holds runs longer than a token can say, and blocks stored as they are", () => {
    // "a", a copy of 4 + 15 + 20 bytes from 1 back, then "b"; then 15 + 255 + 10 bytes as they are.
    expect(textOf(unpackLz4(frame("1f610100141062")))).toBe(`a${"a".repeat(39)}b`);
    expect(textOf(unpackLz4(frame(`f0ff0a${"61".repeat(280)}`)))).toBe("a".repeat(280));
    expect(textOf(unpackLz4(frame("616263", true)))).toBe("abc");
  });

  test.each([
    ["no magic", bytesOf("00000000000000000000")],
    ["a literal beyond the block", frame("5061")],
    ["a distance of nothing", frame("1061000000")],
    ["a distance before the start", frame("1061020000")],
    ["a length that never ends", frame("f0ff")],
    ["no end", frame("1061").subarray(0, 12)],
  ])("with %s is refused", (_, bytes) => {
    expect(() => unpackLz4(bytes)).toThrow(RangeError);
  });
});

/** Made by pyarrow 25: feather.write_feather of 40 rows, SOURCE_ID 0 to 39 (int64) and KIND 7 (int16), with its own defaults. */
const FEATHER = Uint8Array.from(
  atob(
    [
      "QVJST1cxAAD/////uAAAABAAAAAAAAoADAAGAAUACAAKAAAAAAEEAAwAAAAIAAgAAAAEAAgAAAAEAAAAAgAAAEgAAAAEAAAA0P///wAAAQIQAAAAGAAAAAQA",
      "AAAAAAAABAAAAEtJTkQAAAAAvP///wAAAAEQAAAAEAAUAAgABgAHAAwAAAAQABAAAAAAAAECEAAAACQAAAAEAAAAAAAAAAkAAABTT1VSQ0VfSUQAAAAIAAwA",
      "CAAHAAgAAAAAAAABQAAAAAAAAAD/////yAAAABQAAAAAAAAADAAYAAYABQAIAAwADAAAAAADBAAcAAAA6AAAAAAAAAAAAAAADAAcABAABAAIAAwADAAAAGgA",
      "AAAcAAAAFAAAACgAAAAAAAAAAAAAAAQABAAEAAAABAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAALwAAAAAAAAAwAAAAAAAAAAAAAAAAAAAAMAAAAAAAAAA",
      "IwAAAAAAAAAAAAAAAgAAACgAAAAAAAAAAAAAAAAAAAAoAAAAAAAAAAAAAAAAAAAAQAEAAAAAAAAEIk0YYECCpQAAABMAAQATAQgAEwIIABMDCAATBAgAEwUI",
      "ABMGCAATBwgAEwgIABMJCAATCggAEwsIABMMCAATDQgAEw4IABMPCAATEAgAExEIABMSCAATEwgAExQIABMVCAATFggAExcIABMYCAATGQgAExoIABMbCAAT",
      "HAgAEx0IABMeCAATHwgAEyAIABMhCAATIggAEyMIABMkCAATJQgAEyYIAIAnAAAAAAAAAAAAAAAAAAAAUAAAAAAAAAAEIk0YYECCDAAAAC8HAAIANlAABwAH",
      "AAAAAAAAAAAAAP////8AAAAAEAAAAAwAFAAGAAgADAAQAAwAAAAAAAQAOAAAACgAAAAEAAAAAQAAAMgAAAAAAAAA0AAAAAAAAADoAAAAAAAAAAAAAAAAAAAA",
      "CAAIAAAABAAIAAAABAAAAAIAAABIAAAABAAAAND///8AAAECEAAAABgAAAAEAAAAAAAAAAQAAABLSU5EAAAAALz///8AAAABEAAAABAAFAAIAAYABwAMAAAA",
      "EAAQAAAAAAABAhAAAAAkAAAABAAAAAAAAAAJAAAAU09VUkNFX0lEAAAACAAMAAgABwAIAAAAAAAAAUAAAADgAAAAQVJST1cx",
    ].join(""),
  ),
  (character) => character.charCodeAt(0),
);

test("a Feather file as pyarrow writes it by default, compressed with LZ4, is read", async () => {
  const catalog = await readArrow(bufferSource(FEATHER, "small.feather"));
  expect(catalog.int64("SOURCE_ID")).toEqual(BigInt64Array.from({ length: 40 }, (_, row) => BigInt(row)));
  expect(catalog.int16("KIND")).toEqual(new Int16Array(40).fill(7));
});

test("a Feather file whose compressed bytes are damaged is a FormatError that names it", async () => {
  const damaged = FEATHER.slice();
  const at = damaged.findIndex((byte, n) => byte === 0x04 && damaged[n + 1] === 0x22 && damaged[n + 2] === 0x4d);
  damaged[at] = 0;
  await expect(readArrow(bufferSource(damaged, "bad.feather"))).rejects.toThrow(
    "bad.feather: record batch 0: expected Arrow data, found no LZ4",
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { encodeChecksum, fitsChecksum, OnesComplementSum } from "./checksum.ts";

/** The definition, word by word. */
function plainSum(bytes: Uint8Array): number {
  let sum = 0;
  for (let at = 0; at < bytes.length; at += 4) {
    sum += new DataView(bytes.buffer, bytes.byteOffset).getUint32(at);
    if (sum > 0xffffffff) sum -= 0xffffffff;
  }
  return sum;
}

it("adds big-endian words with the carry brought round", () => {
  expect(fitsChecksum(Uint8Array.of(0xff, 0xff, 0xff, 0xff, 0, 0, 0, 2))).toBe(2);
  expect(fitsChecksum(Uint8Array.of(0, 0, 0x12, 0x34, 1))).toBe(0x01001234);
});

it("does not care how the bytes are cut into pieces or where they lie in memory", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 1, maxLength: 3000 }), fc.nat(7), fc.nat(3000), (content, shift, cut) => {
      const bytes = new Uint8Array(shift + Math.ceil(content.length / 4) * 4).subarray(shift);
      bytes.set(content);
      expect(new OnesComplementSum().add(content.subarray(0, cut)).add(content.subarray(cut)).value).toBe(plainSum(bytes));
    }),
  );
});

it("holds over a megabyte of the largest words", () => {
  expect(fitsChecksum(new Uint8Array(1 << 20).fill(0xff))).toBe(0xffffffff);
});

it("encodes a sum as 16 letters and digits that make the whole all ones", () => {
  // The worked example of the standard, appendix J.
  expect(encodeChecksum(868229149)).toBe("hcHjjc9ghcEghc9g");
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 0xffffffff }), (sum) => {
      const text = encodeChecksum(sum);
      expect(text).toMatch(/^[0-9A-Za-z]{16}$/);
      // In the card the value begins one byte before a word boundary: turned by one, as the encoding has it.
      const bytes = Uint8Array.from(text, (letter) => letter.charCodeAt(0) - 0x30);
      const turned = Uint8Array.of(...bytes.subarray(1), bytes[0]);
      expect([0, 0xffffffff]).toContain(new OnesComplementSum(sum).add(turned).value);
    }),
  );
});

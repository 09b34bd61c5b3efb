import { createHash } from "node:crypto";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { Md5 } from "./md5.ts";

// The test suite of RFC 1321, A.5.
test.each([
  ["", "d41d8cd98f00b204e9800998ecf8427e"],
  ["abc", "900150983cd24fb0d6963f7d28e17f72"],
  ["message digest", "f96b697d7cb7938d525a2f31aaf161d0"],
  ["12345678901234567890123456789012345678901234567890123456789012345678901234567890", "57edf4a22be3c955ac49da2e2107b67a"],
])("MD5 of %j", (text, digest) => {
  expect(new Md5().update(new TextEncoder().encode(text)).digest()).toBe(digest);
});

test("MD5 is the same however the bytes are cut", () => {
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 200 }), { maxLength: 8 }), (pieces) => {
      const ours = new Md5();
      const oracle = createHash("md5");
      for (const piece of pieces) {
        ours.update(piece);
        oracle.update(piece);
      }
      expect(ours.digest()).toBe(oracle.digest("hex"));
    }),
    { seed: 1, numRuns: 300 },
  );
});

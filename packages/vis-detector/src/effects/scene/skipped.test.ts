import { expect, test } from "vitest";
import { testEffectContext } from "../../testing.ts";
import { skipped } from "./skipped.ts";

test("each object that cannot be drawn is named with its reason, in the log and for the product, and all are counted", () => {
  const lines: string[] = [];
  const context = testEffectContext({ log: (event, fields) => void lines.push(`${event} ${fields?.sourceId}: ${fields?.reason}`) });
  const bad = skipped("galaxies", context);
  bad.add(2n ** 62n, "DISK_R50 0, expected above 0 arcsec");
  bad.add(-3n, "position (NaN, 2), expected finite degrees");
  bad.close(500, 440);
  expect(lines).toEqual([
    "skipped 4611686018427387904: DISK_R50 0, expected above 0 arcsec",
    "skipped -3: position (NaN, 2), expected finite degrees",
  ]);
  expect(context.skips).toEqual([
    { sourceId: 2n ** 62n, reason: "DISK_R50 0, expected above 0 arcsec" },
    { sourceId: -3n, reason: "position (NaN, 2), expected finite degrees" },
  ]);
  expect(context.counts).toEqual({ drawn: 440, skipped: 2 });
});

test("1 % of the rows may be skipped and no more: the error tells how many of how many, and the first three", () => {
  const close = (count: number, rows: number) => {
    const bad = skipped("stars", testEffectContext({ ccd: "3-4" }));
    for (let n = 0; n < count; n++) bad.add(BigInt(n), `flux -${n}`);
    bad.close(rows, rows - count);
  };
  expect(() => close(2, 200)).not.toThrow();
  expect(() => close(0, 0)).not.toThrow();
  expect(() => close(4, 399)).toThrow(
    "stars of CCD 3-4: expected at most 1 % of 399 rows that cannot be drawn, found 4: SOURCE_ID 0: flux -0; SOURCE_ID 1: flux -1; SOURCE_ID 2: flux -2",
  );
});

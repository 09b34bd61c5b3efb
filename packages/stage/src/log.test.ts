import { expect, test } from "vitest";
import { formatFields } from "./log.ts";

test("fields keep whole numbers and texts as they are, and seven digits of fractions", () => {
  expect(formatFields({ added: 664927233.3232536, small: 0.027299147537810597, rows: 16924672, ccd: "3-3" })).toBe(
    " added=664927200 small=0.02729915 rows=16924672 ccd=3-3",
  );
  expect(formatFields({ ccds: "1-1 1-2", odd: Number.NaN, none: "" })).toBe(' ccds="1-1 1-2" odd=NaN none=""');
});

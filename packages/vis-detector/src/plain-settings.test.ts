import { madeImageMap } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { plainSettings } from "./plain-settings.ts";

test("names the numbers of nested settings, writes arrays as JSON, and counts what is long", () => {
  const structure = madeImageMap(["E", "F"], () => ({ kind: "REPEAT", shape: [1, 1], pixels: () => new Float32Array(1) }));
  expect(
    plainSettings({
      level: { E: 2705, F: 2690.5 },
      isCorrelated: true,
      direction: "serial",
      structure,
      traps: [{ density: 0.5, releaseTime: 4 }],
      matrix: [
        [1, -2e-7],
        [3, 4],
      ],
      hotPixels: { x: Int32Array.of(1, 2, 3) },
      table: new Array(65).fill(0),
      stars: { rows: 12, read: () => undefined },
      model: undefined,
      window: Number.POSITIVE_INFINITY,
    }),
  ).toEqual({
    "level.E": 2705,
    "level.F": 2690.5,
    isCorrelated: true,
    direction: "serial",
    "structure.names": '["E","F"]',
    traps: '[{"density":0.5,"releaseTime":4}]',
    matrix: "[[1,-2e-7],[3,4]]",
    "hotPixels.x": "3 values",
    table: "65 values",
    "stars.rows": 12,
    window: "Infinity",
  });
  expect(plainSettings({})).toEqual({});
});

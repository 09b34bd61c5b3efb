import { test } from "vitest";
import { digitalOf, effectContract } from "../../testing.ts";
import { bias } from "./bias.ts";

test("bias keeps the contract of effects", () =>
  effectContract(bias, { frame: (width, height) => digitalOf(width, height, 9), settings: { level: { E: 1, F: 2, G: 3, H: 4 } }, neutral: { level: { E: 0, F: 0, G: 0, H: 0 } } }));

import { FormatError } from "../../errors.ts";

/** Units of what models hold, each as products write it: the first is ours. */
const SPELLINGS = {
  ADU: ["ADU", "DN"],
  electron: ["electron", "electrons", "e-"],
  "electron/s": ["electron/s", "electron/s/pixel", "e-/s", "e-/s/pixel", "e/s/pix"],
  pixel: ["pixel", "pixels", "pix"],
  "no unit": ["", "1", "none", "dimensionless"],
} as const;

export type Unit = keyof typeof SPELLINGS;

/**
 * Holds the unit of an image or a column against the one that it must have; one that does not say is believed.
 *
 * @param found value of BUNIT or TUNITn
 * @throws FormatError naming the place
 */
export function checkUnit(found: unknown, unit: Unit, file: string, place: string): void {
  if (found === undefined || found === null || found === "") return;
  const written = String(found).trim().toLowerCase();
  if (!SPELLINGS[unit].some((spelling) => spelling.toLowerCase() === written)) throw new FormatError(file, place, unit, String(found));
}

import type { CcdId, QuadrantId, QuadrantLetter } from "../types.ts";

const DIGITS = [1, 2, 3, 4, 5, 6] as const;

/** The 36 CCDs in the order of a raw frame: row j from 1 to 6, in each column i from 1 to 6. */
export const CCD_IDS: readonly CcdId[] = DIGITS.flatMap((j) => DIGITS.map((i): CcdId => `${j}-${i}`));

/** The 144 quadrants in the order of a raw frame (`apps/docs/conventions.md`, "Pixels and frames"). */
export const QUADRANT_IDS: readonly QuadrantId[] = CCD_IDS.flatMap((ccd) =>
  ((ccd.endsWith("1") || ccd.endsWith("2") || ccd.endsWith("3") ? ["E", "F", "H", "G"] : ["G", "H", "F", "E"]) as QuadrantLetter[]).map(
    (letter): QuadrantId => `${ccd}.${letter}`,
  ),
);

/** Areas that model images cover, pixels. */
export const AREAS = {
  /** Light pixels of a quadrant. */
  light: { width: 2048, height: 2066 },
  /** A quadrant as it is read: prescan, light, overscan. */
  readout: { width: 2128, height: 2086 },
  /** A CCD on the focal plane. */
  ccd: { width: 4096, height: 4132 },
} as const;
export type AreaName = keyof typeof AREAS;

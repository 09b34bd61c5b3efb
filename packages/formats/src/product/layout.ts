import type { CcdId, QuadrantId, QuadrantLetter } from "./types.ts";

const DIGITS = [1, 2, 3, 4, 5, 6] as const;

/** The 36 CCDs in the order of a raw frame: row j from 1 to 6, in each column i from 1 to 6. */
export const CCD_IDS: readonly CcdId[] = DIGITS.flatMap((j) => DIGITS.map((i): CcdId => `${j}-${i}`));

/** The 144 quadrants in the order of a raw frame (`apps/docs/conventions.md`, "Pixels and frames"). */
export const QUADRANT_IDS: readonly QuadrantId[] = CCD_IDS.flatMap((ccd) =>
  ((ccd.endsWith("1") || ccd.endsWith("2") || ccd.endsWith("3") ? ["E", "F", "H", "G"] : ["G", "H", "F", "E"]) as QuadrantLetter[]).map(
    (letter): QuadrantId => `${ccd}.${letter}`,
  ),
);

/** Light pixels of a quadrant. */
const LIGHT = { width: 2048, height: 2066 } as const;

/** What is read out of a quadrant beside its light: columns before and after it, rows after it. */
export const SCANS = { prescan: 51, overscan: 29, parallelOverscan: 20 } as const;

/** Areas that images cover, pixels. */
export const AREAS = {
  light: LIGHT,
  /** A quadrant as it is read, 2128 x 2086: prescan, light, overscan. */
  readout: { width: SCANS.prescan + LIGHT.width + SCANS.overscan, height: LIGHT.height + SCANS.parallelOverscan },
  /** A CCD on the focal plane, 4096 x 4132. */
  ccd: { width: 2 * LIGHT.width, height: 2 * LIGHT.height },
} as const;
export type AreaName = keyof typeof AREAS;

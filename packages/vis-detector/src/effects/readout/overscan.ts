import { type Corner, ccdOf, cornerOf } from "@elvis/focal-plane";
import type { QuadrantLetter } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { type Charge, LETTERS, type Readout } from "../../frame.ts";

/** Nothing to set: how many columns are read beside the light is the frame's own geometry. */
export type OverscanSettings = Readonly<Record<never, never>>;

/** Cuts the CCD into the planes of its four amplifiers, between empty prescan and overscan columns. See ./overscan.md. */
export const overscan = {
  name: "overscan",
  elvisKey: "PREOVERSCAN",
  apply(frame, _settings, { ccd }) {
    const { width, height, margins } = frame;
    if (width % 2 !== 0 || height % 2 !== 0) throw new StageError(`overscan: expected a CCD of even sides, found ${width} x ${height}`);
    const layout = ccdOf(ccd);
    const planes = Object.fromEntries(LETTERS.map((letter) => [letter, readQuadrant(frame, cornerOf(layout, letter))])) as Record<
      QuadrantLetter,
      Float32Array
    >;
    return { kind: "readout", width: margins.prescan + width / 2 + margins.overscan, height: height / 2, planes, margins };
  },
} as const satisfies Effect<Charge, Readout, OverscanSettings>;

/**
 * The quarter of the CCD that is read through the amplifier in one corner, in readout order.
 *
 * @param frame electrons; read
 * @param node the corner where the amplifier is
 * @returns electrons; prescan, light and overscan columns by the rows of light; a new array
 */
function readQuadrant({ width, height, margins, pixels }: Charge, node: Corner): Float32Array {
  const isRight = node === "lowerRight" || node === "upperRight";
  const isUpper = node === "upperLeft" || node === "upperRight";
  const columns = width / 2;
  const rows = height / 2;
  const planeWidth = margins.prescan + columns + margins.overscan;
  const plane = new Float32Array(planeWidth * rows);
  for (let v = 0; v < rows; v++) {
    const row = (isUpper ? height - 1 - v : v) * width;
    const to = v * planeWidth + margins.prescan;
    if (isRight) for (let u = 0; u < columns; u++) plane[to + u] = pixels[row + width - 1 - u];
    else plane.set(pixels.subarray(row, row + columns), to);
  }
  return plane;
}

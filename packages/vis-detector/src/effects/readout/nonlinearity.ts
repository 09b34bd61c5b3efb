import { fallOf, type PerLetter, polynomialAt, slopeOf } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { LETTERS, type Readout } from "../../frame.ts";

export interface NonlinearitySettings {
  /** Of each amplifier: electrons to electrons, highest power first; rises from 0 to `fullWell`. */
  readonly coefficients: PerLetter<readonly number[]>;
  /** Electrons; beyond, the response goes on as a straight line. */
  readonly fullWell: number;
}

/** Bends the response of each amplifier. See ./nonlinearity.md. */
export const nonlinearity = {
  name: "nonlinearity",
  elvisKey: "NONLINEARITY",
  apply(frame, { coefficients, fullWell }) {
    if (!(fullWell > 0 && fullWell < Infinity))
      throw new StageError(`nonlinearity: full well: expected electrons above 0, found ${fullWell}`);
    for (const letter of LETTERS) {
      const fall = fallOf(coefficients[letter], fullWell);
      if (fall !== undefined)
        throw new StageError(
          `nonlinearity of quadrant ${letter}: expected a polynomial that rises from 0 to ${fullWell} e-, found ${coefficients[letter].join(", ")}, which does not at ${Math.round(fall)} e-`,
        );
      bend(frame.planes[letter], coefficients[letter], fullWell);
    }
    return frame;
  },
} as const satisfies Effect<Readout, Readout, NonlinearitySettings>;

/** Replaces electrons above 0 by the polynomial's value, in place; beyond `top` by its tangent there. */
function bend(pixels: Float32Array, coefficients: readonly number[], top: number): void {
  const atTop = polynomialAt(coefficients, top);
  const slope = polynomialAt(slopeOf(coefficients), top);
  const powers = Float64Array.from(coefficients);
  for (let at = 0; at < pixels.length; at++) {
    const electrons = pixels[at];
    if (!(electrons > 0)) continue;
    if (electrons > top) {
      pixels[at] = atTop + slope * (electrons - top);
      continue;
    }
    let value = powers[0];
    for (let n = 1; n < powers.length; n++) value = value * electrons + powers[n];
    pixels[at] = value;
  }
}

import type { PerLetter } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { type Digital, LETTERS } from "../../frame.ts";

export interface CrosstalkSettings {
  /** Coupling by source and victim: fraction of the source's signal that is added; a quadrant does not couple with itself. */
  readonly coefficients: PerLetter<PerLetter<number>>;
  /** Pedestal that stands in the pixels of each amplifier, ADU: what is above it couples. */
  readonly level: PerLetter<number>;
  /** ADU; what is above the converter's highest number does not couple. */
  readonly top: number;
}

/** Adds to each amplifier's numbers a little of what the others read at the same time. See ./crosstalk.md. */
export const crosstalk = {
  name: "crosstalk",
  elvisKey: "XTALK",
  apply(frame, { coefficients, level, top }) {
    for (const source of LETTERS)
      for (const victim of LETTERS) {
        const coupling = coefficients[source][victim];
        if (!Number.isFinite(coupling) || (source === victim && coupling !== 0))
          throw new StageError(
            `crosstalk from quadrant ${source} to ${victim}: expected ${source === victim ? "none" : "a finite fraction"}, found ${coupling}`,
          );
      }
    const planes = LETTERS.map((letter) => frame.planes[letter]);
    const couplings = LETTERS.flatMap((_, victim) =>
      LETTERS.map((_, source) => ({ source, victim, coupling: coefficients[LETTERS[source]][LETTERS[victim]] })),
    ).filter(({ coupling }) => coupling !== 0);
    if (couplings.length > 0)
      couple(
        planes,
        couplings,
        LETTERS.map((letter) => level[letter]),
        top,
      );
    return frame;
  },
} as const satisfies Effect<Digital, Digital, CrosstalkSettings>;

interface Coupling {
  readonly source: number;
  readonly victim: number;
  readonly coupling: number;
}

/** In place. All amplifiers read their pixel n at the same time, so the signals of pixel n are taken before any is changed. */
function couple(planes: readonly Float32Array[], couplings: readonly Coupling[], level: readonly number[], top: number): void {
  const signals = new Float64Array(planes.length);
  const added = new Float64Array(planes.length);
  for (let at = 0; at < planes[0].length; at++) {
    for (let n = 0; n < planes.length; n++) {
      signals[n] = Math.min(planes[n][at], top) - level[n];
      added[n] = 0;
    }
    for (const { source, victim, coupling } of couplings) added[victim] += coupling * signals[source];
    for (let n = 0; n < planes.length; n++) planes[n][at] += added[n];
  }
}

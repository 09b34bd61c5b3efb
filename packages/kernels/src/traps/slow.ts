import type { FillLaw } from "./law.ts";
import { Watermarks } from "./watermarks.ts";
import type { WellFill } from "./well.ts";

/**
 * Traps that take their time to fill: those out of the electrons' reach release first; then those within, with what was released, release and capture.
 *
 * Layers between the two levels release before they do both, and electrons released where none reach the traps are lost, as in ArCTIC.
 */
export class SlowTraps {
  readonly state: Watermarks;
  readonly saved: Watermarks;
  readonly #well: WellFill;
  readonly #law: FillLaw;

  constructor(well: WellFill, law: FillLaw, species: number) {
    this.state = new Watermarks(species);
    this.saved = new Watermarks(species);
    this.#well = well;
    this.#law = law;
  }

  /**
   * One dwell time.
   *
   * @param electrons in the phase
   * @returns electrons released less those captured
   */
  visit(electrons: number): number {
    const { state } = this;
    const reach = this.#well.volume(electrons);
    const released = this.#release(reach > 0 ? state.cut(reach) : state.count);
    const free = electrons + released;
    const volume = this.#well.volume(free);
    if (volume === 0) return 0;
    const from = released > 0 ? state.cut(volume) : state.below(volume);
    const wanted = -this.#gain(from);
    const share = wanted > 0 ? free / wanted : 1;
    this.#dwell(from, Math.min(share, 1));
    return released - Math.min(share, 1) * wanted;
  }

  /** Releases from the layers above one. */
  #release(end: number): number {
    const { fill, species, top } = this.state;
    let released = 0;
    for (let layer = 0, at = 0; layer < end; layer++) {
      const volume = top[layer] - this.state.bottom(layer);
      for (let k = 0; k < species; k++, at++) {
        const left = this.#law.afterRelease(k, fill[at]);
        released += (fill[at] - left) * volume;
        fill[at] = left;
      }
    }
    return released;
  }

  /** Electrons that a dwell time frees from the layers from one down; below 0 where traps take more than they give. */
  #gain(from: number): number {
    const { count, fill, species, top } = this.state;
    let gain = 0;
    for (let layer = from, at = from * species; layer < count; layer++) {
      const volume = top[layer] - this.state.bottom(layer);
      for (let k = 0; k < species; k++, at++) gain += (fill[at] - this.#law.afterDwell(k, fill[at])) * volume;
    }
    return gain;
  }

  #dwell(from: number, share: number): void {
    const { count, fill, species } = this.state;
    for (let layer = from, at = from * species; layer < count; layer++)
      for (let k = 0; k < species; k++, at++) fill[at] = share * this.#law.afterDwell(k, fill[at]) + (1 - share) * fill[at];
  }
}

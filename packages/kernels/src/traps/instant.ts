import type { FillLaw } from "./law.ts";
import { volumeWithTraps } from "./surface.ts";
import { Watermarks } from "./watermarks.ts";
import type { WellFill } from "./well.ts";

/** Traps that release, and then fill at once where electrons reach them. Species that share a well share its layers. */
export class InstantTraps {
  readonly state: Watermarks;
  readonly saved: Watermarks;
  readonly #well: WellFill;
  readonly #law: FillLaw;
  /** Full layers' fills. */
  readonly #full: Float64Array;
  readonly #surfaces: readonly ({ readonly none: number; readonly full: number } | undefined)[];
  readonly #fillsFromBelowZero: boolean;

  /**
   * @param full fills of a full layer, by species
   * @param surfaces where surface traps lie, by species
   * @param fillsFromBelowZero fewer electrons than none are as many as they lack when it comes to filling traps (ArCTIC, save for continua)
   */
  constructor(
    well: WellFill,
    law: FillLaw,
    full: Float64Array,
    surfaces: readonly ({ readonly none: number; readonly full: number } | undefined)[],
    fillsFromBelowZero: boolean,
  ) {
    this.state = new Watermarks(full.length);
    this.saved = new Watermarks(full.length);
    this.#well = well;
    this.#law = law;
    this.#full = full;
    this.#surfaces = surfaces;
    this.#fillsFromBelowZero = fillsFromBelowZero;
  }

  /**
   * One dwell time.
   *
   * @param electrons in the phase
   * @returns electrons released less those captured
   */
  visit(electrons: number): number {
    const released = this.#release();
    const free = electrons + released;
    const volume = this.#well.volume(free);
    if (volume === 0) return released;
    const wanted = this.#room(volume);
    const share = this.#fillsFromBelowZero ? Math.abs(free / wanted) : free / wanted;
    if (wanted <= 0 || share >= 1) {
      this.state.set(volume, this.#full);
      return released - wanted;
    }
    this.#fillBy(share, volume);
    return released - share * wanted;
  }

  #release(): number {
    const { count, fill, species, top } = this.state;
    let released = 0;
    for (let layer = 0, at = 0; layer < count; layer++) {
      const bottom = layer + 1 < count ? top[layer + 1] : 0;
      for (let k = 0; k < species; k++, at++) {
        const left = this.#law.afterRelease(k, fill[at]);
        released += (fill[at] - left) * this.#volume(k, bottom, top[layer]);
        fill[at] = left;
      }
    }
    return released;
  }

  /** Empty traps below a volume. */
  #room(volume: number): number {
    const { count, fill, species, top } = this.state;
    let room = 0;
    let low = 0;
    for (let layer = count - 1; layer >= 0 && low < volume; layer--) {
      const high = Math.min(top[layer], volume);
      for (let k = 0, at = layer * species; k < species; k++, at++) room += (this.#full[k] - fill[at]) * this.#volume(k, low, high);
      low = high;
    }
    if (low < volume) for (let k = 0; k < species; k++) room += this.#full[k] * this.#volume(k, low, volume);
    return room;
  }

  /** Fills the same share of all empty traps below a volume. */
  #fillBy(share: number, volume: number): void {
    const from = this.state.cut(volume);
    const { count, fill, species } = this.state;
    for (let layer = from, at = from * species; layer < count; layer++)
      for (let k = 0; k < species; k++, at++) fill[at] = fill[at] * (1 - share) + share * this.#full[k];
  }

  #volume(species: number, low: number, high: number): number {
    const surface = this.#surfaces[species];
    return surface === undefined ? high - low : volumeWithTraps(surface, low, high);
  }
}

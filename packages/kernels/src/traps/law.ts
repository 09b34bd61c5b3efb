import { exp } from "../math.ts";
import { ContinuumTable } from "./continuum-table.ts";
import type { InstantCaptureContinuum, SlowCapture, SlowCaptureContinuum, Species } from "./species.ts";

/** What a dwell time does to traps of the species of a group. Fills are full traps per unit of volume. */
export interface FillLaw {
  /** Left of a fill when traps only release. */
  afterRelease(species: number, fill: number): number;
  /** What a fill becomes where electrons are about, when capture takes time. */
  afterDwell(species: number, fill: number): number;
}

/** One release time per species: exponential decay, and with a capture time the solution of both rates (Lindegren 1998, section 3.2). */
export class ExponentialLaw implements FillLaw {
  readonly #densities: Float64Array;
  readonly #released: Float64Array;
  readonly #staysFull: Float64Array;
  readonly #becomesFull: Float64Array;

  constructor(species: readonly (Species | SlowCapture)[], densities: Float64Array, dwellTime: number) {
    this.#densities = densities;
    this.#released = Float64Array.from(species, ({ releaseTime }) => 1 - exp(-dwellTime / releaseTime));
    this.#staysFull = new Float64Array(species.length);
    this.#becomesFull = new Float64Array(species.length);
    species.forEach((one, k) => {
      const capture = "captureTime" in one && one.captureTime > 0 ? 1 / one.captureTime : 0;
      const total = capture + 1 / one.releaseTime;
      const spent = (1 - exp(-total * dwellTime)) / total;
      this.#staysFull[k] = 1 - spent / one.releaseTime;
      this.#becomesFull[k] = capture === 0 ? 1 : capture * spent;
    });
  }

  afterRelease(species: number, fill: number): number {
    return fill - fill * this.#released[species];
  }

  afterDwell(species: number, fill: number): number {
    return this.#staysFull[species] * fill + this.#becomesFull[species] * (this.#densities[species] - fill);
  }
}

/** Release times spread log-normally: a fill is taken for the time since all was full, and that time goes on. */
export class ContinuumLaw implements FillLaw {
  readonly #densities: Float64Array;
  readonly #dwellTime: number;
  readonly #tables: readonly ContinuumTable[];

  /** @param transfers that the traps can see at most; sets the span of the tables */
  constructor(
    species: readonly (InstantCaptureContinuum | SlowCaptureContinuum)[],
    densities: Float64Array,
    dwellTime: number,
    transfers: number,
  ) {
    this.#densities = densities;
    this.#dwellTime = dwellTime;
    this.#tables = species.map((one) => new ContinuumTable(one, dwellTime, transfers));
  }

  afterRelease(species: number, fill: number): number {
    const density = this.#densities[species];
    if (density === 0) return 0;
    const table = this.#tables[species];
    return density * table.fill(table.age(fill / density) + this.#dwellTime);
  }

  afterDwell(species: number, fill: number): number {
    const density = this.#densities[species];
    if (density === 0) return 0;
    const table = this.#tables[species];
    return density * table.fillAfterDwell(table.age(fill / density));
  }
}

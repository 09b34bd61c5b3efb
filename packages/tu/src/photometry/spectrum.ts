import { type BandFilter, bandFilterOf, bandFlux } from "./band-filter.ts";
import { placeBefore } from "./curve.ts";
import { milkyWay } from "./milky-way.ts";
import type { Templates } from "./templates.ts";

/** Part of an object's light: a template behind dust, and its share of the light in the mixing band. */
export interface Component {
  /** Index of the template and of the law of extinction, from 0. */
  readonly template: number;
  readonly law: number;
  /** E(B-V), mag */
  readonly ebv: number;
  readonly share: number;
}

const LN_PER_MAGNITUDE = 0.4 * Math.LN10;

/** ln of wavelengths in nm from which the table of the Milky Way's law goes, its step and its length: 90 nm to 4 um, linear between to 1e-6. */
const TABLE = { from: Math.log(90), step: 5e-4, length: 7600 };
const tableOfMilkyWay = (): Float64Array =>
  Float64Array.from({ length: TABLE.length }, (_, n) => milkyWay(Math.exp(TABLE.from + n * TABLE.step)));

/**
 * The band in which the shares of two templates are meant, in the rest frame: r of SDSS seen at z = 0.1, as its half-power points lie, where the file of filters has none.
 *
 * @see the public recipe of Flagship's photometry (SciPIC): both templates, dust included, are scaled to the same absolute magnitude there before they are mixed
 */
export const MIXING_BAND = "R01_SDSS";
export const flatMixingBand = bandFilterOf({
  name: MIXING_BAND,
  wavelengths: Float64Array.of(552.5 / 1.1, 695 / 1.1),
  transmission: Float64Array.of(1, 1),
  counts: "photons",
});

/** An object's spectrum on the places of its library, as it leaves the object and as it arrives: two arrays that are used again for each object. */
export class ObjectSpectrum {
  readonly #templates: Templates;
  readonly #mixing: BandFilter;
  /** f_lambda over the rest wavelength, before the Milky Way. */
  readonly clear: Float64Array;
  /** Behind the Milky Way. */
  readonly dimmed: Float64Array;
  readonly #part: Float64Array;
  readonly #milkyWay = tableOfMilkyWay();

  constructor(templates: Templates, mixing: BandFilter) {
    this.#templates = templates;
    this.#mixing = mixing;
    const { length } = templates.wavelengths;
    this.clear = new Float64Array(length);
    this.dimmed = new Float64Array(length);
    this.#part = new Float64Array(length);
  }

  /**
   * Fills `clear`, and `dimmed` for AV above 0 (else it is a copy), between two rest wavelengths (nm); what lies beyond them is left as it was.
   *
   * @param components one or more, shares above 0
   * @param av A(V) of the Milky Way
   * @returns the component that has no light in the mixing band, when several must be weighed there
   */
  set(components: readonly Component[], from: number, to: number, stretch: number, av: number): Component | undefined {
    const { wavelengths, logarithms } = this.#templates;
    const { clear, dimmed } = this;
    const [first, last] = this.#places(from, to);
    if (components.length === 1) this.#fill(clear, components[0], first, last);
    else {
      clear.fill(0, first, last + 1);
      const mixing = this.#mixing.wavelengths;
      const [mixFirst, mixLast] = this.#places(mixing[0], mixing[mixing.length - 1]);
      for (const component of components) {
        const [low, high] = [Math.min(first, mixFirst), Math.max(last, mixLast)];
        this.#fill(this.#part, component, low, high);
        const light = bandFlux(this.#mixing, wavelengths, this.#part, 1);
        if (!(light > 0)) return component;
        const scale = component.share / light;
        for (let n = first; n <= last; n++) clear[n] += scale * this.#part[n];
      }
    }
    if (av === 0) dimmed.set(clear.subarray(first, last + 1), first);
    else {
      const table = this.#milkyWay;
      const origin = (Math.log(stretch) - TABLE.from) / TABLE.step;
      for (let n = first; n <= last; n++) {
        const place = Math.min(TABLE.length - 1.001, Math.max(0, logarithms[n] / TABLE.step + origin));
        const at = Math.floor(place);
        const a = table[at] + (place - at) * (table[at + 1] - table[at]);
        dimmed[n] = clear[n] * Math.exp(-LN_PER_MAGNITUDE * av * a);
      }
    }
    return undefined;
  }

  /** Places about the wavelengths, both ends within. */
  #places(from: number, to: number): readonly [first: number, last: number] {
    const { wavelengths } = this.#templates;
    return [placeBefore(wavelengths, from), Math.min(wavelengths.length - 1, placeBefore(wavelengths, to) + 1)];
  }

  #fill(out: Float64Array, { template, law, ebv }: Component, first: number, last: number): void {
    const spectrum = this.#templates.spectra[template];
    const k = this.#templates.laws[law];
    if (k === undefined || ebv === 0) out.set(spectrum.subarray(first, last + 1), first);
    else for (let n = first; n <= last; n++) out[n] = spectrum[n] * Math.exp(-LN_PER_MAGNITUDE * ebv * k[n]);
  }
}

/** Share of a flat f_nu in the band that the Milky Way lets through. @param av A(V) */
export function flatDimming(band: BandFilter, av: number): number {
  let sum = 0;
  for (let n = 1; n < band.wavelengths.length; n++) {
    const middle = (band.wavelengths[n - 1] + band.wavelengths[n]) / 2;
    sum += (band.cumulative[n] - band.cumulative[n - 1]) * 10 ** (-0.4 * av * milkyWay(middle));
  }
  return sum;
}

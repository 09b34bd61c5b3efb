/**
 * A spectrum from fluxes in broad bands: f_nu is a power law of wavelength from the middle of one band to that of the next, going on beyond the outer ones, such
 * that its mean over each band is that band's flux.
 */
export interface Spectrum {
  /** ln of nm, ascending */
  readonly places: readonly number[];
  /** ln f_nu there */
  readonly values: readonly number[];
}

/** A band as the spectrum sees it: flat in photons between two wavelengths, nm. */
export interface FluxBand {
  /** In column names. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/** The bands that a colour is taken from. @see edges: LSST Science Book 2.0 (2009), table 2.2 */
export const COLOUR_BANDS: readonly FluxBand[] = [
  { name: "G_LSST", from: 400, to: 552 },
  { name: "R_LSST", from: 552, to: 691 },
  { name: "I_LSST", from: 691, to: 818 },
  { name: "Z_LSST", from: 818, to: 922 },
];
const EDGES = COLOUR_BANDS.map(({ from, to }) => [Math.log(from), Math.log(to)] as const);

/** A flux is not taken to be less than this share of the largest: a break in the spectrum, not an infinite power. */
const LEAST = 1e-3;
/** Corrections of the values at the middles; each leaves a tenth to a half of the error before it. */
const PASSES = 8;

/**
 * @param fluxes of `COLOUR_BANDS`, any unit of f_nu. One that is negative or not finite is not used; one of 0 counts as a thousandth of the largest.
 * @returns undefined when fewer than two can be used, or none is above 0
 */
export function spectrumOf(fluxes: readonly number[]): Spectrum | undefined {
  const used: number[] = [];
  let largest = 0;
  for (let band = 0; band < EDGES.length; band++) {
    const flux = fluxes[band];
    if (!(flux >= 0 && flux < Infinity)) continue;
    used.push(band);
    largest = Math.max(largest, flux);
  }
  if (used.length < 2 || !(largest > 0)) return undefined;
  const wanted = used.map((band) => Math.log(Math.max(LEAST, fluxes[band] / largest)));
  const places = used.map((band) => (EDGES[band][0] + EDGES[band][1]) / 2);
  const values = [...wanted];
  const off = new Float64Array(used.length);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let n = 0; n < used.length; n++) off[n] = wanted[n] - Math.log(meanOver(places, values, ...EDGES[used[n]]));
    for (let n = 0; n < used.length; n++) values[n] += off[n];
  }
  return { places, values };
}

/** ln f_nu at a place (ln of nm). */
export function logFlux({ places, values }: Spectrum, place: number): number {
  let n = 1;
  while (n < places.length - 1 && place > places[n]) n++;
  return values[n - 1] + ((place - places[n - 1]) / (places[n] - places[n - 1])) * (values[n] - values[n - 1]);
}

/** Mean of f_nu over d ln(wavelength): exact, since each piece is an exponential there. */
function meanOver(places: readonly number[], values: readonly number[], from: number, to: number): number {
  let sum = 0;
  for (let n = 1; n < places.length; n++) {
    const low = n === 1 ? from : Math.max(from, places[n - 1]);
    const high = n === places.length - 1 ? to : Math.min(to, places[n]);
    if (!(high > low)) continue;
    const slope = (values[n] - values[n - 1]) / (places[n] - places[n - 1]);
    const middle = values[n - 1] + ((low + high) / 2 - places[n - 1]) * slope;
    const half = (slope * (high - low)) / 2;
    sum += (high - low) * Math.exp(middle) * (Math.abs(half) < 1e-4 ? 1 : Math.sinh(half) / half);
  }
  return sum / (to - from);
}

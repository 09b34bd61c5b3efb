/**
 * A spectrum from fluxes in broad bands: ln f_nu over ln(wavelength) is a monotone cubic through the middles of the bands, going on straight beyond the outer ones, such
 * that the mean of f_nu over each band is that band's flux. Power laws are kept as they are.
 *
 * @see monotone cubics: Fritsch and Butland 1984, SIAM J. Sci. Stat. Comput. 5, 300
 */
export interface Spectrum {
  /** ln of nm, ascending */
  readonly places: readonly number[];
  /** ln f_nu there */
  readonly values: Float64Array;
  /** Its derivatives there. */
  readonly slopes: Float64Array;
}

/** A band as the spectrum sees it: flat in photons between two wavelengths, nm. */
export interface FluxBand {
  /** In column names. */
  readonly name: string;
  readonly from: number;
  readonly to: number;
}

/**
 * The bands that a colour is taken from: edges of the flat band with the mean and the variance in ln(wavelength) of the real one, photons counted.
 *
 * @see LSST baseline throughputs 1.9, total, airmass 1.2
 */
export const COLOUR_BANDS: readonly FluxBand[] = [
  { name: "G_LSST", from: 408.3, to: 557.2 },
  { name: "R_LSST", from: 551.8, to: 692.9 },
  { name: "I_LSST", from: 689.5, to: 819.6 },
  { name: "Z_LSST", from: 816.2, to: 922 },
];

/** Places and weights of a mean over -1 to 1, exact for polynomials of degree 5: Gauss and Legendre. */
const GAUSS = [
  [-Math.sqrt(0.6), 5 / 18],
  [0, 4 / 9],
  [Math.sqrt(0.6), 5 / 18],
] as const;
/** Middles of the bands, ln of nm, and where each is read for its mean: three places on either side of the middle. */
const BANDS = COLOUR_BANDS.map(({ from, to }) => {
  const middle = Math.log(from * to) / 2;
  const quarter = Math.log(to / from) / 4;
  return {
    middle,
    reads: [-quarter, quarter].flatMap((half) =>
      GAUSS.map(([at, weight]) => ({ place: middle + half + at * quarter, weight: weight / 2 })),
    ),
  };
});

/** A flux is not taken to be less than this share of the largest: a break in the spectrum, not an infinite power. */
const LEAST = 1e-3;
/** Corrections of the values at the middles; each leaves a twentieth to a half of the error before it. */
const PASSES = 6;

/**
 * @param fluxes of `COLOUR_BANDS`, any unit of f_nu. One that is negative or not finite is not used; one of 0 counts as a thousandth of the largest.
 * @returns undefined when fewer than two can be used, or none is above 0
 */
export function spectrumOf(fluxes: readonly number[]): Spectrum | undefined {
  const used: number[] = [];
  let largest = 0;
  for (let band = 0; band < BANDS.length; band++) {
    const flux = fluxes[band];
    if (!(flux >= 0 && flux < Infinity)) continue;
    used.push(band);
    largest = Math.max(largest, flux);
  }
  if (used.length < 2 || !(largest > 0)) return undefined;
  const wanted = used.map((band) => Math.log(Math.max(LEAST, fluxes[band] / largest)));
  const places = used.map((band) => BANDS[band].middle);
  const spectrum = { places, values: Float64Array.from(wanted), slopes: new Float64Array(used.length) };
  const off = new Float64Array(used.length);
  setSlopes(spectrum);
  for (let pass = 0; pass < PASSES; pass++) {
    for (let n = 0; n < used.length; n++) {
      let mean = 0;
      for (const { place, weight } of BANDS[used[n]].reads) mean += weight * Math.exp(logFlux(spectrum, place));
      off[n] = wanted[n] - Math.log(mean);
    }
    for (let n = 0; n < used.length; n++) spectrum.values[n] += off[n];
    setSlopes(spectrum);
  }
  return spectrum;
}

/** ln f_nu at a place (ln of nm). */
export function logFlux({ places, values, slopes }: Spectrum, place: number): number {
  const last = places.length - 1;
  if (place <= places[0]) return values[0] + (place - places[0]) * slopes[0];
  if (place >= places[last]) return values[last] + (place - places[last]) * slopes[last];
  let n = 1;
  while (place > places[n]) n++;
  const width = places[n] - places[n - 1];
  const t = (place - places[n - 1]) / width;
  const rise = values[n] - values[n - 1];
  const before = slopes[n - 1] * width;
  const after = slopes[n] * width;
  return values[n - 1] + t * (before + t * (3 * rise - 2 * before - after + t * (before + after - 2 * rise)));
}

/** Slopes at the middles: weighted harmonic means of the two beside, 0 at an extremum; at the ends those of a parabola, of the sign of the piece and at most thrice it. */
function setSlopes({ places, values, slopes }: { places: readonly number[]; values: Float64Array; slopes: Float64Array }): void {
  const last = places.length - 1;
  const width = (n: number): number => places[n + 1] - places[n];
  const rise = (n: number): number => (values[n + 1] - values[n]) / width(n);
  if (last === 1) {
    slopes.fill(rise(0));
    return;
  }
  for (let n = 1; n < last; n++) {
    const [before, after] = [rise(n - 1), rise(n)];
    const [short, long] = [2 * width(n) + width(n - 1), width(n) + 2 * width(n - 1)];
    slopes[n] = before * after > 0 ? (short + long) / (short / before + long / after) : 0;
  }
  slopes[0] = endSlope(rise(0), rise(1), width(0), width(1));
  slopes[last] = endSlope(rise(last - 1), rise(last - 2), width(last - 1), width(last - 2));
}

function endSlope(outer: number, inner: number, outerWidth: number, innerWidth: number): number {
  const slope = ((2 * outerWidth + innerWidth) * outer - outerWidth * inner) / (outerWidth + innerWidth);
  if (slope * outer <= 0) return 0;
  return outer * inner < 0 && Math.abs(slope) > 3 * Math.abs(outer) ? 3 * outer : slope;
}

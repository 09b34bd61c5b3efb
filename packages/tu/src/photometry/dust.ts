/** A law of extinction inside galaxies: k = A(lambda) / E(B-V) at a rest wavelength (nm). */
export type DustLaw = (wavelength: number) => number;

/** E(lambda - V) / E(B-V) of the Small Magellanic Cloud at wavelengths in nm, from the far ultraviolet to K. */
// biome-ignore format: a table
const SMALL_CLOUD = [
  [127.5, 13.54], [133, 12.52], [138.5, 11.51], [143.5, 10.8], [149, 9.84], [154.5, 9.28], [159.5, 9.06], [164.7, 8.49], [170, 8.01], [175.5, 7.71],
  [181, 7.17], [186, 6.9], [191, 6.76], [200, 6.38], [211.5, 5.85], [222, 5.3], [233.5, 4.53], [244.5, 4.24], [255, 3.91], [266.5, 3.49],
  [277.8, 3.15], [289, 3], [299.5, 2.65], [310.5, 2.29], [370.4, 1.81], [425.5, 1], [529.1, 0], [1250, -2.02], [1650, -2.36], [2200, -2.47],
] as const;
/** A(V) / E(B-V) there. */
const SMALL_CLOUD_R_V = 2.72;

/**
 * The Small Magellanic Cloud's law: linear between the published places, straight on beyond them, never below 0.
 *
 * @see Prevot et al. 1984, A&A 132, 389; R_V of Bouchet et al. 1985, A&A 149, 330
 */
const smallCloud: DustLaw = (wavelength) => {
  let above = SMALL_CLOUD.findIndex(([at]) => at >= wavelength);
  above = above < 0 ? SMALL_CLOUD.length - 1 : Math.max(1, above);
  const [[x0, y0], [x1, y1]] = [SMALL_CLOUD[above - 1], SMALL_CLOUD[above]];
  return Math.max(0, SMALL_CLOUD_R_V + y0 + ((wavelength - x0) / (x1 - x0)) * (y1 - y0));
};

/** Calzetti's formula, which holds from 120 to 2200 nm. @param x um */
const calzettiInside = (x: number): number =>
  4.05 + 2.659 * (x < 0.63 ? -2.156 + 1.509 / x - 0.198 / x ** 2 + 0.011 / x ** 3 : -1.857 + 1.04 / x);
/** Beyond, the straight line through its values at 110 and 120 nm, and its tangent at 2.2 um: as in hyper-z and LePhare, whose curves the COSMOS templates come with. */
const FAR_BLUE = { from: 0.12, value: calzettiInside(0.12), slope: (calzettiInside(0.12) - calzettiInside(0.11)) / 0.01 };
const FAR_RED = { from: 2.2, value: calzettiInside(2.2), slope: (-2.659 * 1.04) / 2.2 ** 2 };

/** The law of starburst galaxies. @see Calzetti et al. 2000, ApJ 533, 682, equation 4 */
const calzetti: DustLaw = (wavelength) => {
  const x = wavelength / 1000;
  const end = x < FAR_BLUE.from ? FAR_BLUE : x > FAR_RED.from ? FAR_RED : undefined;
  return end === undefined ? calzettiInside(x) : Math.max(0, end.value + (x - end.from) * end.slope);
};

/** The bump at 217.5 nm, between these wavelengths (nm): its centre and width in waves a micrometre. */
const BUMP = { from: 160, to: 280, centre: 4.605, width: 0.8 };
const drude = (x: number): number => (x * BUMP.width) ** 2 / ((x * x - BUMP.centre ** 2) ** 2 + (x * BUMP.width) ** 2);
/** Less the straight line between its ends, where it is 0. */
function bumpAt(wavelength: number): number {
  if (wavelength <= BUMP.from || wavelength >= BUMP.to) return 0;
  const [x, low, high] = [wavelength, BUMP.to, BUMP.from].map((nm) => 1000 / nm);
  return drude(x) - (drude(low) + ((x - low) / (high - low)) * (drude(high) - drude(low)));
}
const BUMP_TOP = bumpAt(1000 / BUMP.centre);

/**
 * Calzetti's law with a bump at 217.5 nm of a height in k.
 *
 * @see shape: Fitzpatrick and Massa 1986, ApJ 307, 286; that the COSMOS templates need it in two strengths: Ilbert et al. 2009, ApJ 690, 1236. Centre, width and
 * heights: what fits the two curves that LePhare ships for them, to 0.04 and 0.07 in k
 */
const calzettiWithBump =
  (height: number): DustLaw =>
  (wavelength) =>
    calzetti(wavelength) + (height / BUMP_TOP) * bumpAt(wavelength);

/**
 * The laws that EXT_LAW counts from 0, where a catalogue names no library of its own: those with which Flagship makes its galaxies.
 *
 * @see numbers: the value-added data of Flagship 2 on CosmoHub (its files of extincted spectra, 0 to 4); laws: Ilbert et al. 2009, table 1
 */
export const DUST_LAWS: readonly { readonly name: string; readonly k: DustLaw }[] = [
  { name: "none", k: () => 0 },
  { name: "Small Magellanic Cloud", k: smallCloud },
  { name: "starburst", k: calzetti },
  { name: "starburst with bump", k: calzettiWithBump(0.746) },
  { name: "starburst with high bump", k: calzettiWithBump(1.492) },
];

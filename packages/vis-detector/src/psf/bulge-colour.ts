import type { ColourWeights } from "./colour.ts";
import { PLANE_WAVELENGTHS } from "./colour.ts";
import { COLOUR_BANDS } from "./spectrum.ts";

/**
 * Magnitudes by which r - z of a bulge is above that of its disc, by default.
 *
 * @see Peletier and Balcells 1996, AJ 111, 2238: U - R of bulges above that of discs by 0.126 +- 0.165, R - K by 0.078 +- 0.165. r and z at the redshifts where most
 * galaxies of VIS lie see the part of the spectrum between U and R. Uncertain: decompositions of later surveys give up to twice that.
 */
const BULGE_CONTRAST = 0.13;

/** ln of z over r, middles of the bands. */
const middle = (band: string): number => {
  const { from, to } = COLOUR_BANDS.find(({ name }) => name === band)!;
  return Math.log(from * to) / 2;
};
const LEVER = middle("Z_LSST") - middle("R_LSST");
/** ln of each plane's wavelength over that of the middle one. */
const PLACES = PLANE_WAVELENGTHS.map((wavelength) => Math.log(wavelength / PLANE_WAVELENGTHS[1]));

/**
 * Colours of a galaxy's two parts: bulge over disc is a power law of wavelength, of the exponent that the contrast says, and the two together are the galaxy, exactly.
 *
 * @param colour of the galaxy
 * @param bulgeFraction share of the bulge in the electrons, 0 to 1
 * @param contrast magnitudes, r - z of the bulge minus that of the disc; 0 gives both the galaxy's own
 */
export function bulgeAndDisc(
  colour: ColourWeights,
  bulgeFraction: number,
  contrast: number = BULGE_CONTRAST,
): { readonly bulge: ColourWeights; readonly disc: ColourWeights } {
  const power = (0.4 * Math.LN10 * contrast) / LEVER;
  // The lesser part is computed, the other is what remains: neither loses digits however small the lesser is.
  if (bulgeFraction <= 0.5) {
    const bulge = partOf(colour, bulgeFraction, power);
    return { bulge, disc: remainder(colour, bulge, bulgeFraction) };
  }
  const disc = partOf(colour, 1 - bulgeFraction, -power);
  return { bulge: remainder(colour, disc, 1 - bulgeFraction), disc };
}

/** A part with a fraction of the light, over the rest of which it is a power law of wavelength. In each plane its share is a logistic function of its odds. */
function partOf(colour: ColourWeights, fraction: number, power: number): ColourWeights {
  const tilts = PLACES.map((place) => Math.exp(power * place));
  // Share over fraction in each plane: odds o tilt / (1 + o tilt), written so that a vanishing fraction is no special case.
  const at = (rest: number): number[] => tilts.map((tilt) => tilt / (rest + fraction * (tilt - rest)));
  const excess = (rest: number): number => at(rest).reduce((sum, share, plane) => sum + share * colour[plane], 0) - 1;
  let [low, high] = [Math.min(...tilts), Math.max(...tilts)];
  for (let step = 0; step < 60 && high > low; step++) {
    const middle = (low + high) / 2;
    if (excess(middle) > 0) low = middle;
    else high = middle;
  }
  const [blue, mid, red] = at((low + high) / 2).map((share, plane) => share * colour[plane]);
  const sum = blue + mid + red;
  return [blue / sum, mid / sum, red / sum];
}

/** What a part leaves of the whole. */
function remainder(whole: ColourWeights, part: ColourWeights, fraction: number): ColourWeights {
  const [blue, mid, red] = whole.map((weight, plane) => Math.max(0, (weight - fraction * part[plane]) / (1 - fraction)));
  return [blue, mid, red];
}

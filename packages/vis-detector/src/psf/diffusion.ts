/** um; side of a pixel */
const PIXEL_UM = 12;
/** electrons; signal at which the fit's wavelength terms hold */
const REFERENCE_SIGNAL = 157800;
/** FWHM over standard deviation of a Gaussian */
const FWHM = 2 * Math.sqrt(2 * Math.LN2);

/**
 * Standard deviation (pixels) of the charge diffusion in the silicon at vanishing signal, along x and y.
 *
 * FWHM(lambda, I) = (a + b I) / (a + b I0) p lambda^q, um and nm, at I = 0: the growth with signal is the brighter-fatter effect, which is simulated on its own.
 *
 * @param wavelength nm, 500 to 1000
 * @see Euclid mission database (SC3 2017), CCD PSF fit; domain: x 6.66, 1.14e-5, 41, -0.237; y 6.72, 1.12e-5, 105, -0.378
 */
export function diffusionSigma(wavelength: number): { readonly x: number; readonly y: number } {
  const x = (6.66 / (6.66 + 1.14e-5 * REFERENCE_SIGNAL)) * 41 * wavelength ** -0.237;
  const y = (6.72 / (6.72 + 1.12e-5 * REFERENCE_SIGNAL)) * 105 * wavelength ** -0.378;
  return { x: x / FWHM / PIXEL_UM, y: y / FWHM / PIXEL_UM };
}

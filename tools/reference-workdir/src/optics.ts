import type { BrighterFatterModel, CosmicRayModel, GhostModel, PluginModel, QualityTable } from "@elvis/formats/product";

/**
 * Ghosts of the dichroic: displacement matrices, shift and brightness of the mission database (GhostModelPositionMatrixA and B, GhostModelShiftX and Y, GhostModelStarBrightness).
 * The annulus: outer radius 55.5 pixels, the ring that fits EVI's ghost image at 800 nm best (least squares; its inner radius there is 19.5 pixels, 0.35 of the outer);
 * inner over outer radius as the pupil's obscuration, 395 / 1200. Struts: the pupil's three spiders, 12 mm wide and 700 mm long in a stop of 600 mm radius, at their
 * places and slopes (GalSim-Euclid-Like, after wf-psf); pupil and focal plane are taken to be parallel, as for the PSF.
 */
export const ghostModel: GhostModel = {
  a: [
    [-1.18378e-3, -5.975214, 6.53108e-4, 3.3236956e-2],
    [2.182106e-3, -0.187881005, -2.059577e-3, 0],
    [-4.9609e-5, 6.914039e-3, 0, 0],
    [-7.20073e-4, 0, 0, 0],
  ],
  b: [
    [-4.26456979, 1.546287e-3, -5.6896432e-2, -9.130573e-3],
    [-6.00784903, -3.392244e-3, 2.2997658e-2, 0],
    [-0.193002932, 3.220916e-3, 0, 0],
    [-1.4143693e-2, 0, 0, 0],
  ],
  shift: [0, 0.9],
  brightness: 1e-5,
  outerRadius: 0.666,
  innerRatio: 395 / 1200,
  struts: [
    [260 / 600, 240 / 600, 16.78, 700 / 600, 12 / 600],
    [-330 / 600, 130 / 600, -39.89, 700 / 600, 12 / 600],
    [70 / 600, -330 / 600, -100.76, 700 / 600, 12 / 600],
  ],
};

/**
 * The calibration unit's LEDs. Wavelengths, nm: those of the flat fields of the ground calibration (vison, 590 to 935 nm); those of the unit in flight are not public.
 *
 * Profiles: the mission database says that CUUniformityMapNormalised is a polynomial of order 3 along both axes, 1 at its maximum over the focal plane, and names a file that is not
 * public. Ours: light falls by 1.2 % from the middle to 100 mm from it, and tilts by 0.6 % over 100 mm in a direction of its own for each LED about the exit port, with a
 * cubic part of 0.1 %. In powers of fpa_x / 100 mm (columns) and fpa_y / 100 mm (rows).
 */
export const LED_WAVELENGTHS = [590, 640, 730, 800, 880, 935] as const;

/** @param led 1 to 6 */
export function ledProfile(led: number): readonly (readonly number[])[] {
  const angle = (led * Math.PI) / 3;
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const profile = [
    [1, 0.006 * cos, -0.012, 0.001 * cos],
    [0.006 * sin, 0, 0.001 * sin, 0],
    [-0.012, 0.001 * cos, 0, 0],
    [0.001 * sin, 0, 0, 0],
  ];
  let largest = 0;
  // The brightest place lies near the middle: in steps of 2 mm it is found to 1e-6.
  for (let v = -1; v <= 1; v += 0.02)
    for (let u = -1; u <= 1; u += 0.02)
      largest = Math.max(
        largest,
        profile.reduceRight((outer, row) => outer * v + row.reduceRight((inner, c) => inner * u + c, 0), 0),
      );
  return profile.map((row) => row.map((coefficient) => coefficient / largest));
}

/**
 * Border shifts per electron, rows 0, 1, 2 across and columns -5 to 0 along the normal of the border: electrostatic model of a 12 um pixel, 40 um thick.
 * At scale 0.20 it reproduces the one public Euclid number, the growth of the detector's FWHM with signal (Niemi et al. 2015; mission database, FWHM parameters).
 */
const SHIFTS = [
  [-1.54e-9, -4.41e-9, -1.3e-8, -4.07e-8, -1.47e-7, -8.25e-7],
  [-1.38e-9, -3.85e-9, -1.08e-8, -3.07e-8, -8.58e-8, -1.67e-7],
  [-1.01e-9, -2.6e-9, -6.48e-9, -1.48e-8, -2.67e-8, -2e-8],
];
/** All rows, -2 to 2, and columns, -5 to 6: a[l][1 - k] = -a[l][k]. */
const shifts = [2, 1, 0, 1, 2].map((row) => [...SHIFTS[row], ...SHIFTS[row].toReversed().map((shift) => -shift)]);

export const brighterFatterModel: BrighterFatterModel = { aX: shifts, aY: shifts, scale: 0.2 };

/** ELViS's own distributions as PyAutoCTI publishes them (autocti/cosmics): quantiles of track length (pixels) and of energy (electrons); 1.4 % of pixels in 565 s. */
export const cosmicRayModel: CosmicRayModel = {
  length: {
    probability: [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1],
    value: [0, 1.06, 1.87, 2.53, 3.49, 4.29, 5.11, 6.0, 7.05, 8.5, 10.71, 15.22, 22.06, 35.0, 51.4, 77.8, 216, 464],
  },
  energy: {
    probability: [0, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.999, 1],
    value: [1197, 2453, 3331, 3993, 5244, 6780, 8933, 12216, 17659, 27768, 50555, 129552, 304411, 803490, 1.41e6, 2.09e6, 3.16e6, 3.57e6],
  },
  coveringFraction: 0.014,
  duration: 565,
};

/** Limits around the values of the flight header; the consortium's own are not public. */
export const qualityTable: QualityTable = {
  limits: [
    { parameter: "BIAS_LEVEL", minimum: 2000, maximum: 3500, unit: "ADU" },
    { parameter: "READ_NOISE", minimum: 2, maximum: 4.5, unit: "electron" },
    { parameter: "GAIN", minimum: 3, maximum: 4, unit: "electron/ADU" },
    { parameter: "COSMIC_PIXELS", minimum: 0, maximum: 5, unit: "percent" },
    { parameter: "PSF_FWHM", minimum: 0.12, maximum: 0.2, unit: "arcsec" },
  ],
};

/** What this plug-in does is not public; the product says so. */
export const pluginModel: PluginModel = { plugin: "TK_Zplugin", purpose: "not public: read, checked and recorded only" };

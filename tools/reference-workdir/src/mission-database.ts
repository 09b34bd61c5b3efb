import type { MdbParameter, MdbValue, MissionDatabase } from "@elvis/formats/product";
import { ghostModel, LED_WAVELENGTHS, ledProfile } from "./optics.ts";

const SC3 = "Mission database SC3, 2017-06-01";
const FLIGHT = "Flight header of a VIS exposure, 2024-03-04";
const OURS = "elvis: not public, a plausible value; the title is not of the public database";
const VIS = "SpaceSegment.Instrument.VIS.";
const PLM = "SpaceSegment.PLM.";
const SVM = "SpaceSegment.SVM.";

const parameter = (title: string, value: MdbValue, description: string, source = SC3): MdbParameter => ({
  title,
  description,
  source,
  release: "elvis",
  expression: "",
  value,
});
const double = (title: string, value: number, unit: string, description: string, source?: string): MdbParameter =>
  parameter(title, { kind: "double", unit, values: [value] }, description, source);
const long = (title: string, value: number, unit: string, description: string, source?: string): MdbParameter =>
  parameter(title, { kind: "long", unit, values: [value] }, description, source);
const text = (title: string, value: string, description: string): MdbParameter =>
  parameter(title, { kind: "text", text: value }, description);
const table = (
  title: string,
  columns: readonly (readonly [name: string, unit: string])[],
  rows: readonly (readonly number[])[],
  description: string,
  source?: string,
): MdbParameter => parameter(title, { kind: "table", columns: columns.map(([name, unit]) => ({ name, unit })), rows }, description, source);

/** Zodiacal light at the ecliptic pole, erg/cm2/s/A/arcsec2; flat from 0.4 to 0.6 um, then exponential. */
// biome-ignore format: a table
const ZODIACAL_LAMBDA = [
  [0.4, 1.75792e-18], [0.5, 1.75792e-18], [0.6, 1.75792e-18], [0.65, 1.644e-18], [0.7, 1.51112e-18], [0.75, 1.389e-18], [0.8, 1.27732e-18], [0.85, 1.174e-18], [0.9, 1.07969e-18], [1, 9.12641e-19],
  [1.1, 7.71436e-19], [1.2, 6.52079e-19], [1.3, 5.51188e-19], [1.4, 4.65908e-19], [1.5, 3.93822e-19], [1.6, 3.32889e-19], [1.7, 2.81384e-19], [1.8, 2.37848e-19], [1.9, 2.01048e-19], [2, 1.69942e-19],
] as const;
/** Factor by which it is brighter at a latitude, degrees. */
// biome-ignore format: a table
const ZODIACAL_LATITUDE = [
  [0, 3.36], [5, 3.26], [10, 2.92], [15, 2.51], [20, 2.16], [25, 1.91], [30, 1.71], [35, 1.558154283], [40, 1.444002904], [45, 1.35], [50, 1.262546987], [55, 1.183834387], [60, 1.12], [65, 1.075361474],
  [70, 1.046955846], [75, 1.03], [80, 1.019710821], [85, 1.011305193], [90, 1],
] as const;
/** Quantum efficiency at nm, every 20 nm of the table. */
// biome-ignore format: a table
const QE = [
  [300, 0.052617973], [340, 0.05924158], [380, 0.127339295], [400, 0.218137074], [420, 0.315232997], [440, 0.407457656], [460, 0.500510693], [480, 0.59687367], [500, 0.684064517], [520, 0.752703765],
  [540, 0.809270175], [560, 0.851334743], [580, 0.883497906], [600, 0.906860758], [620, 0.921379316], [640, 0.929387343], [660, 0.930247923], [680, 0.925129122], [700, 0.916426539], [720, 0.902626553],
  [740, 0.885122753], [760, 0.862032684], [780, 0.832360679], [800, 0.796157631], [820, 0.750405599], [840, 0.695662819], [860, 0.630654099], [880, 0.556347466], [900, 0.475440521], [920, 0.390081312],
  [940, 0.305018956], [960, 0.224072021], [980, 0.15171752], [1000, 0.091967785],
] as const;
/** Telescope transmission at nm, its fifth field (the middle), every 10 nm in the band. */
// biome-ignore format: a table
const TRANSMISSION = [
  [300, 0], [450, 0.000880614], [500, 0.005327492], [510, 0.000758675], [520, 0.022434854], [530, 0.011775911], [540, 0.364282669], [550, 0.802103095], [560, 0.80825511], [570, 0.80983637], [580, 0.814025591],
  [590, 0.814638536], [600, 0.811853935], [610, 0.812194793], [620, 0.811187121], [630, 0.809074386], [640, 0.80435599], [650, 0.802764633], [660, 0.799340958], [670, 0.79383688], [680, 0.792771559],
  [690, 0.795740429], [700, 0.788512491], [710, 0.790986577], [720, 0.790559054], [730, 0.793189426], [740, 0.798583458], [750, 0.793016719], [760, 0.791847826], [770, 0.795887808], [780, 0.795615014],
  [790, 0.80623092], [800, 0.799196725], [810, 0.801514797], [820, 0.806168014], [830, 0.815285296], [840, 0.818375669], [850, 0.817845602], [860, 0.83756824], [870, 0.831938204], [880, 0.817936669],
  [890, 0.829322434], [900, 0.829266169], [910, 0.823429552], [920, 0.613529216], [930, 0.012737694], [940, 0.014524345], [1000, 0.0002957],
] as const;

const matrixColumns = [0, 1, 2, 3].map((n) => [`c${n}`, ""] as const);
const fields = Array.from({ length: 9 }, (_, n) => [`F${n + 1}`, ""] as const);

/**
 * The parameters of the mission database that a VIS simulation can use, under their titles.
 *
 * Values of the SC3 database of 2017, its only public release, but for those that flight has replaced: their source says so.
 */
// biome-ignore format: a table, one parameter a line
const missionParameters: readonly MdbParameter[] = [
  double("Environment.Constant.AstronomicalUnit2Meter", 149_597_870_700, "m", "astronomical unit", "IAU 2012 resolution B2"),
  double("Environment.Constant.VelocityOfLightConstantVacuum", 299_792_458, "m/s", "speed of light", "SI"),
  double("Environment.Constant.PlanckConstant", 6.62607015e-34, "J.s", "Planck constant", "SI 2019"),
  table("Environment.SolarSystem.ZodiacalLambda", [["lambda", "um"], ["ZodiacalLight", "erg/cm2/s/Angstrom/arcsec2"]], ZODIACAL_LAMBDA, "zodiacal light at the ecliptic pole (Aldering)"),
  table("Environment.SolarSystem.ZodiacalEclipticLat", [["latitude", "deg"], ["CorrectionFactor", ""]], ZODIACAL_LATITUDE, "factor for ecliptic latitude"),
  double(`${PLM}PLMTelescopeTemperature`, 130, "K", "telescope temperature"),
  double(`${PLM}PLMVISGhostContrastRatio`, 2e-6, "", "contrast of ghost images to their source"),
  double(`${PLM}TelescopeCollectingSurface`, 0.9926, "m2", "collecting area", "Euclid Consortium, VIS instrument page"),
  double(`${PLM}TelescopeEntrancePupilDiameter`, 1.2, "m", "entrance pupil"),
  double(`${PLM}TelescopeVISPSFWFE`, 28.2, "nm", "wave-front error at 800 nm, rms"),
  double(`${PLM}TelescopeVISFoVCentreXscNominal`, 0.822, "deg", "centre of the VIS field from the telescope's axis, along Xsc"),
  double(`${PLM}TelescopeVISFoVCentreYscNominal`, 0, "deg", "centre of the VIS field from the telescope's axis, along Ysc"),
  double(`${PLM}TelescopeVISFOVXsc`, 0.7, "deg", "field along Xsc"),
  double(`${PLM}TelescopeVISFOVYsc`, 0.787, "deg", "field along Ysc"),
  double(`${PLM}TelescopeVISLocalFocalLengthCentre`, 24854.5, "mm", "focal length at the centre of the VIS field"),
  double(`${PLM}TelescopeVISParaxialFocalRatio`, 20.4, "", "focal ratio"),
  double(`${PLM}TelescopeVISPlatescale`, 0.0083, "arcsec/um", "plate scale"),
  double(`${PLM}TelescopeVISPSFEllipticity`, 0.14, "", "largest ellipticity of the PSF at 800 nm"),
  double(`${PLM}TelescopeVISPSFFWHM`, 0.155, "arcsec", "largest FWHM of the PSF at 800 nm"),
  double(`${PLM}TelescopeVISPSFLambdaParameterAlpha`, 1.1, "", "FWHM grows with wavelength to this power"),
  double(`${PLM}TelescopeVISPSFR2`, 0.055, "arcsec2", "largest size R2 of the PSF at 800 nm"),
  table(`${PLM}PLMTransmissionVISCBENominalEOL`, [["lambdaVIS", "nm"], ...fields], TRANSMISSION.map(([wavelength, value]) => [wavelength, ...fields.map(() => value)]), "telescope transmission in nine fields; here the middle one for all"),
  double(`${SVM}DitherStepAngularError`, 22, "arcsec", "largest error of a dither step, each axis"),
  table(`${SVM}DitherStepAngularMinimum`, [["angularDitherStepX", "arcsec"], ["angularDitherStepY", "arcsec"]], [[50, 100], [0, 100], [0, 100]], "smallest dither steps"),
  double(`${SVM}NominalDitherSlewDuration`, 60, "s", "slew between dithers"),
  double(`${SVM}NominalFieldSlewDuration`, 290, "s", "slew between fields"),
  double(`${SVM}NominalScienceObservationSequenceDuration`, 4400, "s", "one observation of a field, all dithers"),
  double(`${SVM}SolarAspectAngleMin`, 87, "deg", "smallest solar aspect angle"),
  double(`${SVM}SolarAspectAngleMax`, 100, "deg", "largest solar aspect angle"),
  table(`${VIS}CULedWavelength`, [["LED", ""], ["lambda", "nm"]], LED_WAVELENGTHS.map((wavelength, n) => [n + 1, wavelength]), "calibration unit: wavelengths of its LEDs", OURS),
  ...LED_WAVELENGTHS.map((_, n) => table(`${VIS}CUUniformityPolynomialLed${n + 1}`, matrixColumns, ledProfile(n + 1), `calibration unit: profile of LED ${n + 1} over the focal plane, 1 at its maximum, powers of fpa_x / 100 mm and (down) of fpa_y / 100 mm`, OURS)),
  double(`${VIS}ShutterOpeningDuration`, 10, "s", "opening of the shutter, at most"),
  double(`${VIS}ShutterClosingDuration`, 10, "s", "closing of the shutter, at most"),
  double(`${VIS}ShutterOpeningDirection`, 0, "deg", "where the blade's edge goes as it opens, from fpa_x towards fpa_y", OURS),
  double(`${VIS}ShutterClosingDirection`, 180, "deg", "where it goes as it closes: back the way it came", OURS),
  long(`${VIS}VISADCDynamics`, 16, "bit", "bits of the converter"),
  double(`${VIS}VISAveragePixelSizemicron`, 12, "um", "pixel pitch"),
  long(`${VIS}VISCCDChargeInjection`, 4, "pixel", "rows of the charge-injection structure"),
  long(`${VIS}VISCCDColumn`, 6, "", "CCDs on a column"),
  long(`${VIS}VISCCDRow`, 6, "", "CCDs on a row"),
  long(`${VIS}VISCCDNumber`, 36, "", "CCDs"),
  text(`${VIS}VISCCDQuadrantList`, "E F G H", "names of the quadrants"),
  double(`${VIS}VISCCDDefectsColumnEOL`, 40, "", "bad columns of a CCD, end of life"),
  double(`${VIS}VISCCDDefectsTotalSpotsEOL`, 150_000, "", "white and black spots of a CCD, end of life"),
  double(`${VIS}VISCCDDefectsTrapsEOL`, 2000, "", "traps of a CCD, end of life"),
  double(`${VIS}VISCCDDefectsWhiteSpotsBOL`, 600, "", "hot pixels of a CCD, beginning of life"),
  double(`${VIS}VISCCDDefectsWhiteSpotsEOL`, 60_000, "", "hot pixels of a CCD, end of life"),
  double(`${VIS}VISCCDGapLongDimensionNominalImage`, 7.528, "mm", "gap between CCDs, long dimension"),
  double(`${VIS}VISCCDGapShortDimensionNominalImage`, 1.468, "mm", "gap between CCDs, short dimension"),
  double(`${VIS}VISDarkCurrent`, 0.001, "e/s/pix", "dark current"),
  long(`${VIS}VISDetectorActivePixelLongDimensionFormat`, 4132, "pixel", "light-sensitive rows"),
  long(`${VIS}VISDetectorActivePixelShortDimensionFormat`, 4096, "pixel", "light-sensitive columns"),
  long(`${VIS}VISDetectorPixelLongDimensionFormat`, 4136, "pixel", "rows with the injection structure"),
  long(`${VIS}VISDetectorOverscanx`, 29, "pixel", "serial overscan of a quadrant", FLIGHT),
  long(`${VIS}VISDetectorPrescanx`, 51, "pixel", "serial prescan of a quadrant"),
  double(`${VIS}VISExposureTime`, 560.52, "s", "effective exposure time", FLIGHT),
  double(`${VIS}VISExposureTimeKnowledgeError`, 1.5, "s", "uncertainty of the exposure time"),
  double(`${VIS}VISGain`, 3.48, "e-/ADU", "gain", FLIGHT),
  double(`${VIS}VISReadoutNoise`, 3.4, "e-", "read noise, rms", FLIGHT),
  double(`${VIS}CCDFullWellCapacityEOL`, 192_000, "e-", "full well, end of life"),
  double(`${VIS}NLFWC`, 200_000, "e-", "full well of the non-linearity model"),
  double(`${VIS}NL_P1`, 0.99879, "", "non-linearity, first power"),
  double(`${VIS}NL_P2`, -7.3184e-4, "", "non-linearity, second power"),
  double(`${VIS}NL_P3`, 2.6349e-3, "", "non-linearity, third power"),
  double(`${VIS}FWHMInt0`, 157_800, "e-", "signal at which the detector's FWHM is as its wavelength law says"),
  double(`${VIS}FWHMxaInt1x`, 6.66, "", "detector FWHM, serial: constant"),
  double(`${VIS}FWHMxbInt1x`, 1.14e-5, "", "detector FWHM, serial: per electron"),
  double(`${VIS}FWHMxalambda1x`, 41, "", "detector FWHM, serial: um at 1 nm"),
  double(`${VIS}FWHMxblambda1x`, -0.237, "", "detector FWHM, serial: power of wavelength"),
  double(`${VIS}FWHMyaInt1y`, 6.72, "", "detector FWHM, parallel: constant"),
  double(`${VIS}FWHMybInt1y`, 1.12e-5, "", "detector FWHM, parallel: per electron"),
  double(`${VIS}FWHMyalambda1y`, 105, "", "detector FWHM, parallel: um at 1 nm"),
  double(`${VIS}FWHMyblambda1y`, -0.378, "", "detector FWHM, parallel: power of wavelength"),
  table(`${VIS}MeanDetectorQuantumEfficiencyCBENominalEOL`, [["lambda", "nm"], ["QE", ""]], QE, "quantum efficiency"),
  table(`${VIS}GhostModelPositionMatrixA`, matrixColumns, ghostModel.a, "ghost displacement along x"),
  table(`${VIS}GhostModelPositionMatrixB`, matrixColumns, ghostModel.b, "ghost displacement along y"),
  double(`${VIS}GhostModelShiftX`, ghostModel.shift[0], "deg", "shift of the field for the ghost model, x"),
  double(`${VIS}GhostModelShiftY`, ghostModel.shift[1], "deg", "shift of the field for the ghost model, y"),
  double(`${VIS}GhostModelStarBrightness`, ghostModel.brightness, "", "flux of a ghost over flux of its star"),
  table(`${VIS}CTIParallelTrapDensity`, [["c0", "1/pix"], ["c1", "1/pix"]], [[0.1656, 0.3185]], "parallel CTI: traps a pixel"),
  table(`${VIS}CTIParallelTrapLifeTime`, [["c0", ""], ["c1", ""]], [[1.25, 4.4]], "parallel CTI: release times, transfers"),
  table(`${VIS}CTISerialTrapDensity`, [["c0", "1/pix"], ["c1", "1/pix"], ["c2", "1/pix"]], [[0.0442, 0.1326, 3.9782]], "serial CTI: traps a pixel"),
  table(`${VIS}CTISerialTrapLifeTime`, [["c0", ""], ["c1", ""], ["c2", ""]], [[0.8, 3.5, 20]], "serial CTI: release times, transfers"),
  double(`${VIS}CTIParallelWellDepth`, 200_000, "e-", "parallel CTI: full well"),
  double(`${VIS}CTISerialWellDepth`, 200_000, "e-", "serial CTI: full well"),
  double(`${VIS}CTIParallelWellFillPower`, 0.58, "", "parallel CTI: power of filling"),
  double(`${VIS}CTISerialWellFillPower`, 0.58, "", "serial CTI: power of filling"),
  long(`${VIS}CTIParallelExpress`, 5, "", "parallel CTI: passes that stand for all transfers"),
  long(`${VIS}CTISerialExpress`, 5, "", "serial CTI: passes that stand for all transfers"),
  double(`${VIS}CTIParallelWellNotchDepth`, 1e-9, "e-", "parallel CTI: notch"),
  double(`${VIS}CTISerialWellNotchDepth`, 1e-9, "e-", "serial CTI: notch"),
  double(`${VIS}ChargeInjectionNonUniformity`, 100, "e-", "charge injection: rms from column to column", "PyAutoCTI's simulation of Euclid; the title is not of the public database"),
  double(`${VIS}ChargeInjectionSlope`, 0, "", "charge injection: line k of a block has k to this power of the first one's charge", OURS),
  double(`${VIS}TrapPumpingReleaseSigma`, 0.1, "", "trap pumping: standard deviation of ln(release time) among traps of a kind", OURS),
];

export const missionDatabaseValue = (header: MissionDatabase["header"]): MissionDatabase => ({
  header,
  parameters: new Map(missionParameters.map((it) => [it.title, it])),
});

import type { Catalog } from "../catalog/types.ts";
import type { EffectKey } from "../config/effect-keys.ts";
import type { Header } from "../fits/header.ts";
import type { ImageHdu } from "../fits/types.ts";
import type { Product } from "../xml/types.ts";

/** CCDID, "1-1" to "6-6": row j (from the bottom of the raw frame's list), column i. */
export type CcdId = `${1 | 2 | 3 | 4 | 5 | 6}-${1 | 2 | 3 | 4 | 5 | 6}`;
export type QuadrantLetter = "E" | "F" | "G" | "H";
/** "1-1.E": the EXTNAME of a quadrant in files of the focal plane. */
export type QuadrantId = `${CcdId}.${QuadrantLetter}`;

/** A pointing on the sky, degrees, ICRS; `pa` is the position angle of +fpa_x (the short side), east of north. */
export interface SkyPointing {
  readonly ra: number;
  readonly dec: number;
  readonly pa: number;
}

/** Ecliptic attitude, degrees, J2000 mean ecliptic; solar angles as in the flight header. */
export interface EclipticAttitude {
  readonly longitude: number;
  readonly latitude: number;
  readonly positionAngle: number;
  readonly solarAspectAngle: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Spacecraft, Earth-centred EME2000: km, km/s. */
export interface OrbitState {
  readonly position: readonly [number, number, number];
  readonly velocity: readonly [number, number, number];
}

/** Which observation, dither and exposure this is. */
export interface ExposureIdentity {
  readonly observationId: number;
  /** 0 to 3 in a wide-survey field. */
  readonly ditherId: number;
  readonly pointingId: number;
  /** 1 nominal, 2 short. */
  readonly exposure: number;
  readonly totalExposures: number;
  readonly patchId: number;
}

// ---------------------------------------------------------------- inputs of the TU pipeline

/** DpdSimRequest: what is to be simulated. All constraints are optional. */
export interface SimRequest extends Product {
  readonly category: "SCIENCE" | "CALIB";
  readonly magnitudeLimit?: number;
  /** Filter of the limit; "Euclid H" by the schema's default, "VIS" in the reference workdir. */
  readonly magnitudeLimitFilter: string;
  readonly logHalphaFluxLimit?: number;
  readonly randomSeed: number;
  readonly simInputConfId: string;
  /** Polygon of (ra, dec), degrees. */
  readonly surveyArea?: readonly (readonly [number, number])[];
  /** UTC, ISO 8601 */
  readonly surveyTime?: { readonly start: string; readonly end: string };
  readonly surveyObservations?: readonly number[];
  /** Needed when category is CALIB. */
  readonly randomDithers?: number;
  /** CALIB only: BIAS, DARK, FLAT, CHARGE_INJECTION, TRAP_PUMPING, LINEARITY. */
  readonly calibrationType?: string;
}

export interface SurveyPlan extends Product {
  readonly observations: readonly ObservationRequest[];
}
export interface ObservationRequest {
  readonly id: number;
  /** "WIDE_SURVEY" and the like */
  readonly surveyId: string;
  readonly pointings: readonly PointingRequest[];
}
export interface PointingRequest {
  readonly id: number;
  readonly ditherId: number;
  /** MJD2000 in units of 1e-5 day: MJD = value / 100000 + 51544. */
  readonly mjd2000: number;
  /** degrees */
  readonly saa: number;
  /** Ecliptic J2000, degrees. */
  readonly attitude: { readonly longitude: number; readonly latitude: number; readonly positionAngle: number };
}

/** One parameter of the mission database. */
export interface MdbParameter {
  /** Dotted path, for example "SpaceSegment.Instrument.VIS.VISGain". */
  readonly title: string;
  readonly description: string;
  readonly source: string;
  readonly release: string;
  readonly expression: string;
  readonly value: MdbValue;
}
export type MdbValue =
  | { readonly kind: "double" | "long"; readonly unit: string; readonly values: readonly number[] }
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "files"; readonly fileNames: readonly string[] }
  | {
      readonly kind: "table";
      readonly columns: readonly { readonly name: string; readonly unit: string }[];
      readonly rows: readonly (readonly number[])[];
    };

export interface MissionDatabase extends Product {
  readonly parameters: ReadonlyMap<string, MdbParameter>;
}

/** One tile of an input catalogue: XML with its sky area; rows are read from its FITS or Arrow file when asked. */
export interface CatalogTile extends Product {
  readonly kind: "star" | "galaxy";
  /** STANDARD, HIGHZ, QSO; "STARS" for stars. */
  readonly population: string;
  readonly release: string;
  readonly area: SkyArea;
  readonly fileName: string;
  readonly sedLibrary?: string;
  readonly rows: number;
  /** Batches of whole rows, in the file's order; memory does not grow with the tile. */
  read(batch?: number): AsyncIterable<Catalog>;
}
export type SkyArea =
  | { readonly kind: "healpix"; readonly order: number; readonly index: number }
  /** degrees; raMin may exceed raMax across 0 */
  | { readonly kind: "box"; readonly raMin: number; readonly raMax: number; readonly decMin: number; readonly decMax: number };

// ---------------------------------------------------------------- between the stages

/** EUC_SIM_OUTPUT-EUCLID: one pointing and its tasks by instrument. */
export interface PointingOutput extends Product {
  readonly identity: Omit<ExposureIdentity, "exposure" | "totalExposures">;
  readonly pointing: SkyPointing;
  /** UTC, ISO 8601 */
  readonly start: string;
  readonly magnitudeLimit?: number;
  readonly magnitudeLimitFilter: string;
  readonly logHalphaFluxLimit?: number;
  readonly randomSeed: number;
  readonly simInputConfId: string;
  readonly tasks: readonly PointingTask[];
}
export interface PointingTask {
  readonly instrument: "VIS" | "NIP" | "NIS" | "EXT";
  /** In `data/`. */
  readonly fileName: string;
  /** The task itself, for VIS; other instruments' tasks are named only. */
  readonly vis?: VisInputConfiguration;
}

/** DpdVisInputConfiguration: one VIS exposure to be simulated (a "VIS task"). */
export interface VisInputConfiguration extends Product {
  /** Name of this file in `data/`. */
  readonly fileName: string;
  readonly identity: ExposureIdentity;
  readonly pointing: SkyPointing;
  readonly attitude: EclipticAttitude;
  /** Field corners 1 to 4, degrees. */
  readonly corners: readonly (readonly [number, number])[];
  readonly orbit: OrbitState;
  /** UTC, ISO 8601, microseconds */
  readonly start: string;
  readonly end: string;
  readonly startMjd: number;
  /** s; shutter time commanded (566 or 95) and effective (560.52 or 89.52) */
  readonly commandedDuration: number;
  readonly exposureTime: number;
  /** Image type as in the LE1 header: category, first and second type, sequence. */
  readonly imageType: {
    readonly category: string;
    readonly first: string;
    readonly second: string;
    readonly sequence: string;
    readonly observationMode: string;
  };
  readonly randomSeed: number;
  readonly simInputConfId: string;
  readonly release: string;
  readonly magnitudeLimit?: number;
  readonly magnitudeLimitFilter: string;
  /** Which effects run; every key of the instrument is listed. */
  readonly effects: Readonly<Record<EffectKey, boolean>>;
  /** Set by confmatch: outputTU.xml of this pointing, relative to the workdir. */
  readonly trueUniverse?: string;
}

/** DpdTrueUniverseOutput with its two tables. */
export interface TrueUniverse extends Product {
  /** The name it was read from, relative to the workdir ("…SimTU_pkg/outputTU.xml"); absent on what was made here. */
  readonly fileName?: string;
  readonly inputProductId: string;
  readonly euclidPointingId: number;
  readonly observationId: number;
  readonly ditherId: number;
  readonly observationDate: string;
  readonly pointing: SkyPointing;
  readonly starRelease: string;
  readonly galaxyRelease: string;
  /** In `data/`. */
  readonly starFileName: string;
  readonly galaxyFileName: string;
  readonly sedLibraries: readonly string[];
  readonly stars: Rows;
  readonly galaxies: Rows;
}
/** Rows of a table: in memory, or read in batches when asked. */
export interface Rows {
  readonly rows: number;
  read(batch?: number): AsyncIterable<Catalog>;
}

// ---------------------------------------------------------------- instrument models (whole focal plane)

/** A calibration product: XML header, name of its data file(s), and the model inside. */
export interface Calibration<Model> extends Product {
  /** Data files in `data/`. */
  readonly fileNames: readonly string[];
  readonly model: Model;
}

/** Number for each of the 144 quadrants. */
export type PerQuadrant<T> = Readonly<Record<string, T>>;

/** Image per quadrant or CCD, read lazily. See `apps/docs/conventions.md`, "Model images", for coarse and repeating maps. */
export interface ImageMap {
  /** EXTNAMEs present. */
  readonly names: readonly string[];
  has(name: string): boolean;
  /** @throws FormatError naming the product when it lacks the name */
  image(name: string): ImageHdu;
}

export interface PsfModel {
  /** nm, ascending */
  readonly wavelengths: readonly number[];
  /** Field positions of the stamps, mm in the focal plane, as a regular grid: x fastest. */
  readonly gridX: readonly number[];
  readonly gridY: readonly number[];
  /** Samples per VIS pixel along each axis. */
  readonly oversampling: number;
  /** Stamp side, samples; the source's centre is at sample (size / 2, size / 2) for even size. */
  readonly size: number;
  /** Sum 1 over the stamp up to what fell outside; pixel response not included. */
  stamp(wavelength: number, x: number, y: number): Promise<Float32Array>;
}
export type GainModel = PerQuadrant<number>;
/** Polynomial coefficients, highest power first, electrons in, electrons out. */
export type NonLinearityModel = PerQuadrant<readonly number[]>;
/** coefficient[source][victim], fraction of the source's signal above its bias. */
export type CrosstalkModel = PerQuadrant<PerQuadrant<number>>;
export interface ZeroPointModel {
  /** AB magnitude that gives 1 e-/s. */
  readonly electrons: number;
  readonly perQuadrant: PerQuadrant<number>;
}
export interface BrighterFatterModel {
  /**
   * Shift, in pixels per electron, of the border between a pixel and the next along x (aX) or y (aY), by charge at an offset: rows are the offset along
   * the border, -size to size; columns the offset along its normal, 1 - n to n (0: the pixel before the border). Both matrices have that shape.
   */
  readonly aX: readonly (readonly number[])[];
  readonly aY: readonly (readonly number[])[];
  readonly scale: number;
}
/** Field angles (degrees) to focal plane (mm): powers of x (inner) and y (outer). */
export interface DistortionModel {
  readonly x: readonly (readonly number[])[];
  readonly y: readonly (readonly number[])[];
  /** Half widths of the field the polynomial was fitted on, degrees. */
  readonly validX: number;
  readonly validY: number;
}
export interface GhostModel {
  /** 4 x 4: shift (mm) = Y' A X, Y' B X with X = (1, x, x2, x3), Y likewise, field degrees plus `shift`. */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly (readonly number[])[];
  readonly shift: readonly [number, number];
  /** fraction of the star's flux */
  readonly brightness: number;
  /** Outer radius of the annulus, mm, and inner over outer radius. */
  readonly outerRadius: number;
  readonly innerRatio: number;
}
export interface BiasModel {
  /** Pedestal (ADU) and read noise (electrons) of each quadrant. */
  readonly level: PerQuadrant<number>;
  readonly readNoise: PerQuadrant<number>;
  /** Structure relative to the pedestal, ADU, in readout order, named by quadrant; over the whole readout plane (2128 x 2086), scans included. */
  readonly structure: ImageMap;
}
export interface CosmicRayModel {
  /** Quantiles at probabilities 0 to 1: track length (pixels) and energy (electrons). */
  readonly length: { readonly probability: readonly number[]; readonly value: readonly number[] };
  readonly energy: { readonly probability: readonly number[]; readonly value: readonly number[] };
  /** Fraction of pixels touched in `duration` seconds. */
  readonly coveringFraction: number;
  readonly duration: number;
}
/** A defect: pixel of the CCD (x, y from 0, as laid on the focal plane), VIS flag bits, rate in e-/s where it is hot, response where it is dim. */
export interface DefectMap {
  /** CCDs that have a list. */
  readonly ccds: readonly string[];
  read(ccd: string): Promise<{
    readonly x: Int32Array;
    readonly y: Int32Array;
    readonly flag: Int32Array;
    readonly rate: Float32Array;
    readonly response: Float32Array;
  }>;
}
/** Limits of the VIS quality control. Read, checked and recorded; nothing else is done with them. */
export interface QualityTable {
  readonly limits: readonly { readonly parameter: string; readonly minimum: number; readonly maximum: number; readonly unit: string }[];
}
/** Configuration of the port TK_Zplugin, whose use is not public: read, checked to be an object, recorded. */
export type PluginModel = Readonly<Record<string, unknown>>;
export interface StraylightModel {
  /** e-/s/pixel, coarse maps named by CCD. */
  readonly map: ImageMap;
}

// ---------------------------------------------------------------- the detector's output

/** One quadrant as it is read out: 2128 x 2086 (51 + 2048 + 29; 2066 + 20), ADU, first pixel read first. */
export interface DetectorQuadrant {
  readonly quadrant: QuadrantLetter;
  /** Lazily: a file's quadrant is read when it is needed. */
  read(): Promise<Uint16Array>;
}

/** What one CCD needs of the instrument models: vis-split cuts it out, the detector uses it. */
export interface DetectorModels {
  readonly distortion: DistortionModel;
  readonly psf: PsfModel;
  /** Data file of the PSF product, in `data/`: all detectors read the one. Without it a job is written with a copy. */
  readonly psfFileName?: string;
  /** AB magnitude that gives 1 e-/s. */
  readonly zeroPoint: number;
  /** e-/ADU */
  readonly gain: PerLetter<number>;
  /** ADU */
  readonly biasLevel: PerLetter<number>;
  /** electrons */
  readonly readNoise: PerLetter<number>;
  /** Highest power first. */
  readonly nonlinearity: PerLetter<readonly number[]>;
  readonly crosstalk: PerLetter<PerLetter<number>>;
  /** Quadrant maps named E, F, G, H, in readout order. */
  readonly biasStructure: ImageMap;
  readonly prnu: ImageMap;
  /** One map named by the CCD's id, in the CCD's frame. */
  readonly illumination: ImageMap;
  /** e-/s/pixel, one map named by the CCD's id. */
  readonly straylight: ImageMap;
  readonly ghost: GhostModel;
  readonly brighterFatter: BrighterFatterModel;
  readonly cosmicRays: CosmicRayModel;
  readonly defects: {
    readonly x: Int32Array;
    readonly y: Int32Array;
    readonly flag: Int32Array;
    readonly rate: Float32Array;
    readonly response: Float32Array;
  };
  /** e-/s/pixel */
  readonly darkRate: number;
  /** Zodiacal light at the field's centre, e-/s/pixel. */
  readonly skyRate: number;
  /** electrons */
  readonly fullWell: number;
}
export type PerLetter<T> = Readonly<Record<QuadrantLetter, T>>;

/** The `myVISconf_CCD<nn>_*.txt` of one detector, with what its file names lead to. */
export interface DetectorJob {
  /** Relative to the workdir: "data/myVISconf_CCD35_….txt". */
  readonly fileName: string;
  readonly ccd: CcdId;
  /** 0 to 35 */
  readonly detectorId: number;
  readonly identity: ExposureIdentity;
  readonly pointing: SkyPointing;
  /** UTC, ISO 8601 */
  readonly start: string;
  /** s, effective and commanded */
  readonly exposureTime: number;
  readonly commandedDuration: number;
  readonly imageType: VisInputConfiguration["imageType"];
  readonly randomSeed: number;
  readonly release: string;
  /** Whether each effect runs ("EFFECT_<KEY>"). */
  readonly effects: Readonly<Record<EffectKey, boolean>>;
  /** Whether the image after each effect is kept ("FITS_<KEY>"). */
  readonly keep: Readonly<Record<EffectKey, boolean>>;
  readonly models: DetectorModels;
  readonly stars: Rows;
  readonly galaxies: Rows;
}

/** One object as it was drawn: for the truth catalogue. */
export interface TruthRow {
  readonly sourceId: bigint;
  readonly kind: "star" | "galaxy" | "faint-galaxy" | "ghost";
  /** Pixels of the CCD, (0, 0) the centre of the first; FITS files add 1. */
  readonly x: number;
  readonly y: number;
  /** Electrons the object sends, and those that fell on this CCD. */
  readonly electrons: number;
  readonly collected: number;
  readonly isCut: boolean;
}

/** What the detector stage writes for one CCD: the four quadrants, the truth and the kept steps. */
export interface DetectorExposure {
  /** Relative to the workdir: "data/EUC_SIM_VIS-CCD-<obs>-<dither>-<exposure>_CCD35_….fits". */
  readonly fileName: string;
  readonly ccd: CcdId;
  readonly detectorId: number;
  readonly identity: ExposureIdentity;
  readonly randomSeed: number;
  readonly gain: PerLetter<number>;
  readonly readNoise: PerLetter<number>;
  readonly biasLevel: PerLetter<number>;
  /** AB magnitude that gives 1 e-/s, where it is known. */
  readonly zeroPoint?: number;
  /** Four, in the order E, F, G, H. */
  readonly quadrants: readonly DetectorQuadrant[];
  /** Electrons added and removed, pixels changed, clipped; one line an effect, in order. */
  readonly budget: readonly EffectBudget[];
  readonly truth: readonly TruthRow[];
  /** Images after effects that were asked for; written beside as `<obs>_<ccd>_<KEY>.fits`. */
  readonly steps: readonly KeptStep[];
}
export interface EffectBudget {
  readonly effect: string;
  readonly key: EffectKey;
  readonly unit: "electron" | "adu";
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
  readonly clipped: number;
  /** Sums over all pixels; `before` is in the unit the pixels had before the effect. */
  readonly before?: number;
  readonly after?: number;
}
export interface KeptStep {
  readonly key: EffectKey;
  readonly unit: "electron" | "adu";
  /** One plane for the CCD (name ""), or four (E, F, G, H). */
  readonly planes: readonly { readonly name: string; readonly width: number; readonly height: number; readonly pixels: Float32Array }[];
}

/** DpdVisRawFrame and its FITS file: 144 quadrants, LE1 layout (`domain.md` C.1, C.2). */
export interface RawFrame extends Product {
  /** Of the FITS file, in `data/`. */
  readonly fileName: string;
  readonly task: VisInputConfiguration;
  /** Cards of the primary HDU after the mandatory ones. */
  readonly primary: Header;
  /** 144, in LE1 order. */
  readonly quadrants: readonly RawQuadrant[];
}
export interface RawQuadrant {
  readonly id: QuadrantId;
  readonly header: Header;
  /** Absent: not simulated, written as NO_DATA (all zero). */
  readonly read?: () => Promise<Uint16Array>;
}

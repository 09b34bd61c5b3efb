import type { ImageHdu } from "../../fits/types.ts";
import type { Product } from "../../xml/types.ts";

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
  /** Of each wavelength: share of the light beyond the stamps. Default 0. */
  readonly outside?: readonly number[];
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
  /**
   * 4 x 4: shift (mm) = Y' A X, Y' B X with X = (1, x, x2, x3), Y likewise, field degrees plus `shift`. Axes of the optical design; what they are in the focal
   * plane: `ghostShift` of @elvis/focal-plane.
   */
  readonly a: readonly (readonly number[])[];
  readonly b: readonly (readonly number[])[];
  readonly shift: readonly [number, number];
  /** fraction of the star's flux */
  readonly brightness: number;
  /** Outer radius of the annulus, mm, and inner over outer radius. */
  readonly outerRadius: number;
  readonly innerRatio: number;
  /** Bars across the annulus that are dark: the struts of the telescope. None unless given. */
  readonly struts?: readonly GhostStrut[];
}
/** A strut's shadow, in units of the outer radius: centre along fpa_x and fpa_y, the angle (degrees) of its length from fpa_x towards fpa_y, length and width. */
export type GhostStrut = readonly [x: number, y: number, angle: number, length: number, width: number];
/** The blade of the shutter on its way over the focal plane. */
export interface ShutterModel {
  /** s, from its edge over one end of the focal plane to its edge over the other */
  readonly openingDuration: number;
  readonly closingDuration: number;
  /** Where the blade's edge goes, degrees from fpa_x towards fpa_y. */
  readonly openingAngle: number;
  readonly closingAngle: number;
  /** Light falls while the CCDs are read: the blade closes after the readout. */
  readonly openDuringReadout: boolean;
}
/** One LED of the calibration unit that is on. */
export interface LampLed {
  /** 1 to 6 */
  readonly led: number;
  /** nm */
  readonly wavelength: number;
  /** e-/pixel in the whole exposure, mean over the pixels of the 36 CCDs */
  readonly fluence: number;
  /** Over the focal plane, mean 1 there: powers of fpa_x / 100 mm in a row, of fpa_y / 100 mm down. */
  readonly profile: readonly (readonly number[])[];
}
/** Charge traps of one kind. */
export interface TrapSpecies {
  /** Traps a pixel, at least 0. */
  readonly density: number;
  /** Time constant of release, transfers, above 0; the median where times are spread. */
  readonly releaseTime: number;
  /** Standard deviation of ln(release time), at least 0; 0: one time. */
  readonly releaseSigma: number;
  /** Time constant of capture, transfers, at least 0; 0: at once. */
  readonly captureTime: number;
  /** Near the surface only: none lie in the well below the volume `none`, all above `full` (0 to 1). Absent: in all of the well. Needs sigma and capture time 0. */
  readonly surface?: { readonly none: number; readonly full: number };
}
/** How charge goes to the readout through traps, in one direction. */
export interface CtiDirection {
  readonly traps: readonly TrapSpecies[];
  readonly well: {
    /** electrons, above 0 */
    readonly fullWell: number;
    /** From 0 up: electrons that meet no traps. Below 0: power of ten of the volume that no electrons still fill. */
    readonly notch: number;
    /** Volume filled goes as electrons to this power; above 0. */
    readonly power: number;
    /** Volume that the first electron fills, 0 to 1. */
    readonly firstElectronFill: number;
  };
  /** Of a pixel, from the one furthest from the readout: dwell time (transfers, above 0) and share of the traps (0 to 1). */
  readonly phases: readonly { readonly dwellTime: number; readonly trapShare: number }[];
  /** Passes that stand for all transfers; 0: each transfer by itself. */
  readonly express: number;
  /** Only rows (parallel) or columns (serial) of the readout plane from the first to before the second have traps, in both directions. Absent: all. */
  readonly window?: readonly [start: number, stop: number];
  /** Each column (row) finds the traps empty, not as the one before has left them. */
  readonly emptyBetweenLines: boolean;
  /** The first transfer of each pixel finds them empty. */
  readonly emptyForFirstTransfers: boolean;
  /** Nothing is released towards the readout. */
  readonly releaseAway: boolean;
  /** Passes stand for whole numbers of transfers. */
  readonly integerExpress: boolean;
}
/** Charge transfer inefficiency; parallel comes first. */
export interface CtiModel {
  readonly parallel: CtiDirection;
  readonly serial: CtiDirection;
}
/** Charge that is injected in an exposure. */
export interface InjectionModel {
  /** electrons, mean over the columns */
  readonly level: number;
  /** electrons, rms from column to column */
  readonly nonUniformity: number;
  /** Line k of a block, from 1, has the charge of the first one times k to this power. */
  readonly slope: number;
  /** Lines that get charge, lines after them that do not, the first line and the one after the last; counted from each half's register, from 0. */
  readonly injectedLines: number;
  readonly nonInjectedLines: number;
  readonly start: number;
  readonly end: number;
}
/** Trap pumping in an exposure. */
export interface PumpingModel {
  readonly direction: "parallel" | "serial";
  /** Times back and forth. */
  readonly pumps: number;
  /** s; how long charge stays in each phase (parallel), or away (serial) */
  readonly phaseTime: number;
  /** Standard deviation of ln(release time) from trap to trap of a kind. */
  readonly releaseSigma: number;
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

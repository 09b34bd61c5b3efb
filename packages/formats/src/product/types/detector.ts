import type { EffectKey } from "../../config/effect-keys.ts";
import type { Header } from "../../fits/header.ts";
import type { Product } from "../../xml/types.ts";
import type {
  BrighterFatterModel,
  CosmicRayModel,
  CtiModel,
  DistortionModel,
  GhostModel,
  ImageMap,
  InjectionModel,
  LampLed,
  PsfModel,
  PumpingModel,
  ShutterModel,
} from "./models.ts";
import type { CcdId, ExposureIdentity, PerLetter, QuadrantId, QuadrantLetter, SkyPointing } from "./place.ts";
import type { Rows, VisInputConfiguration } from "./task.ts";

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
  readonly shutter: ShutterModel;
  /** LEDs that are on; absent in exposures without the lamp. */
  readonly lamp?: readonly LampLed[];
  readonly brighterFatter: BrighterFatterModel;
  /** Absent in jobs of exposures that know no traps. */
  readonly cti?: CtiModel;
  /** Absent in exposures without charge injection. */
  readonly injection?: InjectionModel;
  /** Absent in exposures without trap pumping. */
  readonly pumping?: PumpingModel;
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
  /** Change of the zodiacal light over 100 mm along fpa_x and fpa_y, as a fraction of that at the centre. */
  readonly skyGradient: { readonly x: number; readonly y: number };
  /** Stray light of stars beside the field, e-/s/pixel: the same over the field. */
  readonly outfieldRate: number;
  /** Thermal light of the telescope, e-/s/pixel. */
  readonly thermalRate: number;
  /** electrons */
  readonly fullWell: number;
}

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
  /** AB magnitude in VIS from which on galaxies are FAINTGALAXIES. */
  readonly faintFrom: number;
  /** Share of a pixel's central sensitivity that the middle of its edges lacks, 0 to 0.5. */
  readonly edgeResponse: number;
  /** Whether each effect runs ("EFFECT_<KEY>"). */
  readonly effects: Readonly<Record<EffectKey, boolean>>;
  /** Whether the image after each effect is kept ("FITS_<KEY>"). */
  readonly keep: Readonly<Record<EffectKey, boolean>>;
  readonly models: DetectorModels;
  readonly stars: Rows;
  readonly galaxies: Rows;
  /** Solar-system objects at the start of the exposure, where there are any. */
  readonly sso?: Rows;
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
  /** More than 1e-3 of what was drawn lies beside the CCD. */
  readonly isCut: boolean;
}

/** One object that could not be drawn. */
export interface SkippedObject {
  readonly sourceId: bigint;
  readonly kind: TruthRow["kind"];
  /** What was found and what was expected, one line. */
  readonly reason: string;
}

/** Objects of a kind whose effect ran: those that left light on the CCD, and those that could not be drawn. */
export interface ObjectCount {
  readonly kind: TruthRow["kind"];
  readonly drawn: number;
  readonly skipped: number;
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
  /** Electrons added, removed and moved, pixels changed, clipped; one line an effect, in order. */
  readonly budget: readonly EffectBudget[];
  readonly truth: readonly TruthRow[];
  /** One line a kind whose effect ran. */
  readonly objects: readonly ObjectCount[];
  /** All objects that could not be drawn. */
  readonly skipped: readonly SkippedObject[];
  /** Images after effects that were asked for; written beside as `<obs>_<ccd>_<KEY>.fits`. */
  readonly steps: readonly KeptStep[];
}
export interface EffectBudget {
  readonly effect: string;
  readonly key: EffectKey;
  readonly unit: "electron" | "adu";
  readonly added: number;
  readonly removed: number;
  /** What pixels lost to other pixels, in `removed` and `added` both: of effects that move charge, else 0. */
  readonly moved: number;
  readonly changed: number;
  readonly clipped: number;
  /** Sums over all pixels; `before` is in the unit the pixels had before the effect. */
  readonly before?: number;
  readonly after?: number;
}
/** The image after one effect. */
export interface KeptStep {
  /** The effect, the unit of the pixels, and what it did to them. */
  readonly budget: EffectBudget;
  /** What the effect was told, by name: numbers and texts; of tables and maps what they are, not what they hold. */
  readonly settings: Readonly<Record<string, string | number | boolean>>;
  /** One plane for the CCD (name ""), or four (E, F, G, H). */
  readonly planes: readonly { readonly name: string; readonly width: number; readonly height: number; readonly pixels: Float32Array }[];
}

/** DpdVisRawFrame and its FITS file: 144 quadrants, LE1 layout (`apps/docs/products.md`). */
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

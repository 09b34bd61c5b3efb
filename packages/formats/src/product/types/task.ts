import type { Scannable } from "../../catalog/scan.ts";
import type { EffectKey } from "../../config/effect-keys.ts";
import type { ProductParameter } from "../../xml/product-fields.ts";
import type { Product } from "../../xml/types.ts";
import type { EclipticAttitude, ExposureIdentity, OrbitState, SkyPointing } from "./place.ts";

/** EUC_SIM_OUTPUT-EUCLID: one pointing and its tasks by instrument. */
export interface PointingOutput extends Product, GeneralConstraints {
  readonly identity: Omit<ExposureIdentity, "exposure" | "totalExposures">;
  readonly pointing: SkyPointing;
  /** UTC, ISO 8601 */
  readonly start: string;
  readonly tasks: readonly PointingTask[];
}
export interface PointingTask {
  readonly instrument: "VIS" | OtherInstrument;
  /** In `data/`. */
  readonly fileName: string;
  /** The task itself, for VIS. */
  readonly vis?: VisInputConfiguration;
  /** The task itself, for the others; what is read names them only. */
  readonly other?: InstrumentTask;
}

/** Instruments that other simulators take: NISP's photometer and spectrometer, and surveys from the ground. */
export type OtherInstrument = "NIP" | "NIS" | "EXT";

/** What a simulator of another instrument needs to know of a pointing. */
export interface InstrumentTask extends Product, GeneralConstraints {
  readonly instrument: OtherInstrument;
  /** Name of this file in `data/`. */
  readonly fileName: string;
  readonly identity: PointingOutput["identity"];
  readonly pointing: SkyPointing;
  readonly attitude: EclipticAttitude;
  /** Field corners 1 to 4, degrees: those of VIS. */
  readonly corners: readonly (readonly [number, number])[];
  /** At the start of the pointing. */
  readonly orbit: OrbitState;
  /** UTC, ISO 8601, microseconds: from the start of the pointing to the end of its last exposure */
  readonly start: string;
  readonly end: string;
  readonly release: string;
  /** In order; surveys from the ground have their own times and list none. */
  readonly exposures: readonly {
    /** "J", "H", "Y"; "RGS" for the spectrometer */
    readonly filter: string;
    /** UTC */
    readonly start?: string;
    /** s, from the first frame to the last */
    readonly duration?: number;
  }[];
}

/** The part of a simulator's configuration that is the same for all instruments. */
export interface GeneralConstraints {
  /** AB */
  readonly magnitudeLimit?: number;
  readonly magnitudeLimitFilter: string;
  /** Of the H alpha line, as the request has it. */
  readonly logHalphaFluxLimit?: number;
  readonly randomSeed: number;
  readonly simInputConfId: string;
}

/** DpdVisInputConfiguration: one VIS exposure to be simulated (a "VIS task"). */
export interface VisInputConfiguration extends Product, GeneralConstraints {
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
  readonly release: string;
  /** The calibration unit; absent where it has nothing to do. */
  readonly calibUnit?: CalibUnit;
  /** Absent where nothing is injected. */
  readonly chargeInjection?: ChargeInjection;
  /** Absent where traps are not pumped. */
  readonly trapPumping?: TrapPumping;
  /** Whether light falls while the CCDs are read; closed unless told. */
  readonly openDuringReadout?: boolean;
  /** Whether sources are where a moving telescope sees them (differential velocity aberration); where the catalogue has them unless told. */
  readonly aberration?: boolean;
  /** Which effects run; every key of the instrument is listed. */
  readonly effects: Readonly<Record<EffectKey, boolean>>;
  /** Set by confmatch: outputTU.xml of this pointing, relative to the workdir. */
  readonly trueUniverse?: string;
}

/** What the calibration unit does in an exposure. */
export interface CalibUnit {
  readonly isOn: boolean;
  /** s */
  readonly duration: number;
  /** Bit n - 1 is set where LED n is on, n from 1 to 6. */
  readonly ledMask: number;
  /** Of LED 1 to 6, e-/pixel in the whole exposure, mean over the pixels of the 36 CCDs. */
  readonly fluence: readonly number[];
}

/** Charge that is injected into the CCDs before they are read. */
export interface ChargeInjection {
  readonly isOn: boolean;
  /** Lines that get charge, then lines that get none, and so on. */
  readonly injectedLines: number;
  readonly nonInjectedLines: number;
  /** First line, from 0, and the one after the last; counted from each half's register. */
  readonly verticalStart: number;
  readonly verticalEnd: number;
  /** us; how long charge stays in a phase of the parallel clock, and in the serial register: the phase time of trap pumping */
  readonly toi: number;
  readonly dwellTime: number;
  /** electrons, mean over the columns */
  readonly level: number;
}

/** Charge is moved back and forth over the traps before it is read. */
export interface TrapPumping {
  readonly direction: "parallel" | "serial";
  /** Times back and forth. */
  readonly pumps: number;
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
  /** What bands without a column were made of; in `data/`. */
  readonly sedLibraries: readonly string[];
  readonly referenceFilters: readonly string[];
  /** The tiles it was taken from, in their order. */
  readonly inputCatalogs: readonly InputCatalogUse[];
  /** Settings and limits it was made with. */
  readonly parameters: readonly ProductParameter[];
  readonly stars: Rows;
  readonly galaxies: Rows;
  /** Solar-system objects, where a catalogue of them was given. */
  readonly sso?: MovingObjects;
}

/** The table of solar-system objects of a true universe. */
export interface MovingObjects extends Rows {
  readonly release: string;
  /** In `data/`. */
  readonly fileName: string;
}

/** What became of the rows of one tile: those in the field are kept, too faint, or duplicates of kept ones. */
export interface InputCatalogUse {
  readonly productId: string;
  readonly fileName: string;
  readonly population: string;
  readonly release: string;
  readonly rowsRead: number;
  /** Skipped, wherever they are. */
  readonly rowsImpossible: number;
  readonly rowsInField: number;
  readonly rowsTooFaint: number;
  readonly rowsDuplicate: number;
  readonly rowsKept: number;
}
/** Rows of a table: in memory, or read in batches when asked. */
export interface Rows extends Scannable {
  readonly rows: number;
}

import type { Product } from "../../xml/types.ts";
import type { TileSpectra } from "./spectra.ts";
import type { Rows } from "./task.ts";

/** DpdSimRequest: what is to be simulated. All constraints are optional. */
export interface SimRequest extends Product {
  /** The name it was read from; absent on what was made here. */
  readonly fileName?: string;
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
  /** The name it was read from; absent on what was made here. */
  readonly fileName?: string;
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

/** One tile of an input catalogue: XML with its sky area; its FITS or Arrow file is opened when its rows are asked for. */
export interface CatalogTile extends Product {
  readonly kind: "star" | "galaxy" | "sso";
  /** STANDARD, HIGHZ, QSO; "STARS" for stars, "SSO" for solar-system objects. */
  readonly population: string;
  readonly release: string;
  readonly area: SkyArea;
  readonly fileName: string;
  /** Files of spectra, in `data/`: bands without a column of their own are made of them. */
  readonly sedLibrary?: string;
  readonly extinctionLaws?: string;
  readonly referenceFilters?: readonly string[];
  /** The column that says how bright an object is, where its spectrum gives a band; the stage has one of its own where this is absent. */
  readonly referenceColumn?: string;
  /** Reads those files; absent on tiles that were made, not read. */
  readonly spectra?: () => Promise<TileSpectra>;
  /**
   * Opens its table and looks at the columns; rows come in the file's order, and memory does not grow with the tile.
   *
   * @throws FormatError when the file is no table, or lacks a column
   */
  open(): Promise<Rows>;
}
export type SkyArea =
  | { readonly kind: "healpix"; readonly order: number; readonly index: number }
  /** degrees; raMin may exceed raMax across 0 */
  | { readonly kind: "box"; readonly raMin: number; readonly raMax: number; readonly decMin: number; readonly decMax: number };

import type { MissionDatabase, PointingOutput, TrueUniverse } from "@elvis/formats/product";

/** Settings of the stage that the product tells of. */
export interface Settings {
  /** degrees */
  readonly margin: number;
  readonly allowGaps: boolean;
  /** AB */
  readonly visMagnitudeLimit?: number | undefined;
}

type Parameters = TrueUniverse["parameters"];

/** With what a true universe was made, for its `Parameters` block: settings of the stage, limits of the request, and the inputs that are not catalogues. */
export function parametersOf(
  { margin, allowGaps, visMagnitudeLimit }: Settings,
  request: PointingOutput,
  mdb: MissionDatabase,
): Parameters {
  const made = (key: string, kind: string, value: string | number | boolean | undefined, description: string, unit?: string): Parameters =>
    value === undefined ? [] : [{ key, description, kind, value: String(value), ...(unit !== undefined && { unit }) }];
  return [
    ...made("Margin", "Double", margin, "sky taken beyond each side of the VIS field", "deg"),
    ...made("AllowGaps", "Boolean", allowGaps, "whether part of the field may lie on no tile"),
    ...made("VisMagnitudeLimit", "Double", visMagnitudeLimit, "faintest objects in VIS, a setting", "mag(AB)"),
    ...made("MagnitudeLimit", "Double", request.magnitudeLimit, "faintest objects, of the request", "mag(AB)"),
    ...made("MagnitudeLimitFilter", "String", request.magnitudeLimitFilter, "filter of the request's limit"),
    ...made(
      "LogHalphaFluxLimit",
      "Double",
      request.logHalphaFluxLimit,
      "faintest H alpha lines of galaxies, of the request",
      "log(erg/s/cm2)",
    ),
    ...made("MissionDatabase", "String", mdb.header.productId, "product of the mission database"),
  ];
}

import { FormatError } from "../errors.ts";
import {
  booleanField,
  choiceField,
  type Field,
  type Fields,
  groupField,
  integerField,
  mapField,
  nestedList,
  numberField,
  optionalGroup,
  recordField,
} from "../xml/index.ts";
import { LAMP_LEDS } from "./detector-job-keys.ts";
import type { CalibUnit, EclipticAttitude, ExposureIdentity, SkyPointing, VisInputConfiguration } from "./types.ts";

/** Elements that a VIS task, a pointing and a true universe write alike; names as in the observation block of DpdVisRawFrame. */

/** RA, Dec, PositionAngle in degrees. */
export const pointingFields: Fields<SkyPointing> = {
  ra: numberField("RA", "deg"),
  dec: numberField("Dec", "deg"),
  pa: numberField("PositionAngle", "deg"),
};

export const identityFields: Fields<ExposureIdentity> = {
  patchId: integerField("PatchId"),
  observationId: integerField("ObservationId"),
  ditherId: integerField("DitherObservation"),
  pointingId: integerField("PointingId"),
  exposure: integerField("Exposure"),
  totalExposures: integerField("TotalExposure"),
};

export const attitudeFields: Fields<EclipticAttitude> = {
  longitude: numberField("Longitude", "deg"),
  latitude: numberField("Latitude", "deg"),
  positionAngle: numberField("PositionAngle", "deg"),
  solarAspectAngle: numberField("SolarAspectAngle", "deg"),
  alpha: numberField("Alpha", "deg"),
  beta: numberField("Beta", "deg"),
};

/** @returns the last part of a name with "/" */
export const baseName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** Corners of the field on the sky, degrees. */
export const cornersField = mapField(
  groupField("ImgSpatialFootprint", {
    corners: nestedList(
      "Polygon",
      "Vertex",
      recordField<{ readonly ra: number; readonly dec: number }>({ ra: numberField("C1"), dec: numberField("C2") }),
    ),
  }),
  ({ corners }) => corners.map(({ ra, dec }) => [ra, dec] as const),
  (corners: VisInputConfiguration["corners"]) => ({ corners: corners.map(([ra, dec]) => ({ ra, dec })) }),
);

/** The elements of DpdVisRawFrame that an exposure to be simulated needs; raw values and currents, which it does not, stay where they are. */
interface CalibUnitElements {
  readonly isOn: boolean;
  readonly duration: number;
  readonly unit: string;
  readonly ledMask: number;
  readonly led1: number;
  readonly led2: number;
  readonly led3: number;
  readonly led4: number;
  readonly led5: number;
  readonly led6: number;
}
const fluenceField = (led: number) => numberField(`Led${led}/NominalFluence`);

/** `CalibUnit{Status, Duration{Value, Unit}, LedMask, Led1 to Led6{NominalFluence}}`, which may be absent. */
export const calibUnitField: Field<CalibUnit | undefined> = mapField(
  optionalGroup<CalibUnitElements>("CalibUnit", {
    isOn: booleanField("Status"),
    duration: numberField("Duration/Value"),
    unit: choiceField("Duration/Unit", ["s"]),
    ledMask: integerField("LedMask"),
    led1: fluenceField(1),
    led2: fluenceField(2),
    led3: fluenceField(3),
    led4: fluenceField(4),
    led5: fluenceField(5),
    led6: fluenceField(6),
  }),
  (read) => {
    if (read === undefined) return undefined;
    const { isOn, duration, ledMask, led1, led2, led3, led4, led5, led6 } = read;
    return { isOn, duration, ledMask, fluence: [led1, led2, led3, led4, led5, led6] };
  },
  (unit) => {
    if (unit === undefined) return undefined;
    const { fluence, ...rest } = unit;
    const [led1, led2, led3, led4, led5, led6] = fluence;
    return { ...rest, unit: "s", led1, led2, led3, led4, led5, led6 };
  },
);

/** @throws FormatError for a duration or fluence below 0, or a mask of other LEDs than 1 to 6 */
export function checkCalibUnit({ duration, ledMask, fluence }: CalibUnit, file: string): void {
  const all = 2 ** LAMP_LEDS.length - 1;
  if (!(duration >= 0)) throw new FormatError(file, "Data/CalibUnit/Duration", "a duration of at least 0 s", String(duration));
  if (!(ledMask >= 0 && ledMask <= all)) throw new FormatError(file, "Data/CalibUnit/LedMask", `0 to ${all}`, String(ledMask));
  for (const led of LAMP_LEDS)
    if (!(fluence[led - 1] >= 0))
      throw new FormatError(file, `Data/CalibUnit/Led${led}/NominalFluence`, "a number of 0 or more", String(fluence[led - 1]));
}

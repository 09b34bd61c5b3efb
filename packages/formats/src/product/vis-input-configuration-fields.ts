import { FormatError } from "../errors.ts";
import {
  booleanField,
  choiceField,
  defaultField,
  type Field,
  type Fields,
  groupField,
  integerField,
  mapField,
  nestedList,
  numberField,
  numbersField,
  optionalField,
  optionalGroup,
  recordField,
  textField,
} from "../xml/index.ts";
import { LAMP_LEDS } from "./detector-job-keys.ts";
import type {
  CalibUnit,
  ChargeInjection,
  EclipticAttitude,
  ExposureIdentity,
  GeneralConstraints,
  OrbitState,
  SkyPointing,
  TrapPumping,
  VisInputConfiguration,
} from "./types.ts";

/** Elements that a VIS task, a pointing and a true universe write alike; names as in the observation block of DpdVisRawFrame. */

/** RA, Dec, PositionAngle in degrees. */
export const pointingFields: Fields<SkyPointing> = {
  ra: numberField("RA", "deg"),
  dec: numberField("Dec", "deg"),
  pa: numberField("PositionAngle", "deg"),
};

/** What the configurations of all instruments begin with. */
export const generalFields: Fields<GeneralConstraints> = {
  magnitudeLimit: optionalField(numberField("MagnitudeLimit")),
  magnitudeLimitFilter: textField("MagnitudeLimitFilter"),
  logHalphaFluxLimit: optionalField(numberField("LogHalphaFluxLimit")),
  randomSeed: integerField("RandomSeed"),
  simInputConfId: defaultField(textField("SimInputConfId"), ""),
};

export const orbitFields: Fields<OrbitState> = {
  position: numbersField<OrbitState["position"]>("Position", 3),
  velocity: numbersField<OrbitState["velocity"]>("Velocity", 3),
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

/**
 * `ChargedInduced{Status, Parameters{...}}` as DpdVisRawFrame has it, which may be absent; voltages and pulses of the injection drain, whose effect is not
 * public, stay where they are. Instead there is the charge that they give, in `InjectedLevel`, an element of ours.
 */
export const chargedInducedField: Field<ChargeInjection | undefined> = optionalGroup<ChargeInjection>("ChargedInduced", {
  isOn: booleanField("Status"),
  injectedLines: integerField("Parameters/InjectedLinesCount"),
  nonInjectedLines: integerField("Parameters/NonInjectedLinesCount"),
  verticalStart: integerField("Parameters/VerticalStart"),
  verticalEnd: integerField("Parameters/VerticalEnd"),
  toi: numberField("Parameters/TOI"),
  dwellTime: numberField("Parameters/DwellTime"),
  level: numberField("Parameters/InjectedLevel"),
});

/** `TrapPumping{Status, PumpCount}`, which may be absent; the group is ours, its words those of the header's TP_STAT. */
export const trapPumpingField: Field<TrapPumping | undefined> = optionalGroup<TrapPumping>("TrapPumping", {
  direction: mapField(
    choiceField("Status", ["Parallel", "Serial"]),
    (word) => (word === "Parallel" ? "parallel" : "serial"),
    (direction) => (direction === "parallel" ? "Parallel" : "Serial"),
  ),
  pumps: integerField("PumpCount"),
});

/** @throws FormatError for lines, times or charge that have no meaning */
export function checkChargeInjection(injection: ChargeInjection, file: string): void {
  const refuse = (element: string, expected: string, found: number): never => {
    throw new FormatError(file, `Data/ChargedInduced/Parameters/${element}`, expected, String(found));
  };
  const { injectedLines, nonInjectedLines, verticalStart, verticalEnd, toi, dwellTime, level } = injection;
  if (injectedLines < 1) refuse("InjectedLinesCount", "1 or more", injectedLines);
  if (nonInjectedLines < 0) refuse("NonInjectedLinesCount", "0 or more", nonInjectedLines);
  if (verticalStart < 0) refuse("VerticalStart", "0 or more", verticalStart);
  if (verticalEnd <= verticalStart) refuse("VerticalEnd", `more than VerticalStart, ${verticalStart}`, verticalEnd);
  if (!(toi >= 0)) refuse("TOI", "a time of at least 0 us", toi);
  if (!(dwellTime >= 0)) refuse("DwellTime", "a time of at least 0 us", dwellTime);
  if (!(level >= 0)) refuse("InjectedLevel", "electrons, at least 0", level);
}

/** @throws FormatError for a number of pumps below 1 */
export function checkTrapPumping({ pumps }: TrapPumping, file: string): void {
  if (pumps < 1) throw new FormatError(file, "Data/TrapPumping/PumpCount", "1 or more", String(pumps));
}

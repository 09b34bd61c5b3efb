import type { VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { z } from "zod";

/** Six LEDs, numbered from 1. */
const LEDS = 6;

/** Numbers with commas between. @throws StageError naming the setting when one is none, or out of range */
function numbersOf(setting: string, text: string, expected: string, isRight: (value: number) => boolean): readonly number[] {
  const values = text.split(",").map((part) => (part.trim() === "" ? Number.NaN : Number(part)));
  if (!values.every(isRight)) throw new StageError(`--${setting}: expected ${expected}, found ${JSON.stringify(text)}`);
  return values;
}
const ledsOf = (text: string): readonly number[] =>
  numbersOf("lamp-leds", text, `LEDs from 1 to ${LEDS} such as 2 or 1,4`, (led) => Number.isInteger(led) && led >= 1 && led <= LEDS);
const fluencesOf = (text: string): readonly number[] =>
  numbersOf("linearity-fluences", text, "electrons a pixel, with commas between", (value) => value >= 0 && value < Infinity);

const readableBy =
  (read: (text: string) => unknown) =>
  (text: string): boolean => {
    read(text);
    return true;
  };

/** Settings of calibration exposures; numbers without a source are ours. */
export const calibrationSettings = {
  lampLeds: z
    .string()
    .default("2")
    .refine(readableBy(ledsOf))
    .meta({ description: "FLAT, LINEARITY: LEDs that are on, 1 to 6, with commas between" }),
  lampFluence: z.number().min(0).max(1e6).default(50_000).meta({
    unit: "e-/pixel",
    description: "FLAT: light of the lamp, shared by the LEDs that are on",
  }),
  lampDuration: z.number().positive().max(600).default(10).meta({
    unit: "s",
    description: "FLAT: how long the lamp is on and light is collected; LINEARITY: likewise for lampFluence, in proportion for others",
  }),
  linearityFluences: z.string().default("5000,20000,50000,100000,150000,180000").refine(readableBy(fluencesOf)).meta({
    unit: "e-/pixel",
    description: "LINEARITY: light of each exposure of the ramp, with commas between",
  }),
  injectionLevel: z.number().min(0).max(200_000).default(50_000).meta({
    unit: "e-",
    description: "CHARGE_INJECTION, TRAP_PUMPING: charge of an injected pixel, mean over the columns",
  }),
  injectionLines: z.int().min(1).default(200).meta({ description: "CHARGE_INJECTION: lines of a block with charge" }),
  injectionGap: z.int().min(0).default(200).meta({ description: "CHARGE_INJECTION: lines without charge after each block" }),
  injectionStart: z.int().min(0).default(16).meta({ description: "CHARGE_INJECTION: first line with charge, from the register, from 0" }),
  injectionEnd: z.int().min(1).default(2066).meta({ description: "CHARGE_INJECTION: line after the last one with charge" }),
  pumping: z.enum(["parallel", "serial"]).default("parallel").meta({ description: "TRAP_PUMPING: along the columns or the rows" }),
  pumps: z.int().min(1).default(5000).meta({ description: "TRAP_PUMPING: times that charge is moved back and forth" }),
  pumpingTime: z.number().min(0).max(1e6).optional().meta({
    unit: "us",
    description: "TRAP_PUMPING: time in a phase; 1000 along the columns and 4.75 along the rows unless given",
  }),
};

/** The settings, read. */
export type CalibrationSettings = z.output<z.ZodObject<typeof calibrationSettings>>;

/** All of the defaults. */
export const defaultCalibration: CalibrationSettings = z.object(calibrationSettings).parse({});

/** What an exposure of a calibration is told to do. */
export interface CalibrationExposure extends Pick<VisInputConfiguration, "calibUnit" | "chargeInjection" | "trapPumping"> {
  /** s, told to the shutter and seen by the light */
  readonly commanded: number;
  readonly effective: number;
}

/** us; ground tests of the VIS team (vison): TP01 along the columns, TP02 along the rows. */
const PUMPING_TIME = { parallel: 1000, serial: 4.75 } as const;
/** us; time of a phase in normal readout, likewise. */
const TOI = 1000;
/** Lines of a quadrant: pumping needs charge in all of them. */
const LINES = 2066;

/** The exposures of a calibration, in order. A dark waits for the nominal commanded time behind a closed shutter, all of which counts. */
export function calibrationExposures(type: string, settings: CalibrationSettings): readonly CalibrationExposure[] {
  switch (type) {
    case "FLAT":
      return [lit(settings.lampFluence, settings.lampDuration, settings)];
    case "LINEARITY":
      return fluencesOf(settings.linearityFluences).map((fluence) =>
        lit(fluence, settings.lampFluence > 0 ? (settings.lampDuration * fluence) / settings.lampFluence : settings.lampDuration, settings),
      );
    case "CHARGE_INJECTION":
      return [{ commanded: 0, effective: 0, chargeInjection: injection(settings) }];
    case "TRAP_PUMPING":
      return [{ commanded: 0, effective: 0, ...pumped(settings) }];
    case "DARK":
      return [{ commanded: 566, effective: 566 }];
    default:
      return [{ commanded: 0, effective: 0 }];
  }
}

/** @param fluence of all LEDs, e-/pixel */
function lit(fluence: number, duration: number, { lampLeds }: CalibrationSettings): CalibrationExposure {
  const leds = new Set(ledsOf(lampLeds));
  const calibUnit = {
    isOn: true,
    duration,
    ledMask: [...leds].reduce((mask, led) => mask + 2 ** (led - 1), 0),
    fluence: Array.from({ length: LEDS }, (_, n) => (leds.has(n + 1) ? fluence / leds.size : 0)),
  };
  return { commanded: duration, effective: duration, calibUnit };
}

/** @throws StageError when no line would get charge */
function injection({ injectionLevel, injectionLines, injectionGap, injectionStart, injectionEnd }: CalibrationSettings) {
  if (injectionEnd <= injectionStart)
    throw new StageError(`--injection-end: expected more than the first line, ${injectionStart}, found ${injectionEnd}`);
  return {
    isOn: true,
    injectedLines: injectionLines,
    nonInjectedLines: injectionGap,
    verticalStart: injectionStart,
    verticalEnd: injectionEnd,
    toi: TOI,
    dwellTime: 0,
    level: injectionLevel,
  };
}

function pumped({ injectionLevel: level, pumping: direction, pumps, pumpingTime }: CalibrationSettings) {
  const time = pumpingTime ?? PUMPING_TIME[direction];
  const lines = { injectedLines: LINES, nonInjectedLines: 0, verticalStart: 0, verticalEnd: LINES };
  const times = direction === "parallel" ? { toi: time, dwellTime: 0 } : { toi: TOI, dwellTime: time };
  return { chargeInjection: { isOn: true, ...lines, ...times, level }, trapPumping: { direction, pumps } };
}

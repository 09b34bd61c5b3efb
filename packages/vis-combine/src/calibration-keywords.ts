import type { CalibUnit, ChargeInjection, VisInputConfiguration } from "@elvis/formats/product";
import type { FrameFacts, Keyword } from "./header.ts";

const status = (isOn: boolean): string => (isOn ? "On" : "Off");

/** Cards of an exposure in which traps are pumped, the lamp is on, or charge is injected; left out of all others. */
const pumping = (
  name: string,
  unit: string,
  doc: string,
  of: (task: VisInputConfiguration) => number | undefined,
): Keyword<FrameFacts> => ({
  name,
  unit,
  doc: `pumping: ${doc}`,
  source: "elvis",
  real: unit !== "",
  value: ({ task }) => (task.effects.TRAP_PUMPING ? of(task) : undefined),
});
const lamp = (name: string, unit: string, doc: string, of: (unit: CalibUnit) => number, real = false): Keyword<FrameFacts> => ({
  name,
  unit,
  doc: `lamp: ${doc}`,
  source: "elvis",
  real,
  value: ({ task }) => (task.effects.CALIBLAMP && task.calibUnit !== undefined ? of(task.calibUnit) : undefined),
});
const injection = (
  name: string,
  doc: string,
  source: Keyword<FrameFacts>["source"],
  of: (injection: ChargeInjection) => number,
): Keyword<FrameFacts> => ({
  name,
  unit: "",
  doc: `injection: ${doc}`,
  source,
  value: ({ task }) => (task.effects.CHARGEINJECTION && task.chargeInjection !== undefined ? of(task.chargeInjection) : undefined),
});

function pumpingStatus({ effects, trapPumping }: VisInputConfiguration): string {
  if (!effects.TRAP_PUMPING) return "Off";
  return trapPumping?.direction === "serial" ? "Serial" : "Parallel";
}

/**
 * What was done on purpose to the charge of an exposure. CI_IJON to CI_VEND are named as in the headers of ground tests (vison); those of source "elvis" are
 * ours, as flight's are not public.
 */
export const CALIBRATION_KEYWORDS: readonly Keyword<FrameFacts>[] = [
  { name: "TP_STAT", unit: "", doc: "trap pumping: Off, Parallel, Serial", source: "flight", value: ({ task }) => pumpingStatus(task) },
  pumping("TP_PUMPS", "", "times back and forth", ({ trapPumping }) => trapPumping?.pumps),
  pumping("TP_TIME", "us", "time in a phase", ({ trapPumping, chargeInjection }) =>
    trapPumping?.direction === "serial" ? chargeInjection?.dwellTime : chargeInjection?.toi,
  ),
  { name: "CUSTATUS", unit: "", doc: "calibration unit", source: "flight", value: ({ task }) => status(task.effects.CALIBLAMP) },
  lamp("CU_DUR", "s", "time that the lamp is on", ({ duration }) => duration, true),
  lamp("CU_LEDS", "", "LEDs that are on: bit n - 1 for LED n", ({ ledMask }) => ledMask),
  ...[1, 2, 3, 4, 5, 6].map((led) =>
    lamp(`CU_FLU${led}`, "electron/pixel", `light of LED ${led}`, ({ fluence }) => fluence[led - 1], true),
  ),
  { name: "CI_STAT", unit: "", doc: "charge injection", source: "flight", value: ({ task }) => status(task.effects.CHARGEINJECTION) },
  injection("CI_IJON", "lines with charge in a block", "flight", ({ injectedLines }) => injectedLines),
  injection("CI_IJOFF", "lines without charge after it", "flight", ({ nonInjectedLines }) => nonInjectedLines),
  injection("CI_VSTAR", "first line with charge, from 0", "flight", ({ verticalStart }) => verticalStart),
  injection("CI_VEND", "line after the last one with charge", "flight", ({ verticalEnd }) => verticalEnd),
  { ...injection("CI_LEVEL", "charge of a pixel", "elvis", ({ level }) => level), unit: "electron", real: true },
];

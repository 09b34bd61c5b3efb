import type { LogLevel } from "./stage.ts";

const LEVELS: readonly LogLevel[] = ["DEBUG", "INFO", "WARNING", "ERROR"];

/** A log file: `<seconds since the start> <LEVEL> <event> <field>=<value> ...`, one event a line. */
export interface Log {
  write(level: LogLevel, event: string, fields?: Readonly<Record<string, string | number>>): void;
}

/**
 * @param put takes the lines
 * @param level the least that is written
 */
export function createLog(put: (line: string) => void, level: LogLevel, now: () => Date): Log {
  const began = now().getTime();
  return {
    write(of, event, fields = {}) {
      if (LEVELS.indexOf(of) < LEVELS.indexOf(level)) return;
      const seconds = ((now().getTime() - began) / 1000).toFixed(3).padStart(9);
      put(`${seconds} ${of.padEnd(7)} ${event}${formatFields(fields)}\n`);
    },
  };
}

/** ` name=value ...`; values with blanks in quotes, fractions with seven digits: logs are for people, products have them all. */
export const formatFields = (fields: Readonly<Record<string, string | number>>): string =>
  Object.entries(fields)
    .map(([key, value]) => [key, typeof value === "number" && !Number.isInteger(value) ? Number(value.toPrecision(7)) : value] as const)
    .map(([key, value]) => ` ${key}=${/^[^\s"=]+$/.test(String(value)) ? value : JSON.stringify(value)}`)
    .join("");

import type { KeptStep } from "@elvis/formats/product";

/** Numbers of an array that is written out; of a longer one, or a typed one, only how many there are. */
const MOST = 64;

/**
 * An effect's settings as names and plain values, for the header of its image: `pointing.ra`, `level.E`. Arrays are JSON texts; a catalogue is its number of rows, a
 * map the names of its images; what can only be called is left out.
 *
 * @param settings of one effect; read
 */
export function plainSettings(settings: unknown): KeptStep["settings"] {
  return Object.fromEntries(entriesOf("", settings));
}

type Entry = readonly [name: string, value: string | number | boolean];

function entriesOf(name: string, value: unknown): readonly Entry[] {
  if (typeof value === "boolean" || typeof value === "string") return [[name, value]];
  // A header holds no infinity.
  if (typeof value === "number") return [[name, Number.isFinite(value) ? value : String(value)]];
  if (typeof value !== "object" || value === null) return [];
  if (ArrayBuffer.isView(value)) return [[name, `${(value as Float32Array).length} values`]];
  if (Array.isArray(value)) return [[name, value.flat().length > MOST ? `${value.length} values` : JSON.stringify(value)]];
  return Object.entries(value).flatMap(([key, inner]) => entriesOf(name === "" ? key : `${name}.${key}`, inner));
}

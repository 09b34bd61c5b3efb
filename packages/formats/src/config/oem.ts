import { FormatError } from "../errors.ts";
import { type CalendarTime, parseTime, TIME_SYSTEMS, type TimeSystem, taiSeconds } from "./time-systems.ts";

/** One `KEY = value` of an OEM and the line it stands on. */
export interface OemEntry {
  readonly key: string;
  readonly value: string;
  readonly line: number;
}
/** A line of fields: an epoch and numbers, or a row of a covariance matrix. */
export interface OemRow {
  readonly fields: readonly string[];
  readonly line: number;
}
/** An OEM cut into its parts but not yet understood: what the text form and the XML form have in common. */
export interface RawOem {
  readonly version: OemEntry;
  readonly header: readonly OemEntry[];
  readonly segments: readonly RawSegment[];
  readonly lastLine: number;
}
export interface RawSegment {
  readonly line: number;
  readonly metadata: readonly OemEntry[];
  readonly states: readonly OemRow[];
  readonly covariances: readonly RawCovariance[];
}
export interface RawCovariance {
  readonly line: number;
  readonly entries: readonly OemEntry[];
  readonly rows: readonly OemRow[];
}

export type Interpolation = "LAGRANGE" | "HERMITE" | "LINEAR";

/** A stretch of an orbit within which one may interpolate. */
export interface OrbitSegment {
  /** Values of the metadata as written, comments apart. */
  readonly metadata: ReadonlyMap<string, string>;
  readonly centre: string;
  readonly frame: string;
  /** As written; only those of TIME_SYSTEMS can be interpolated. */
  readonly timeSystem: string;
  readonly interpolation: Interpolation;
  readonly degree: number;
  /** Seconds, increasing: TAI since 2000-01-01T00:00:00 TAI where the time system is known, else of the file's own system. */
  readonly times: Float64Array;
  /** Six a state: x, y, z (km), their rates (km/s). */
  readonly states: Float64Array;
  /** Epochs as written, one a state. */
  readonly epochs: readonly string[];
  /** Three a state, km/s2, where the file gives accelerations; NaN in states without. */
  readonly accelerations?: Float64Array;
  readonly covariances: readonly Covariance[];
  /** Where the orbit may be asked for: the useable span where given, and never beyond the states. Same scale as `times`. */
  readonly usableFrom: number;
  readonly usableTo: number;
}
export interface Covariance {
  readonly epoch: string;
  readonly frame?: string;
  /** Lower triangle by rows, 21 numbers: km2, km2/s, km2/s2. */
  readonly values: readonly number[];
}

/** An orbit ephemeris message. */
export interface Orbit {
  /** Name of the file, for messages. */
  readonly file: string;
  readonly version: "1.0" | "2.0" | "3.0";
  readonly creationDate: string;
  readonly originator: string;
  /** Other header entries (CLASSIFICATION, MESSAGE_ID) and comments, as written. */
  readonly header: ReadonlyMap<string, string>;
  readonly comments: readonly string[];
  readonly segments: readonly OrbitSegment[];
}

const HEADER_KEYS = {
  "1.0": ["CREATION_DATE", "ORIGINATOR"],
  "2.0": ["CREATION_DATE", "ORIGINATOR"],
  "3.0": ["CLASSIFICATION", "CREATION_DATE", "ORIGINATOR", "MESSAGE_ID"],
} as const;
const NEEDED = ["OBJECT_NAME", "OBJECT_ID", "CENTER_NAME", "REF_FRAME", "TIME_SYSTEM", "START_TIME", "STOP_TIME"] as const;
const OPTIONAL = ["USEABLE_START_TIME", "USEABLE_STOP_TIME", "INTERPOLATION", "INTERPOLATION_DEGREE"] as const;
const METADATA_KEYS = {
  "1.0": [...NEEDED, ...OPTIONAL],
  "2.0": [...NEEDED, "REF_FRAME_EPOCH", ...OPTIONAL],
  "3.0": [...NEEDED, "REF_FRAME_EPOCH", "MESSAGE_ID", ...OPTIONAL],
} as const;
const METHODS: readonly Interpolation[] = ["LAGRANGE", "HERMITE", "LINEAR"];
/** Used where the file names no method: position and rate at eight states about the date. */
const DEFAULT_METHOD = { interpolation: "HERMITE", degree: 7 } as const;

/**
 * Understands the parts of an OEM, strictly.
 *
 * @throws FormatError naming the line of what is missing, unknown, twice there or not a number
 * @see CCSDS 502.0-B-3 (Orbit Data Messages), section 5
 */
export function understandOem(raw: RawOem, file: string): Orbit {
  const version = raw.version.value;
  if (version !== "1.0" && version !== "2.0" && version !== "3.0")
    throw wrong(file, raw.version.line, "OEM version 1.0, 2.0 or 3.0", version);
  const header = entriesOf(raw.header, HEADER_KEYS[version], file);
  for (const key of ["CREATION_DATE", "ORIGINATOR"])
    if (!header.has(key)) throw wrong(file, raw.segments[0]?.line ?? raw.lastLine, `${key} in the header`, "none");
  const [first] = raw.segments;
  if (first === undefined) throw wrong(file, raw.lastLine, "a segment (META_START)", "the end");
  const name = first.metadata.find(({ key }) => key === "OBJECT_NAME")?.value;
  const segments = raw.segments.map((segment) => {
    const own = segment.metadata.find(({ key }) => key === "OBJECT_NAME");
    if (own !== undefined && own.value !== name) throw wrong(file, own.line, `one object, ${name}`, own.value);
    return understandSegment(segment, version, file);
  });
  return {
    file,
    version,
    creationDate: header.get("CREATION_DATE")!.value,
    originator: header.get("ORIGINATOR")!.value,
    header: new Map([...header].filter(([key]) => key !== "CREATION_DATE" && key !== "ORIGINATOR").map(([key, { value }]) => [key, value])),
    comments: raw.header.filter(({ key }) => key === "COMMENT").map(({ value }) => value),
    segments,
  };
}

function understandSegment(raw: RawSegment, version: Orbit["version"], file: string): OrbitSegment {
  const entries = entriesOf(raw.metadata, METADATA_KEYS[version], file);
  for (const key of NEEDED) if (!entries.has(key)) throw wrong(file, raw.line, `${key} in the metadata`, "none");
  const written = (key: string) => entries.get(key)?.value;
  const timeSystem = written("TIME_SYSTEM")!.toUpperCase();
  const scale = (time: CalendarTime) =>
    (TIME_SYSTEMS as readonly string[]).includes(timeSystem)
      ? taiSeconds(time, timeSystem as TimeSystem)
      : (time.day - 51544) * 86400 + time.seconds;
  const timeOf = (key: string): number | undefined => {
    const entry = entries.get(key);
    return entry && timeAt(entry.value, entry.line, key, scale, file);
  };
  const start = timeOf("START_TIME")!;
  const stop = timeOf("STOP_TIME")!;
  const usableStart = timeOf("USEABLE_START_TIME");
  const usableStop = timeOf("USEABLE_STOP_TIME");
  timeOf("REF_FRAME_EPOCH");
  if ((usableStart === undefined) !== (usableStop === undefined))
    throw wrong(
      file,
      (entries.get("USEABLE_START_TIME") ?? entries.get("USEABLE_STOP_TIME"))!.line,
      "USEABLE_START_TIME and USEABLE_STOP_TIME both or neither",
      "one of them",
    );
  const inOrder = (["START_TIME", "USEABLE_START_TIME", "USEABLE_STOP_TIME", "STOP_TIME"] as const).filter((key) => entries.has(key));
  inOrder.forEach((key, at) => {
    const before = inOrder[at - 1];
    if (before !== undefined && timeOf(key)! < timeOf(before)!)
      throw wrong(file, entries.get(key)!.line, `${key} not before ${before} (${written(before)})`, written(key)!);
  });
  const { times, states, epochs, accelerations } = statesOf(raw, version, scale, file);
  return {
    metadata: new Map([...entries].map(([key, { value }]) => [key, value])),
    centre: written("CENTER_NAME")!.toUpperCase(),
    frame: written("REF_FRAME")!.toUpperCase(),
    timeSystem,
    ...methodOf(entries, file),
    times,
    states,
    epochs,
    ...(accelerations && { accelerations }),
    covariances: raw.covariances.map((covariance) => covarianceOf(covariance, version, file)),
    usableFrom: Math.max(usableStart ?? start, times[0]),
    usableTo: Math.min(usableStop ?? stop, times[times.length - 1]),
  };
}

function methodOf(
  entries: ReadonlyMap<string, OemEntry>,
  file: string,
): { readonly interpolation: Interpolation; readonly degree: number } {
  const method = entries.get("INTERPOLATION");
  const degree = entries.get("INTERPOLATION_DEGREE");
  if (method === undefined) {
    if (degree !== undefined) throw wrong(file, degree.line, "INTERPOLATION with its degree", "the degree alone");
    return DEFAULT_METHOD;
  }
  const interpolation = METHODS.find((it) => it === method.value.toUpperCase());
  if (interpolation === undefined) throw wrong(file, method.line, `INTERPOLATION ${METHODS.join(", ")}`, method.value);
  if (degree === undefined) throw wrong(file, method.line, "INTERPOLATION_DEGREE with INTERPOLATION", "none");
  if (!/^[1-9]\d?$/.test(degree.value)) throw wrong(file, degree.line, "INTERPOLATION_DEGREE from 1 to 99", degree.value);
  return { interpolation, degree: Number(degree.value) };
}

function statesOf(raw: RawSegment, version: Orbit["version"], scale: (time: CalendarTime) => number, file: string) {
  if (raw.states.length === 0) throw wrong(file, raw.line, "states after the metadata", "none");
  const times: number[] = [];
  const states: number[] = [];
  const accelerations: number[] = [];
  const epochs: string[] = [];
  for (const { fields, line } of raw.states) {
    if (fields.length !== 7 && !(fields.length === 10 && version !== "1.0"))
      throw wrong(file, line, `an epoch and 6 ${version === "1.0" ? "" : "or 9 "}numbers`, fields.join(" ").slice(0, 60));
    const time = timeAt(fields[0], line, "epoch", scale, file);
    const numbers = fields.slice(1).map((text) => numberAt(text, line, file));
    const last = times.length - 1;
    if (last >= 0 && time <= times[last]) {
      // Some writers repeat the last state of a segment; a repeat that says the same is no contradiction.
      if (time === times[last] && numbers.slice(0, 6).every((value, at) => value === states[6 * last + at])) continue;
      throw wrong(file, line, `an epoch after ${epochs[last]}`, fields[0]);
    }
    times.push(time);
    epochs.push(fields[0]);
    states.push(...numbers.slice(0, 6));
    accelerations.push(...(numbers.length === 9 ? numbers.slice(6) : [Number.NaN, Number.NaN, Number.NaN]));
  }
  return {
    times: Float64Array.from(times),
    states: Float64Array.from(states),
    epochs,
    accelerations: accelerations.some((value) => !Number.isNaN(value)) ? Float64Array.from(accelerations) : undefined,
  };
}

function covarianceOf(raw: RawCovariance, version: Orbit["version"], file: string): Covariance {
  if (version === "1.0") throw wrong(file, raw.line, "no covariance in an OEM of version 1.0", "one");
  const entries = entriesOf(raw.entries, ["EPOCH", "COV_REF_FRAME"], file);
  const epoch = entries.get("EPOCH");
  if (epoch === undefined) throw wrong(file, raw.line, "EPOCH of the covariance", "none");
  if (parseTime(epoch.value) === undefined) throw wrong(file, epoch.line, "EPOCH as 2024-03-04T00:17:20.075", epoch.value);
  raw.rows.forEach(({ fields, line }, row) => {
    if (row > 5 || fields.length !== row + 1)
      throw wrong(
        file,
        line,
        row > 5 ? "6 rows of covariance" : `${row + 1} numbers in row ${row + 1} of the covariance`,
        `${fields.length}`,
      );
  });
  if (raw.rows.length !== 6) throw wrong(file, raw.rows.at(-1)?.line ?? raw.line, "6 rows of covariance", `${raw.rows.length}`);
  const frame = entries.get("COV_REF_FRAME")?.value;
  return {
    epoch: epoch.value,
    ...(frame !== undefined && { frame }),
    values: raw.rows.flatMap(({ fields, line }) => fields.map((text) => numberAt(text, line, file))),
  };
}

/** Entries by key; comments are let through. @throws FormatError for a key that is unknown or comes twice */
function entriesOf(entries: readonly OemEntry[], known: readonly string[], file: string): ReadonlyMap<string, OemEntry> {
  const map = new Map<string, OemEntry>();
  for (const entry of entries) {
    if (entry.key === "COMMENT") continue;
    if (!known.includes(entry.key)) throw wrong(file, entry.line, `one of ${known.join(", ")}`, entry.key);
    if (map.has(entry.key)) throw wrong(file, entry.line, `${entry.key} once`, `it again (line ${map.get(entry.key)!.line})`);
    if (entry.value === "") throw wrong(file, entry.line, `a value of ${entry.key}`, "none");
    map.set(entry.key, entry);
  }
  return map;
}

function timeAt(text: string, line: number, what: string, scale: (time: CalendarTime) => number, file: string): number {
  const time = parseTime(text);
  if (time === undefined) throw wrong(file, line, `${what} as 2024-03-04T00:17:20.075`, text);
  try {
    return scale(time);
  } catch (cause) {
    throw new FormatError(file, `line ${line}`, "a date from 1972 on", text, { cause });
  }
}

function numberAt(text: string, line: number, file: string): number {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eEdD][+-]?\d+)?$/.test(text)) throw wrong(file, line, "a number", text);
  return Number(text.replace(/[dD]/, "e"));
}

/** Our error with the line as its place. */
export const wrong = (file: string, line: number, expected: string, found: string): FormatError =>
  new FormatError(file, `line ${line}`, expected, found);

import {
  type OemEntry,
  type OemRow,
  type Orbit,
  type OrbitSegment,
  type RawCovariance,
  type RawOem,
  type RawSegment,
  wrong,
} from "./oem.ts";

type Mutable<T> = { -readonly [K in keyof T]: T[K] extends readonly (infer E)[] ? E[] : T[K] };

/**
 * Cuts an OEM in key-value notation into its parts.
 *
 * @throws FormatError naming the line that is none of: entry, comment, start or stop of a block, numbers
 */
export function cutKvn(text: string, file: string): RawOem {
  const lines = text.split(/\r\n|\r|\n/);
  let version: OemEntry | undefined;
  const header: OemEntry[] = [];
  const segments: Mutable<RawSegment>[] = [];
  let block: "header" | "metadata" | "data" | "covariance" = "header";
  let covariance: Mutable<RawCovariance> | undefined;
  for (const [at, written] of lines.entries()) {
    const line = at + 1;
    const content = written.trim();
    if (content === "") continue;
    const segment = segments.at(-1);
    if (version === undefined) {
      const entry = entryOf(content, line);
      if (entry?.key !== "CCSDS_OEM_VERS") throw wrong(file, line, "CCSDS_OEM_VERS first", content.slice(0, 60));
      version = entry;
    } else if (content === "COMMENT" || /^COMMENT\s/.test(content)) {
      const comment = { key: "COMMENT", value: content.slice(8).trim(), line };
      if (block === "header") header.push(comment);
      else if (block === "metadata") segment!.metadata.push(comment);
    } else if (content === "META_START") {
      if (block === "metadata" || block === "covariance")
        throw wrong(file, line, block === "metadata" ? "META_STOP" : "COVARIANCE_STOP", content);
      segments.push({ line, metadata: [], states: [], covariances: [] });
      block = "metadata";
    } else if (content === "META_STOP") {
      if (block !== "metadata") throw wrong(file, line, "META_START before META_STOP", "none");
      block = "data";
    } else if (content === "COVARIANCE_START") {
      if (block !== "data") throw wrong(file, line, "states before COVARIANCE_START", "none");
      block = "covariance";
      covariance = undefined;
    } else if (content === "COVARIANCE_STOP") {
      if (block !== "covariance") throw wrong(file, line, "COVARIANCE_START before COVARIANCE_STOP", "none");
      block = "data";
    } else if (block === "data") {
      segment!.states.push(rowOf(content, line));
    } else if (block === "covariance") {
      const entry = entryOf(content, line);
      if (entry === undefined ? covariance === undefined : covariance === undefined || entry.key === "EPOCH") {
        covariance = { line, entries: [], rows: [] };
        segment!.covariances.push(covariance);
      }
      if (entry === undefined) covariance!.rows.push(rowOf(content, line));
      else if (covariance!.rows.length > 0) throw wrong(file, line, "a row of the covariance or EPOCH", content);
      else covariance!.entries.push(entry);
    } else {
      const entry = entryOf(content, line);
      if (entry === undefined) throw wrong(file, line, "KEY = value", content.slice(0, 60));
      (block === "header" ? header : segment!.metadata).push(entry);
    }
  }
  if (version === undefined) throw wrong(file, 1, "CCSDS_OEM_VERS", "nothing");
  if (block === "metadata" || block === "covariance")
    throw wrong(file, lines.length, block === "metadata" ? "META_STOP" : "COVARIANCE_STOP", "the end");
  return { version, header, segments, lastLine: lines.length };
}

function entryOf(content: string, line: number): OemEntry | undefined {
  const match = /^([A-Z][A-Z0-9_]*)\s*=\s*(.*)$/.exec(content);
  return match === null ? undefined : { key: match[1], value: match[2].trim(), line };
}

const rowOf = (content: string, line: number): OemRow => ({ fields: content.split(/\s+/), line });

/** An orbit as OEM text in key-value notation; read back, it is the same orbit. */
export function writeKvn(orbit: Orbit): string {
  const lines = [
    `CCSDS_OEM_VERS = ${orbit.version}`,
    ...orbit.comments.map((comment) => `COMMENT ${comment}`),
    ...[...orbit.header].filter(([key]) => key === "CLASSIFICATION").map(([key, value]) => `${key} = ${value}`),
    `CREATION_DATE = ${orbit.creationDate}`,
    `ORIGINATOR = ${orbit.originator}`,
    ...[...orbit.header].filter(([key]) => key !== "CLASSIFICATION").map(([key, value]) => `${key} = ${value}`),
    ...orbit.segments.flatMap(segmentLines),
  ];
  return `${lines.join("\n")}\n`;
}

function segmentLines(segment: OrbitSegment): string[] {
  const lines = ["", "META_START", ...[...segment.metadata].map(([key, value]) => `${key} = ${value}`), "META_STOP", ""];
  segment.epochs.forEach((epoch, at) => {
    const numbers = [...segment.states.subarray(6 * at, 6 * at + 6)];
    const acceleration = segment.accelerations?.subarray(3 * at, 3 * at + 3);
    if (acceleration !== undefined && !Number.isNaN(acceleration[0])) numbers.push(...acceleration);
    lines.push([epoch, ...numbers].join(" "));
  });
  if (segment.covariances.length > 0) {
    lines.push("", "COVARIANCE_START");
    for (const { epoch, frame, values } of segment.covariances) {
      lines.push(`EPOCH = ${epoch}`, ...(frame === undefined ? [] : [`COV_REF_FRAME = ${frame}`]));
      for (let row = 0, at = 0; row < 6; at += ++row) lines.push(values.slice(at, at + row + 1).join(" "));
    }
    lines.push("COVARIANCE_STOP");
  }
  return lines;
}

import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { gunzipSource, isGzip } from "../gzip.ts";
import { readText, type Source, writeText } from "../io.ts";
import { interpolate } from "./interpolate.ts";
import { type Orbit, understandOem } from "./oem.ts";
import { cutKvn, writeKvn } from "./oem-kvn.ts";
import { cutXml } from "./oem-xml.ts";
import { TIME_SYSTEMS, taiSecondsOfUtc } from "./time-systems.ts";

/**
 * Reads an orbit ephemeris message, key-value or XML.
 *
 * @throws FormatError naming the line
 */
export const parseOrbit = (text: string, file: string): Orbit =>
  understandOem(/^\ufeff?\s*</.test(text) ? cutXml(text, file) : cutKvn(text, file), file);

/** Spacecraft orbit: CCSDS OEM, versions 1 to 3; reads key-value, XML and gzip, writes key-value. */
export const orbit: Codec<Orbit> = {
  id: "ccsds.oem",
  doc: "orbit ephemeris message (CCSDS OEM)",
  extension: "xml",
  async decode(source: Source) {
    return parseOrbit(await readText((await isGzip(source)) ? await gunzipSource(source) : source), source.name);
  },
  encode: (value, sink) => writeText(sink, writeKvn(value)),
};

/** s; a double has an MJD to 0.6 microseconds. */
const ROUNDING = 1e-6;

/** Frames that are equatorial J2000 to 25 milliarcseconds: 200 m at the distance of L2. */
const EQUATORIAL = ["EME2000", "J2000", "ICRF", "GCRF"];

/**
 * Where the spacecraft is, Earth-centred EME2000.
 *
 * @param mjdUtc MJD, UTC
 * @returns km, km/s
 * @throws FormatError naming file and date when the date is not covered, or the segment's centre, frame or time system is another
 */
export function orbitAt(
  orbit: Orbit,
  mjdUtc: number,
): { readonly position: readonly [number, number, number]; readonly velocity: readonly [number, number, number] } {
  const time = taiSecondsOfUtc(mjdUtc);
  // At a border that two segments share, the later one holds (CCSDS 502.0-B-3, 5.2.4).
  const at = orbit.segments.findLastIndex(({ usableFrom, usableTo }) => time >= usableFrom - ROUNDING && time <= usableTo + ROUNDING);
  const segment = orbit.segments[at];
  if (segment === undefined) {
    const spans = orbit.segments.map(({ usableFrom, usableTo }) => `${dateOf(usableFrom)} to ${dateOf(usableTo)}`);
    throw new FormatError(
      orbit.file,
      "",
      `an orbit on ${dateOf(time)}`,
      `one from ${spans.slice(0, 3).join(", ")}${spans.length > 3 ? " and more" : ""}`,
    );
  }
  const place = `segment ${at + 1}`;
  if (!(TIME_SYSTEMS as readonly string[]).includes(segment.timeSystem))
    throw new FormatError(orbit.file, place, `TIME_SYSTEM ${TIME_SYSTEMS.join(", ")}`, segment.timeSystem);
  if (segment.centre !== "EARTH") throw new FormatError(orbit.file, place, "CENTER_NAME EARTH", segment.centre);
  if (!EQUATORIAL.includes(segment.frame)) throw new FormatError(orbit.file, place, `REF_FRAME ${EQUATORIAL.join(", ")}`, segment.frame);
  return interpolate(segment, time);
}

/** TAI seconds since 2000 as a UTC date for messages, to the second. */
function dateOf(tai: number): string {
  // The message may be half a minute off around a leap second of long ago; no computation uses it.
  return `${new Date(Date.UTC(2000, 0, 1) + (tai - 37) * 1000).toISOString().slice(0, 19)}Z`;
}

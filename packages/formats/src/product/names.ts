import type { ExposureIdentity } from "./types.ts";

/** What a product's file name says. See `apps/docs/conventions.md`, "Names of files". */
export interface ProductName {
  /** "TUSTARCAT", "OUTPUT-EUCLID", "VIS-SCIENCE": begins with a letter, upper-case. */
  readonly type: string;
  /** Which one of its type: "18539", "52929-3", "4924-0-1_CCD35"; begins with a digit. */
  readonly instance: string;
  /** Data release or catalogue release, written last; absent when the product has none. */
  readonly release?: string;
  /** Without the dot: "fits", "fits.gz", "xml". */
  readonly extension: string;
}

export interface ProductNameToMake extends ProductName {
  /** Seed of the run: names are the same in every run with the same seed and date. */
  readonly seed: number;
  /** The run's date; milliseconds are kept, microseconds are written as 0. */
  readonly runDate: Date;
}

export interface ParsedProductName extends ProductName {
  /** Who made it: "SIM", "LE1", "VIS". */
  readonly producer: string;
  /** 12 upper-case hexadecimal digits, "-", 7 digits. */
  readonly token: string;
  /** As in the name: "20220613T225153.418788Z". */
  readonly timestamp: string;
}

/** "018539": an observation in file names. */
export const observationName = (observationId: number): string => String(observationId).padStart(6, "0");

/** "018539-0-1": an exposure in file names, by observation, dither and exposure. */
export const exposureName = ({
  observationId,
  ditherId,
  exposure,
}: Pick<ExposureIdentity, "observationId" | "ditherId" | "exposure">): string =>
  `${observationName(observationId)}-${ditherId}-${exposure}`;

/** "CCD07": a detector in file names, by its detector id (DETID, 0 to 35). */
export const detectorName = (detectorId: number): string => `CCD${String(detectorId).padStart(2, "0")}`;

const TYPE = /^[A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*$/;
const INSTANCE = /^[0-9][A-Za-z0-9-]*(?:_[A-Za-z0-9-]+)*$/;
const RELEASE = /^[A-Za-z0-9][A-Za-z0-9._+-]*$/;
const EXTENSION = /^[a-z][a-z0-9]*(?:\.gz)?$/;

/**
 * The file name `EUC_SIM_<TYPE>-<INSTANCE>_<token>_<YYYYMMDDThhmmss.ssssssZ>[_<release>].<ext>`.
 *
 * @throws RangeError when a part could not be read back out of the name, or would be a path
 */
export function productFileName({ type, instance, seed, runDate, release, extension }: ProductNameToMake): string {
  demand(TYPE.test(type), "type", type);
  demand(INSTANCE.test(instance), "instance", instance);
  demand(release === undefined || (RELEASE.test(release) && !release.includes("..")), "release", String(release));
  demand(EXTENSION.test(extension), "extension", extension);
  const ending = release === undefined ? "" : `_${release}`;
  return `EUC_SIM_${type}-${instance}_${productToken(seed, type, instance)}_${timestamp(runDate)}${ending}.${extension}`;
}

/** @returns the parts of such a name (of any producer), or undefined when it is another kind of name */
export function parseProductFileName(name: string): ParsedProductName | undefined {
  const match =
    /^EUC_([A-Z0-9]+)_([A-Z][A-Z0-9]*(?:-[A-Z][A-Z0-9]*)*)-([0-9][A-Za-z0-9_-]*?)_([0-9A-F]{12}-[0-9]{7})_([0-9]{8}T[0-9]{6}\.[0-9]{6}Z)(?:_([A-Za-z0-9][A-Za-z0-9._+-]*?))?\.([a-z][a-z0-9]*(?:\.gz)?)$/.exec(
      name,
    );
  if (match === null) return undefined;
  const [, producer, type, instance, token, timestamp, release, extension] = match;
  return { producer, type, instance, token, timestamp, extension, ...(release === undefined ? {} : { release }) };
}

/** The `<12 hex>-<7 digits>` that stands where the original writes host and process: a hash of seed, type and instance. */
export function productToken(seed: number, type: string, instance: string): string {
  const identity = `${seed}|${type}|${instance}`;
  const host =
    hash32(identity, 0x811c9dc5).toString(16).padStart(8, "0") + (hash32(identity, 0x9747b28c) >>> 16).toString(16).padStart(4, "0");
  const process = (hash32(identity, 0x1b873593) % 10_000_000).toString().padStart(7, "0");
  return `${host.toUpperCase()}-${process}`;
}

/** "20220613T225153.418000Z" */
function timestamp(date: Date): string {
  const year = date.getUTCFullYear();
  demand(year >= 1000 && year <= 9999, "runDate", String(date.getTime()));
  return `${date.toISOString().slice(0, -1).replaceAll(/[-:]/g, "")}000Z`;
}

/**
 * 32-bit FNV-1a over UTF-16 code units, low byte first, with MurmurHash3's final mixing so that near names differ in all digits.
 *
 * @see Fowler, Noll, Vo: FNV-1a, prime 16777619; Appleby, MurmurHash3, fmix32
 */
function hash32(text: string, basis: number): number {
  let hash = basis;
  for (let at = 0; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    hash = Math.imul(hash ^ (unit & 0xff), 16777619);
    hash = Math.imul(hash ^ (unit >>> 8), 16777619);
  }
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

function demand(isRight: boolean, part: string, found: string): void {
  if (!isRight) throw new RangeError(`product name: ${part} cannot be ${JSON.stringify(found)}`);
}

import type { Codec } from "./codec.ts";
import { EFFECT_KEYS, type EffectKey } from "./config/effect-keys.ts";
import { FormatError } from "./errors.ts";
import { MemoryFolder } from "./io.ts";
import type { VisInputConfiguration } from "./product/types.ts";
import { newHeader } from "./xml/header.ts";
import { parseXml } from "./xml/parse.ts";
import { localName } from "./xml/read.ts";
import type { XmlElement } from "./xml/types.ts";
import { writeXml } from "./xml/write.ts";

/**
 * Holds a codec to what every codec promises; throws an Error that says which promise is broken.
 *
 * The same value gives the same bytes, also after reading; a file cut short is a FormatError that names it, never a value.
 * Of an XML file, elements and comments that it does not know come back in their places, whatever the prefixes.
 *
 * @param folder data files that the value names but `encode` does not write
 * @returns the folder with the file, `contract.<extension>`, and its data files
 */
export async function codecContract<Value>(codec: Codec<Value>, value: Value, folder = new MemoryFolder()): Promise<MemoryFolder> {
  const name = `contract.${codec.extension}`;
  const fail = (what: string): never => {
    throw new Error(`codec ${codec.id}: ${what}`);
  };
  const write = async (it: Value, into: MemoryFolder): Promise<MemoryFolder> => {
    await into.create(name, (sink) => codec.encode(it, sink, into));
    return into;
  };
  const compare = (made: MemoryFolder, what: string): void => {
    for (const [file, bytes] of folder.files) if (!sameBytes(bytes, made.files.get(file))) fail(`${what} gives another ${file}`);
  };
  const copy = (): MemoryFolder => {
    const made = new MemoryFolder();
    for (const [file, bytes] of folder.files) made.files.set(file, bytes);
    return made;
  };
  await write(value, folder);
  compare(await write(value, copy()), "the same value again");
  compare(await write(await codec.decode(await folder.open(name), folder), copy()), "what was read");
  const first = folder.files.get(name)!;
  for (let part = 0; part < 16; part++) {
    const cut = copy();
    cut.files.set(name, first.slice(0, Math.floor((first.length * part) / 16)));
    const length = cut.files.get(name)!.length;
    try {
      await codec.decode(await cut.open(name), cut);
    } catch (error) {
      if (!(error instanceof FormatError)) fail(`cut to ${length} bytes it gives ${String(error)}, not a FormatError`);
      else if (!error.message.includes(name)) fail(`cut to ${length} bytes its error does not name the file: ${error.message}`);
      continue;
    }
    fail(`cut to ${length} of ${first.length} bytes it is still read`);
  }
  if (String.fromCharCode(first[0]) === "<") {
    const foreign = writeXml(withForeignParts(parseXml(new TextDecoder().decode(first), name)));
    const other = copy();
    other.files.set(name, new TextEncoder().encode(foreign));
    await write(await codec.decode(await other.open(name), other), other);
    const back = new TextDecoder().decode(other.files.get(name)!);
    if (back !== foreign) fail(`what it does not know is not kept:\n${foreign}\ncame back as\n${back}`);
  }
  return folder;
}

/** The tree with a prefix on every name, a comment in every element of elements, and unknown elements in the outer ones. */
function withForeignParts(tree: XmlElement, depth = 0): XmlElement {
  const name = `other:${localName(tree.name)}`;
  if (!tree.children.some((child) => "children" in child)) return { ...tree, name };
  const children: XmlElement["children"] = tree.children.map((child) => ("children" in child ? withForeignParts(child, depth + 1) : child));
  const unknown = (at: number): XmlElement => ({ name: "my:Note", attributes: { nr: String(at) }, children: [{ text: " 5 " }] });
  children.splice(1, 0, { comment: ` in ${name} ` });
  if (depth < 2) {
    children.unshift(unknown(1));
    children.splice(children.length >> 1, 0, unknown(2));
    children.push(unknown(3));
  }
  const declared: Record<string, string> = depth === 0 ? { "xmlns:other": "urn:other", "xmlns:my": "urn:my" } : {};
  return { ...tree, name, attributes: { ...tree.attributes, ...declared }, children };
}

const sameBytes = (a: Uint8Array, b: Uint8Array | undefined): boolean => a.length === b?.length && a.every((byte, at) => byte === b[at]);

/**
 * A VIS task to try things on: COSMOS, dither 1, nominal exposure; attitude, orbit and dates of the flight exposure of observation 357
 * of 2024-03-04 (public header), which do not belong to that position; every third effect off.
 */
export function sampleVisTask(changes: Partial<VisInputConfiguration> = {}): VisInputConfiguration {
  return {
    header: newHeader({
      type: "DpdVisInputConfiguration",
      id: "EUC_SIM_VIS-INPUTCONF-004924-1-1",
      date: new Date(Date.UTC(2026, 0, 2)),
      software: "elvis-planner",
      dataSetRelease: "DR1_COSMOS_R0",
    }),
    fileName: "EUC_SIM_VIS-INPUTCONF-004924-1-1.xml",
    identity: { observationId: 4924, ditherId: 1, pointingId: 19697, exposure: 1, totalExposures: 2, patchId: 5 },
    pointing: { ra: 150.1, dec: 2.2, pa: 256.56010628 },
    attitude: {
      longitude: 70.37454206,
      latitude: -71.50254216,
      positionAngle: 268.23794142,
      solarAspectAngle: 89.8626965,
      alpha: -4.54200293,
      beta: 0.13773605,
    },
    corners: [
      [150.5, 1.8],
      [150.5, 2.6],
      [149.7, 2.6],
      [149.7, 1.8],
    ],
    orbit: {
      position: [-1078899.86699189, 996352.276188178, 501931.307833226],
      velocity: [-0.118166512501096, -0.170858777137357, -0.228024085119612],
    },
    start: "2024-03-04T00:17:20.075495Z",
    end: "2024-03-04T00:28:02.800645Z",
    startMjd: 60373.0120379108,
    commandedDuration: 566,
    exposureTime: 560.52,
    imageType: { category: "SCIENCE", first: "SURVEY", second: "OTHER", sequence: "NOMINAL/SHORT", observationMode: "WIDE" },
    randomSeed: 42,
    simInputConfId: "COSMOS_4924_R0",
    release: "DR1_COSMOS_R0",
    magnitudeLimit: 26,
    magnitudeLimitFilter: "VIS",
    effects: Object.fromEntries(EFFECT_KEYS.map((key, at) => [key, at % 3 !== 1])) as Record<EffectKey, boolean>,
    ...changes,
  };
}

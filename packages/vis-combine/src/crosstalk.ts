import { ccdOf, READOUT_WIDTH } from "@elvis/focal-plane";
import type { CcdId, CrosstalkModel, QuadrantId, QuadrantLetter, VisInputConfiguration } from "@elvis/formats/product";
import { child, fillUniform, type Stream, stream } from "@elvis/kernels";
import { type Context, StageError } from "@elvis/stage";
import { type Detector, quadrantOf } from "./detector.ts";

/** The highest number of the converter: 16 bits. */
const TOP_ADU = 65_535;

/** What couples into a quadrant. */
interface Source {
  readonly id: QuadrantId;
  /** Fraction of the source's signal. */
  readonly coupling: number;
  /** ADU; pedestal in the source's numbers. */
  readonly level: number;
}

/** What the CCDs of an exposure say to each other. */
export interface Exposure {
  readonly task: VisInputConfiguration;
  readonly detectors: ReadonlyMap<CcdId, Detector>;
  readonly crosstalk: CrosstalkModel;
}

const partsOf = (id: string): readonly [CcdId, QuadrantLetter] => id.split(".") as [CcdId, QuadrantLetter];

/**
 * The couplings that a task asks for: none where its crosstalk is off.
 *
 * @throws StageError when it is on and there is no product, or one that couples CCDs of different readout units
 */
export function crosstalkOf(task: VisInputConfiguration, model: CrosstalkModel | undefined): CrosstalkModel | undefined {
  if (!task.effects.XTALK) return undefined;
  if (model === undefined) throw new StageError(`--xtalk: expected the crosstalk product (${task.fileName} has XTALK on), found none`);
  for (const [source, victims] of Object.entries(model))
    for (const [victim, coupling] of Object.entries(victims)) {
      if (!Number.isFinite(coupling))
        throw new StageError(`--xtalk: coupling from ${source} to ${victim}: expected a finite number, found ${coupling}`);
      if (coupling !== 0 && ccdOf(partsOf(source)[0]).roeId !== ccdOf(partsOf(victim)[0]).roeId)
        throw new StageError(`--xtalk: coupling from ${source} to ${victim}: expected quadrants of one readout unit, found two units`);
    }
  return model;
}

/**
 * Reads quadrants with what couples into them from the other two CCDs of their readout unit: `coupling x (number of the source - its pedestal)`, added up at the
 * same pixel in readout order. Sources are the numbers as the detectors wrote them, all before any is changed, so no order of CCDs matters.
 *
 * A number that gets a fraction of an ADU is rounded up or down at random with that mean, by the exposure's stream, then clipped to 16 bits: rounding a whole number
 * and less than half an ADU to the nearest would always give the number back. A CCD that is missing contributes nothing; the log says so.
 * Holds the pixels of one readout unit at most (12 quadrants); a quadrant that nothing couples into is read and let go.
 */
export function unitReader({ task, detectors, crosstalk }: Exposure, context: Context): (id: QuadrantId) => Promise<Uint16Array> {
  warnOfMissing(detectors, crosstalk, context);
  const { observationId, ditherId, pointingId, exposure } = task.identity;
  const random = (ccd: CcdId, letter: QuadrantLetter): Stream =>
    child(stream(task.randomSeed, "pointing", observationId, ditherId, pointingId, exposure, ccd), "crosstalk between CCDs", letter);
  const rawOf = (id: QuadrantId): Promise<Uint16Array> => {
    const [ccd, letter] = partsOf(id);
    return quadrantOf(detectors.get(ccd) as Detector, letter).read();
  };
  let held = { roeId: 0, pixels: new Map<QuadrantId, Promise<Uint16Array>>() };
  const heldOf = (id: QuadrantId): Promise<Uint16Array> => {
    const { roeId } = ccdOf(partsOf(id)[0]);
    if (held.roeId !== roeId) held = { roeId, pixels: new Map() };
    const pixels = held.pixels.get(id) ?? rawOf(id);
    held.pixels.set(id, pixels);
    return pixels;
  };
  const levelOf = (id: QuadrantId): number => {
    const [ccd, letter] = partsOf(id);
    return task.effects.BIAS ? (detectors.get(ccd)?.biasLevel[letter] ?? 0) : 0;
  };
  return async (id) => {
    const sources = sourcesOf(id, detectors, crosstalk).map((source): Source => ({ ...source, level: levelOf(source.id) }));
    if (sources.length === 0) return rawOf(id);
    const victim = await heldOf(id);
    const signals: Uint16Array[] = [];
    for (const source of sources) signals.push(await heldOf(source.id));
    return coupled(victim, sources, signals, random(...partsOf(id)));
  };
}

/** Quadrants of other CCDs that couple into one, in the order of their names. */
function sourcesOf(victim: QuadrantId, detectors: Exposure["detectors"], crosstalk: CrosstalkModel): readonly Omit<Source, "level">[] {
  const [own] = partsOf(victim);
  return Object.keys(crosstalk)
    .sort()
    .map((id) => ({ id: id as QuadrantId, coupling: crosstalk[id][victim] ?? 0 }))
    .filter(({ id, coupling }) => coupling !== 0 && partsOf(id)[0] !== own && detectors.has(partsOf(id)[0]));
}

function warnOfMissing(detectors: Exposure["detectors"], crosstalk: CrosstalkModel, context: Context): void {
  const missing = new Set<string>();
  for (const [source, victims] of Object.entries(crosstalk)) {
    const [ccd] = partsOf(source);
    const isHeard = Object.keys(victims).some(
      (victim) => victims[victim] !== 0 && partsOf(victim)[0] !== ccd && detectors.has(partsOf(victim)[0]),
    );
    if (isHeard && !detectors.has(ccd)) missing.add(ccd);
  }
  if (missing.size > 0)
    context.log(
      "crosstalk: CCDs missing, nothing couples from them",
      { missing: missing.size, ccds: [...missing].sort().join(" ") },
      "WARNING",
    );
}

/** A new array: the victim's numbers and what couples into them, row by row. @param signals of the sources; read */
function coupled(victim: Uint16Array, sources: readonly Source[], signals: readonly Uint16Array[], random: Stream): Uint16Array {
  const out = new Uint16Array(victim.length);
  const added = new Float64Array(READOUT_WIDTH);
  const chance = new Float64Array(READOUT_WIDTH);
  for (let start = 0; start < victim.length; start += READOUT_WIDTH) {
    added.fill(0);
    sources.forEach(({ coupling, level }, n) => {
      const signal = signals[n];
      for (let x = 0; x < READOUT_WIDTH; x++) added[x] += coupling * (signal[start + x] - level);
    });
    fillUniform(random, chance, start);
    for (let x = 0; x < READOUT_WIDTH; x++)
      out[start + x] = Math.min(TOP_ADU, Math.max(0, Math.floor(victim[start + x] + added[x] + chance[x])));
  }
  return out;
}

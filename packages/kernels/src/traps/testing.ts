/**
 * Cases whose truth ArCTIC has made, as JSON in its own words, run through ours: for tests, and for `npm run cases -- arctic`.
 *
 * Four kinds, told apart by what they have: an image before and after; an express matrix with its clock; volumes of a well; fills of a continuum.
 */
import type { Pool } from "../wasm/pool.ts";
import type { ChargeTransfer, Clocking, Direction, Phase, Species, Well } from "./index.ts";
import * as traps from "./index.ts";

/** Worst that is allowed, electrons (or multipliers, volumes, shares): the arithmetic is ArCTIC's; the tables of continua hang on a quadrature. */
export const LIMIT = 1e-9;
const CONTINUUM_LIMIT = 1e-8;

/** A case as it stands in its file; `image_in` may name another case that has it. */
export type Case = Readonly<Record<string, any>>;

export interface Result {
  /** Our numbers, to stand beside theirs. */
  readonly ours: Readonly<Record<string, unknown>>;
  /** Worst difference; NaN when the shapes differ; undefined when the case has no truth. */
  readonly off: number | undefined;
  readonly limit: number;
}

/**
 * Runs one case through the plain functions.
 *
 * @param cases of its file
 * @throws TypeError for a case of no known kind
 */
export function runCase(one: Case, cases: readonly Case[]): Result {
  if ("image_in" in one) return image(one, cases);
  if ("matrix" in one) return express(one);
  if ("fractional_volume" in one) return volumes(one);
  if ("values" in one) return fills(one);
  throw new TypeError(`expected a case with image_in, matrix, fractional_volume or values, found ${Object.keys(one).join(", ")}`);
}

/** The kernel's share of a thousand electrons, or electrons where a pixel has fewer. */
const KERNEL_LIMIT = 1e-2;

/**
 * Runs a case through the kernel, in float32.
 *
 * @returns undefined when the case has no image; else the worst difference, relative to what 1e-3 of the pixel is if that is more than one electron
 */
export async function runKernelCase(pool: Pool, one: Case, cases: readonly Case[]): Promise<Result | undefined> {
  if (!("image_in" in one)) return undefined;
  const { rows, columns, operation, n_iterations } = one;
  const transfer = transferOf(one);
  const observed = Float32Array.from(imageIn(one, cases).flat());
  const pixels = observed.slice();
  if (operation !== "remove_cti") await traps.transferCharge(pool, [pixels], columns, rows, transfer);
  else
    for (let iteration = 0; iteration < n_iterations; iteration++) {
      const added = pixels.slice();
      await traps.transferCharge(pool, [added], columns, rows, transfer);
      for (let at = 0; at < pixels.length; at++) {
        pixels[at] += observed[at] - added[at];
        if (transfer.allowNegative === false && pixels[at] < 0) pixels[at] = 0;
      }
    }
  const ours = rowsOf(pixels, rows, columns);
  const off = one.image_out === undefined ? undefined : apart(ours, one.image_out, (theirs) => Math.max(1, 1e-3 * Math.abs(theirs)));
  return { ours: { image_out_kernel: ours }, off, limit: KERNEL_LIMIT };
}

/** A name for people; cases of images have their own. */
export function titleOf(one: Case): string {
  if (one.name !== undefined) return one.name;
  const given = Object.entries(one).filter(([, value]) => (typeof value === "number" && value !== 0 && value !== -1) || value === true);
  const kind = one.roe ?? one.kind ?? "well";
  return `${kind} ${given.map(([key, value]) => (value === true ? key : `${key} ${Number(value.toPrecision(4))}`)).join(", ")}`;
}

export function directionOf(theirs: Case): Direction {
  return {
    clocking: clockingOf(theirs.roe, theirs.roe.type),
    phases: theirs.ccd_phases.map((one: Case): Phase => ({ ...wellOf(one), trapFraction: one.fraction_of_traps })),
    species: theirs.traps.map(speciesOf),
    express: theirs.express,
    windowOffset: theirs.window_offset ?? 0,
    windowStart: theirs.window_start ?? 0,
    ...((theirs.window_stop ?? -1) >= 0 ? { windowStop: theirs.window_stop } : {}),
  };
}

function speciesOf(theirs: Case): Species {
  const { kind, density, release_timescale: releaseTime, capture_timescale: captureTime, release_timescale_sigma: releaseSigma } = theirs;
  const { fractional_volume_none_exposed: none = 0, fractional_volume_full_exposed: full = 0 } = theirs;
  return {
    kind: kind.replaceAll("_", "-"),
    density,
    releaseTime,
    ...(captureTime === undefined ? {} : { captureTime }),
    ...(releaseSigma === undefined ? {} : { releaseSigma }),
    ...(full > 0 ? { surface: { none, full } } : {}),
  };
}

function wellOf({ full_well_depth, well_notch_depth, well_fill_power, first_electron_fill = 0 }: Case): Well {
  return { fullWell: full_well_depth, notch: well_notch_depth, power: well_fill_power, firstElectronFill: first_electron_fill };
}

function clockingOf(roe: Case, type: string): Clocking {
  return {
    sequence: type.replaceAll("_", "-") as Clocking["sequence"],
    dwellTimes: roe.dwell_times,
    ...(roe.n_pumps === undefined ? {} : { pumps: roe.n_pumps }),
    prescan: roe.prescan_offset ?? 0,
    // Theirs counts from 1; -1 is none.
    ...((roe.overscan_start ?? -1) >= 0 ? { overscanStart: roe.overscan_start - 1 } : {}),
    emptyBetweenColumns: roe.empty_traps_between_columns ?? true,
    emptyForFirstTransfers: roe.empty_traps_for_first_transfers,
    releaseAway: roe.force_release_away_from_readout,
    integerExpress: roe.use_integer_express_matrix,
  };
}

function transferOf({ allow_negative_pixels: allowNegative, parallel, serial }: Case): ChargeTransfer {
  return {
    ...(parallel == null ? {} : { parallel: directionOf(parallel) }),
    ...(serial == null ? {} : { serial: directionOf(serial) }),
    allowNegative,
  };
}

function image(one: Case, cases: readonly Case[]): Result {
  const { rows, columns, operation, n_iterations, parallel, serial } = one;
  const pixels = Float64Array.from(imageIn(one, cases).flat());
  if (operation === "remove_cti") traps.removeCti(pixels, columns, rows, transferOf(one), n_iterations);
  else traps.addCti(pixels, columns, rows, transferOf(one));
  const ours = rowsOf(pixels, rows, columns);
  const isContinuum = [parallel, serial].some((it) => it?.traps.some(({ kind }: Case) => kind.endsWith("continuum")));
  return {
    ours: { image_out_ours: ours },
    off: one.image_out === undefined ? undefined : apart(ours, one.image_out),
    limit: isContinuum ? CONTINUUM_LIMIT : LIMIT,
  };
}

function imageIn(one: Case, cases: readonly Case[]): number[][] {
  if (typeof one.image_in !== "string") return one.image_in;
  const named = cases.find(({ name }) => one.image_in.endsWith(` ${name}`));
  if (named === undefined || named === one) throw new TypeError(`image_in: expected an image or the name of a case, found ${one.image_in}`);
  return imageIn(named, cases);
}

function express(one: Case): Result {
  const clocking = clockingOf(one, one.roe);
  const { passes, multipliers, saves } = traps.expressMatrix(one.n_rows, clocking, one.express, one.window_offset);
  const isPumping = clocking.sequence === "trap-pumping";
  const clock = traps.clockSequence(clocking.dwellTimes.length, isPumping, clocking.releaseAway && !isPumping).map((step) =>
    step.map((it) => ({
      high: Number(it.high),
      capture_from: it.captureFrom,
      release_to: it.releaseTo,
      release_fraction: it.releaseShare,
    })),
  );
  const matrix = rowsOf(multipliers, passes, one.n_rows);
  const store = rowsOf(saves, passes, one.n_rows);
  const flat = (steps: Case[][]): unknown[] =>
    steps.map((step) => step.map((it) => [[it.high], it.capture_from, it.release_to, it.release_fraction]));
  const off = apart([[passes], matrix, store, flat(clock)], [[one.n_passes], one.matrix, one.store, flat(one.clock)]);
  return { ours: { n_passes_ours: passes, matrix_ours: matrix, store_ours: store, clock_ours: clock }, off, limit: LIMIT };
}

function volumes(one: Case): Result {
  const well = new traps.WellFill(wellOf(one));
  const ours = one.n_electrons.map((electrons: number) => well.volume(electrons));
  return { ours: { fractional_volume_ours: ours }, off: apart(ours, one.fractional_volume), limit: LIMIT };
}

/** Rows of time, fill after it, and fill after a dwell time more among electrons (-1 when not asked for). */
function fills(one: Case): Result {
  const spread = { releaseTime: one.release_timescale, releaseSigma: one.release_timescale_sigma };
  const ours = one.values.map(([time, , after]: number[]) => [
    time,
    traps.fillAfter(spread, time),
    after === -1 ? -1 : traps.fillAfterDwell(spread, one.capture_timescale, time, one.dwell_time),
  ]);
  return { ours: { values_ours: ours }, off: apart(ours, one.values), limit: CONTINUUM_LIMIT };
}

function rowsOf(values: Float64Array | Float32Array | Uint8Array, rows: number, columns: number): number[][] {
  return Array.from({ length: rows }, (_, row) => Array.from(values.subarray(row * columns, (row + 1) * columns)));
}

/** Worst difference of two lists of numbers, however deep, over a scale; NaN when they differ in shape or one has no number. */
function apart(ours: unknown, theirs: unknown, scale: (theirs: number) => number = () => 1): number {
  if (!Array.isArray(theirs)) return Math.abs(Number(ours) - Number(theirs)) / scale(Number(theirs));
  if (!Array.isArray(ours) || ours.length !== theirs.length) return Number.NaN;
  return theirs.reduce((most, value, n) => Math.max(most, apart(ours[n], value, scale)), 0);
}

// Charge transfer against ArCTIC: a folder of JSON files, each an array of cases, told apart by what a case has.
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, "packages", path)).href);

/** Worst that is allowed, electrons: the twin's arithmetic is ArCTIC's; the tables of continua come from another quadrature. */
const LIMIT = 1e-9;
const CONTINUUM_LIMIT = 1e-8;
/** The fast kernel: electrons, or share of the pixel, whichever is larger. */
const KERNEL_LIMIT = { electrons: 1e-2, relative: 1e-5 };

/** Their words in ours. */
const species = ({ kind, density, release_timescale, capture_timescale, release_timescale_sigma, ...more }) => {
  const { fractional_volume_none_exposed: none = 0, fractional_volume_full_exposed: full = 0 } = more;
  return {
    kind: kind.replaceAll("_", "-"),
    density,
    releaseTime: release_timescale,
    ...(capture_timescale === undefined ? {} : { captureTime: capture_timescale }),
    ...(release_timescale_sigma === undefined ? {} : { releaseSigma: release_timescale_sigma }),
    ...(full > 0 ? { surface: { none, full } } : {}),
  };
};
const well = ({ full_well_depth, well_notch_depth, well_fill_power, first_electron_fill = 0 }) => ({
  fullWell: full_well_depth,
  notch: well_notch_depth,
  power: well_fill_power,
  firstElectronFill: first_electron_fill,
});
const phase = (one) => ({ ...well(one), trapFraction: one.fraction_of_traps });
const clocking = (roe, type) => ({
  sequence: type.replaceAll("_", "-"),
  dwellTimes: roe.dwell_times,
  ...(roe.n_pumps === undefined ? {} : { pumps: roe.n_pumps }),
  prescan: roe.prescan_offset ?? 0,
  // Theirs counts from 1; -1 is none.
  ...((roe.overscan_start ?? -1) >= 0 ? { overscanStart: roe.overscan_start - 1 } : {}),
  emptyBetweenColumns: roe.empty_traps_between_columns ?? true,
  emptyForFirstTransfers: roe.empty_traps_for_first_transfers,
  releaseAway: roe.force_release_away_from_readout,
  integerExpress: roe.use_integer_express_matrix,
});
const direction = (it) => ({
  clocking: clocking(it.roe, it.roe.type),
  phases: it.ccd_phases.map(phase),
  species: it.traps.map(species),
  express: it.express,
  windowOffset: it.window_offset ?? 0,
  windowStart: it.window_start ?? 0,
  ...((it.window_stop ?? -1) >= 0 ? { windowStop: it.window_stop } : {}),
});

/**
 * Runs every case of a folder through the plain kernels, and through the fast one where there is one.
 *
 * @param outFolder where our numbers go beside theirs, file by file; nothing is written without it
 * @returns how many cases are above their limit
 */
export async function arctic(folder, outFolder) {
  const kernels = await load("kernels/dist/index.js");
  if (outFolder !== undefined) mkdirSync(outFolder, { recursive: true });
  const names = readdirSync(folder).filter((name) => name.endsWith(".json"));
  if (names.length === 0) throw Object.assign(new Error("no cases"), { code: "ENOENT", path: join(folder, "*.json") });
  const worst = { twin: { off: 0, limit: LIMIT, id: "none" }, kernel: undefined };
  let failed = 0;
  let count = 0;
  for (const name of names.sort()) {
    const cases = JSON.parse(readFileSync(join(folder, name), "utf8"));
    console.log(basename(name));
    const answers = cases.map((one, n) => {
      const run = kindOf(one, `${name}[${n}]`);
      const start = performance.now();
      const { ours, results } = run(kernels, one, cases);
      const seconds = (performance.now() - start) / 1e3;
      const id = `${one.name ?? title(one)}`;
      const isAbove = results.some(({ off, limit }) => !(off <= limit));
      const figures = results.map(({ column, off, limit }) => `${column} ${off.toExponential(1).padStart(8)}${off <= limit ? "" : " ABOVE"}`);
      console.log(`  ${id.padEnd(58)} ${figures.join("  ")}${seconds > 1 ? `  ${seconds.toFixed(1)} s` : ""}`);
      for (const { column, off, limit } of results)
        if (worst[column] === undefined || !(off / limit <= worst[column].off / worst[column].limit)) worst[column] = { off, limit, id };
      if (isAbove) failed++;
      count++;
      return { ...one, ...ours };
    });
    if (outFolder !== undefined) writeFileSync(join(outFolder, name), `${JSON.stringify(answers)}\n`);
  }
  for (const [column, it] of Object.entries(worst))
    if (it !== undefined) console.log(`worst ${column}: ${it.off.toExponential(2)}, limit ${it.limit.toExponential(0)}, ${it.id}`);
  console.log(`${count} cases, ${failed} above a limit`);
  return failed;
}

/** What a case asks for, by what it has. */
function kindOf(one, place) {
  if ("image_in" in one) return image;
  if ("matrix" in one) return express;
  if ("fractional_volume" in one) return volumes;
  if ("values" in one && "release_timescale_sigma" in one) return continuum;
  const error = new Error(`${place}: expected a case with image_in, matrix, fractional_volume or values, found ${Object.keys(one).join(", ")}`);
  throw Object.assign(error, { isCases: true });
}

const title = (one) =>
  Object.entries(one)
    .filter(([, value]) => typeof value !== "object" && typeof value !== "string" && value !== false && value !== 0 && value !== -1)
    .map(([key, value]) => `${key.replace(/^(\w{4})\w*?(_\w{3})?\w*$/, "$1$2")} ${Number(value)}`)
    .join(" ")
    .slice(0, 58);

/** Worst difference of two lists of numbers, however deep; NaN when they differ in shape. */
function apart(ours, theirs) {
  if (!Array.isArray(theirs)) return Math.abs(ours - theirs);
  if (!Array.isArray(ours) || ours.length !== theirs.length) return Number.NaN;
  return theirs.reduce((most, value, n) => {
    const off = apart(ours[n], value);
    return off <= most ? most : off;
  }, 0);
}

/** An image before and after; `image_in` may name the case that has it. */
function image(kernels, one, cases) {
  const { rows, columns, operation, n_iterations, allow_negative_pixels, parallel, serial, image_out } = one;
  let { image_in } = one;
  while (typeof image_in === "string") {
    const words = image_in;
    image_in = cases.find(({ name }) => words.endsWith(` ${name}`))?.image_in;
  }
  const transfer = {
    ...(parallel === null ? {} : { parallel: direction(parallel) }),
    ...(serial === null ? {} : { serial: direction(serial) }),
    allowNegative: allow_negative_pixels,
  };
  const isContinuum = [parallel, serial].some((it) => it?.traps.some(({ kind }) => kind.endsWith("continuum")));
  const run = (add, remove) => {
    const pixels = Float64Array.from(image_in.flat());
    if (operation === "remove_cti") remove(pixels, columns, rows, transfer, n_iterations);
    else add(pixels, columns, rows, transfer);
    return Array.from({ length: rows }, (_, row) => Array.from(pixels.subarray(row * columns, (row + 1) * columns)));
  };
  const ours = run(kernels.addCti, kernels.removeCti);
  const results = [{ column: "twin", off: apart(ours, image_out), limit: isContinuum ? CONTINUUM_LIMIT : LIMIT }];
  return { ours: { image_out_ours: ours }, results };
}

/** Multipliers and saves of passes, and the steps of the clock. */
function express(kernels, one) {
  const clock = clocking(one, one.roe);
  const { passes, multipliers, saves } = kernels.expressMatrix(one.n_rows, clock, one.express, one.window_offset);
  const rowsOf = (values) => Array.from({ length: passes }, (_, n) => Array.from(values.subarray(n * one.n_rows, (n + 1) * one.n_rows)));
  const isPumping = clock.sequence === "trap-pumping";
  const sequence = kernels.clockSequence(clock.dwellTimes.length, isPumping, clock.releaseAway && !isPumping);
  const theirs = one.clock.map((step) => step.map((it) => [[it.high], it.capture_from, it.release_to, it.release_fraction]));
  const ours = {
    n_passes_ours: passes,
    matrix_ours: rowsOf(multipliers),
    store_ours: rowsOf(saves),
    clock_ours: sequence.map((step) =>
      step.map((it) => ({ high: Number(it.high), capture_from: it.captureFrom, release_to: it.releaseTo, release_fraction: it.releaseShare })),
    ),
  };
  const mine = ours.clock_ours.map((step) => step.map((it) => [[it.high], it.capture_from, it.release_to, it.release_fraction]));
  const off = apart([[[passes]], ours.matrix_ours, ours.store_ours], [[[one.n_passes]], one.matrix, one.store]);
  const clockOff = apart(mine, theirs);
  return { ours, results: [{ column: "twin", off: off >= clockOff ? off : clockOff, limit: LIMIT }] };
}

function volumes(kernels, one) {
  const fill = new kernels.WellFill(well(one));
  const ours = one.n_electrons.map((electrons) => fill.volume(electrons));
  return { ours: { fractional_volume_ours: ours }, results: [{ column: "twin", off: apart(ours, one.fractional_volume), limit: LIMIT }] };
}

/** Fills of a continuum of release times after a time, and after a dwell time more among electrons (-1: not asked for). */
function continuum(kernels, one) {
  const spread = { releaseTime: one.release_timescale, releaseSigma: one.release_timescale_sigma };
  const ours = one.values.map(([time, , after]) => [
    time,
    kernels.fillAfter(spread, time),
    after === -1 ? -1 : kernels.fillAfterDwell(spread, one.capture_timescale, time, one.dwell_time),
  ]);
  return { ours: { values_ours: ours }, results: [{ column: "twin", off: apart(ours, one.values), limit: CONTINUUM_LIMIT }] };
}

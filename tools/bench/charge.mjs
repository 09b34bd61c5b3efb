// Brighter-fatter and cosmic rays of one CCD, with the reference model: the effect with its kernel beside its plain twin, on one thread.

import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { load, root } from "./load.mjs";
import { used } from "./noise.mjs";

/** VIS: one CCD. */
const WIDTH = 4096;
const HEIGHT = 4132;
const MARGINS = { prescan: 51, overscan: 29, parallelOverscan: 20 };
/** e-/pixel; zodiacal light of a nominal exposure */
const SKY = 225;
/** Electrons; as the reference simulation has it. */
const FULL_WELL = 192_000;
/** s; what the covering fraction of cosmic rays counts for */
const EXPOSURE = 565;
/** Pixels. */
const DIFFUSION = 0.32;
/** Runs of which the best counts: what else the machine does only adds. The first one is what a process pays that simulates one CCD. */
const REPEATS = 7;
const TWIN_REPEATS = 3;

/** Sky with photon noise in the pool's memory, and an effect's context. */
async function exposed() {
  const { poissonOn, startPool, stream } = await load("kernels/dist/index.js");
  const pool = startPool();
  const pixels = pool.float32(WIDTH * HEIGHT).fill(SKY);
  await poissonOn(pool, stream(1, "bench", "sky"), pixels);
  const context = {
    commandedDuration: EXPOSURE,
    readoutTime: 0,
    random: stream(1, "bench", "charge"),
    signal: new AbortController().signal,
    report() {},
  };
  return { pool, context, frame: { kind: "charge", width: WIDTH, height: HEIGHT, pixels, margins: MARGINS } };
}

/** The runs that took least, and what the first one took. Memory is what the kernel needs: it goes first. */
async function compared(kernel, twin) {
  const runs = [];
  for (let n = 0; n < REPEATS; n++) runs.push(await used(kernel));
  const plain = [];
  for (let n = 0; n < TWIN_REPEATS; n++) plain.push(await used(twin));
  const least = (of, figure) => Math.min(...of.map((run) => run[figure]));
  const cpu = least(runs, "cpu_s");
  const plainCpu = least(plain, "cpu_s");
  return {
    cpu_s: cpu,
    wall_s: least(runs, "wall_s"),
    peak_mib: runs.at(-1).peak_mib,
    first_cpu_s: runs[0].cpu_s,
    ns_per_pixel: (1e9 * cpu) / (WIDTH * HEIGHT),
    twin_cpu_s: plainCpu,
    ratio: plainCpu / cpu,
  };
}

const reference = () => import(pathToFileURL(join(root, "tools/reference-workdir/dist/optics.js")).href);

export async function bfe() {
  const { brighterFatter } = await load("vis-detector/dist/effects/charge/brighter-fatter.js");
  const { brighterFatterModel: model } = await reference();
  const { pool, context, frame } = await exposed();
  // Without memory for its workers, the kernel leaves all to the plain function.
  const idle = { ...pool, kernels: { ...pool.kernels, scratchBytes: () => 0 } };
  const apply = (on) => () => brighterFatter.apply(frame, { model, steps: 1, fullWell: FULL_WELL }, { ...context, pool: on });
  return {
    doc: `brighter-fatter of one CCD of ${SKY} e- a pixel, one step, reference coefficients; best of ${REPEATS} runs, beside plain TypeScript, the same bits`,
    parts: [{ label: "brighter-fatter", task: () => compared(apply(pool), apply(idle)) }],
  };
}

export async function rays() {
  const { addTracks } = await load("kernels/dist/index.js");
  const { cosmicRays, drawTrack } = await load("vis-detector/dist/effects/charge/cosmic-rays.js");
  const { cosmicRayModel: model } = await reference();
  const { pool, context, frame } = await exposed();
  const settings = { model, isCorrelated: true, diffusion: DIFFUSION };
  const twin = () =>
    addTracks(frame, DIFFUSION, (model.coveringFraction * EXPOSURE * WIDTH * HEIGHT) / model.duration, (index) => ({
      ...drawTrack(context.random, index, frame, settings, EXPOSURE),
      rowsMoved: 0,
    }));
  return {
    doc: `cosmic rays of one CCD in ${EXPOSURE} s, reference tables, charge spread by ${DIFFUSION} pixel; best of ${REPEATS} runs, beside plain TypeScript, the same bits`,
    parts: [{ label: "cosmic rays", task: () => compared(() => cosmicRays.apply(frame, settings, { ...context, pool }), twin) }],
  };
}

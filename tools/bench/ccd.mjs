// One whole CCD, from the files of its job to its product: what each effect costs beside a plain copy of the frame.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { load, root } from "./load.mjs";
import { used } from "./noise.mjs";

/** Pixels of a CCD. */
const PIXELS = 4096 * 4132;
/** A frame is read and written: bytes. */
const BYTES = 8 * PIXELS;
const CCD = "3-4";
const ALL = "all effects";
/** What a calibration exposure has and one of the sky has not: a LED of 100 electrons a pixel, injected lines, pumped traps. */
const CALIBRATION = {
  lamp: [{ led: 1, wavelength: 590, fluence: 100, profile: [[1]] }],
  injection: { level: 15_000, nonUniformity: 100, slope: 0, injectedLines: 420, nonInjectedLines: 100, start: 0, end: 2086 },
  pumping: { direction: "parallel", pumps: 5000, phaseTime: 1e-3, releaseSigma: 0.1 },
};

export async function ccd() {
  const { effects, visDetector } = await load("vis-detector/dist/index.js");
  const { detectorExposure, detectorJob } = await load("formats/dist/product/index.js");
  const { nodeFolder, nodeThread } = await load("stage/dist/index.js");
  const workdir = mkdtempSync(join(tmpdir(), "elvis-bench-"));
  const elvis = (...argv) =>
    execFileSync(process.execPath, [join(root, "apps/elvis/dist/cli.js"), ...argv], { stdio: ["ignore", "ignore", "ignore"] });
  elvis("init", workdir);
  elvis("run", "all", "--workdir", workdir, "--ccds", CCD, "--jobs", "1", "--allow-missing");
  const folder = nodeFolder(workdir);
  const conf = readdirSync(join(workdir, "data")).find((name) => name.startsWith("myVISconf"));
  const job = await detectorJob.decode(await folder.open(`data/${conf}`), folder);
  const isPresent = ({ elvisKey }) => job.effects[elvisKey];
  const present = effects.filter(isPresent);
  const every = {
    ...job,
    effects: Object.fromEntries(effects.map(({ elvisKey }) => [elvisKey, true])),
    models: { ...job.models, ...CALIBRATION },
  };
  let marks = new Map();
  let last;
  const context = {
    runDate: new Date("2026-01-01T00:00:00Z"),
    signal: new AbortController().signal,
    spawn: nodeThread,
    progress() {},
    print() {},
    /** Each effect logs its name when it is done and its line of the budget is written. */
    log(event) {
      const cpu = process.cpuUsage();
      const now = { cpu_s: (cpu.user + cpu.system) / 1e6, wall_s: performance.now() / 1e3 };
      if (last !== undefined && effects.some(({ name }) => name === event))
        marks.set(event, { cpu_s: now.cpu_s - last.cpu_s, wall_s: now.wall_s - last.wall_s });
      last = now;
    },
  };
  const from = new Float32Array(PIXELS).fill(1);
  const to = from.slice();
  let exposure;
  let copy;
  const rate = ({ wall_s }) => BYTES / wall_s / 1e9;
  const row = ({ cpu_s, wall_s }) => ({
    cpu_s,
    wall_s,
    ns_per_pixel: (1e9 * cpu_s) / PIXELS,
    gb_s: rate({ wall_s }),
    copies: wall_s / copy.wall_s,
  });
  const simulated =
    (conf, workers = 1) =>
    async () => {
      marks = new Map();
      context.log("start");
      ({ exposure } = await visDetector.run({ conf }, { keepSteps: false, workers }, context));
    };
  const perEffect = (wanted) => wanted.map(({ name }) => ({ label: `  ${name}`, task: () => row(marks.get(name)) }));
  const added = effects.filter((effect) => !isPresent(effect));
  return {
    doc: `CCD ${CCD} of the demo's field, one thread unless said; each effect with its line of the budget; with all ${effects.length}, an exposure of the sky has the lamp, injected lines and pumped traps too`,
    parts: [
      {
        label: "plain copy of the frame",
        task: async () => {
          copy = await used(() => to.set(from));
          return row(copy);
        },
      },
      { label: `the sky's ${present.length} effects`, task: simulated(job) },
      ...perEffect(present),
      { label: ALL, task: simulated(every) },
      ...perEffect(added),
      { label: `${ALL}, two threads`, task: simulated(every, 2) },
      {
        label: "product written",
        task: async () => {
          await folder.create("data/bench.fits", (sink) => detectorExposure.encode(exposure, sink, folder));
          folder.close();
          rmSync(workdir, { recursive: true });
        },
      },
    ],
    total: (found) => {
      const sum = (figure) => found[ALL][figure] + found["product written"][figure];
      return { cpu_s: sum("cpu_s"), wall_s: sum("wall_s"), peak_mib: found["product written"].peak_mib };
    },
  };
}

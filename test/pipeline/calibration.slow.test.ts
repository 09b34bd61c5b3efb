// Every kind of calibration but the bias, from the request to the raw frame, one CCD of full size.
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { openFits } from "../../packages/formats/src/fits/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import { calibrationRequest, done, filesOf, referenceWorkdir, shared } from "./workdirs.ts";

vi.setConfig({ testTimeout: 600_000, hookTimeout: 240_000 });

let workdir: string;
let params: string;
beforeAll(async () => {
  workdir = mkdtempSync(join(tmpdir(), "elvis-calibrations-"));
  await referenceWorkdir(workdir);
  params = readFileSync(join(workdir, "params.dat"), "utf8");
});
afterAll(() => rmSync(workdir, { recursive: true, force: true }));

const CHECK = shared("checks/check_raw_frame.py");
const hasCheck = existsSync(CHECK) && spawnSync("/usr/bin/python3", ["-c", "import astropy"]).status === 0;

interface Frame {
  readonly card: (name: string) => unknown;
  /** Electrons above the pedestal of a quadrant of CCD 3-4. */
  readonly electrons: (letter: string) => Promise<Float32Array>;
}

/** The raw frames of a calibration, one an exposure. Each run has a seed of its own, and so files of its own names. */
async function framesOf(type: string, seed: number, ...settings: readonly string[]): Promise<readonly Frame[]> {
  const folder = nodeFolder(workdir);
  await calibrationRequest(folder, type);
  writeFileSync(join(workdir, "params.dat"), params);
  appendFileSync(join(workdir, "params.dat"), settings.map((line) => `${line}\n`).join(""));
  const earlier = new Set(filesOf(workdir));
  await done("elvis", workdir, "run", "all", "--ccds=3-4", "--allow-missing", `--seed=${seed}`);
  const pattern = new RegExp(`^data/EUC_SIM_VIS-${type.replace("_", "-")}-.*\\.fits$`);
  const files = filesOf(workdir).filter((name) => pattern.test(name) && !earlier.has(name));
  return Promise.all(
    files.map(async (file) => {
      if (hasCheck) {
        const { status, stdout } = spawnSync("/usr/bin/python3", [CHECK, join(workdir, file), "--missing-ok"], { encoding: "utf8" });
        expect(status, stdout).toBe(0);
      }
      const fits = await openFits(await folder.open(file));
      return {
        card: (name: string) => fits.primary.header.get(name),
        async electrons(letter: string) {
          const quadrant = fits.image(`3-4.${letter}`);
          const [level, gain] = [quadrant.header.number("BIAS_LVL")!, quadrant.header.number("GAIN")!];
          return Float32Array.from((await quadrant.read()).pixels as Uint16Array, (adu) => (adu - level) * gain);
        },
      };
    }),
  );
}
const WIDTH = 2128;
/** Median over the light of a line: cosmic rays and defects have no say. */
const median = (values: ArrayLike<number>): number => Float32Array.from(values).sort()[values.length >> 1];
const line = (plane: Float32Array, y: number): number => median(plane.subarray(y * WIDTH + 51, y * WIDTH + 2099));

test("a flat has the light of the lamp, and says which LED was on", async () => {
  const [flat] = await framesOf("FLAT", 1, "lampFluence=60000");
  const plane = await flat.electrons("E");
  const square = Array.from({ length: 200 }, (_, v) => plane.subarray((900 + v) * WIDTH + 900, (900 + v) * WIDTH + 1100));
  // Profile and illumination are within 3 % of 1.
  expect(Math.abs(median(square.flatMap((row) => [...row])) / 60_000 - 1)).toBeLessThan(0.04);
  expect([flat.card("IMG_T1"), flat.card("IMG_T2"), flat.card("CUSTATUS"), flat.card("CU_FLU2")]).toEqual(["FLAT", "LAMP", "On", 60_000]);
});

test("a linearity ramp rises in steps of its fluences", async () => {
  const ramp = await framesOf("LINEARITY", 2, "linearityFluences=20000,150000");
  const [low, high] = [line(await ramp[0].electrons("F"), 1000), line(await ramp[1].electrons("F"), 1000)];
  expect(ramp).toHaveLength(2);
  // The response is straight to 0.3 %.
  expect(Math.abs(high / low / 7.5 - 1)).toBeLessThan(0.01);
});

test("charge injection has blocks of lines in all quadrants, with the trails of charge that crossed all rows", async () => {
  const [injected] = await framesOf("CHARGE_INJECTION", 3);
  expect(["CI_STAT", "CI_IJON", "CI_IJOFF", "CI_VSTAR", "CI_VEND"].map(injected.card)).toEqual(["On", 200, 200, 16, 2066]);
  for (const letter of ["E", "F", "G", "H"]) {
    const plane = await injected.electrons(letter);
    for (const y of [100, 600, 1000, 1800, 2050]) expect(Math.abs(line(plane, y) / 50_000 - 1), `${letter} ${y}`).toBeLessThan(0.01);
    for (const y of [5, 400, 800, 2000]) expect(Math.abs(line(plane, y)), `${letter} ${y}`).toBeLessThan(30);
    // First line of a block, and the line after it: alike near the register and far from it.
    for (const start of [16, 1616]) {
      expect(line(plane, start) / line(plane, start + 100)).toBeLessThan(0.999);
      expect(Math.abs(line(plane, start + 200) - 140)).toBeLessThan(20);
    }
    // Serial trails: the first overscan column beside a bright block.
    const beside = median(Array.from({ length: 180 }, (_, v) => plane[(1220 + v) * WIDTH + 2099]));
    expect(beside).toBeGreaterThan(3);
    expect(median(Array.from({ length: 180 }, (_, v) => plane[(1220 + v) * WIDTH + 30]))).toBeLessThan(beside);
  }
});

test.each([
  ["parallel", WIDTH],
  ["serial", 1],
])("%s trap pumping sets neighbours along its direction against each other, and its header says so", async (pumping, along) => {
  // As many pumps as make dipoles larger than the shot noise of the charge.
  const [pumped] = await framesOf("TRAP_PUMPING", along, `pumping=${pumping}`, "pumps=50000", "radiationDamage=false");
  const plane = await pumped.electrons("G");
  const [first, last, left, right] = [200, 1200, 200, 1800];
  const levels = new Float64Array(WIDTH);
  for (let x = left; x < right; x++) for (let y = first; y < last; y++) levels[x] += plane[y * WIDTH + x] / (last - first);
  const level = levels.reduce((sum, value) => sum + value, 0) / (right - left);
  let [squares, products] = [0, 0];
  for (let y = first; y < last - 1; y++)
    for (let x = left; x < right - 1; x++) {
      const at = y * WIDTH + x;
      // Columns differ by what is injected into them: no matter for pixels of one row.
      const mean = along === 1 ? level : levels[x];
      squares += (plane[at] - mean) ** 2;
      products += (plane[at] - mean) * (plane[at + along] - mean);
    }
  expect(products / squares).toBeLessThan(-0.1);
  expect(pumped.card("TP_STAT")).toBe(pumping === "serial" ? "Serial" : "Parallel");
  expect(pumped.card("TP_PUMPS")).toBe(50_000);
});

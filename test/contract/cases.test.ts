// `npm run cases -- arctic DIR --out DIR2` on one case: ours beside theirs in the file that it writes, and the exit code.
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const tool = fileURLToPath(new URL("../../tools/oracle/cases.mjs", import.meta.url));
let base: string;
beforeAll(() => {
  base = mkdtempSync(join(tmpdir(), "elvis-cases-"));
});
afterAll(() => rmSync(base, { recursive: true, force: true }));

/** A pixel of 1000 electrons in row 4, 10 traps a pixel that release half a pixel later, every transfer made: what ArCTIC 7.0.7 leaves of it, and of the trail. */
const TRAIL = [950.9900499, 28.795687806986795, 17.038782469725685, 9.919281449650171];
const one = (imageOut: readonly number[]) => ({
  name: "pixel",
  description: "one bright pixel",
  operation: "add_cti",
  n_iterations: 0,
  allow_negative_pixels: true,
  parallel: {
    roe: {
      type: "standard",
      dwell_times: [1],
      prescan_offset: 0,
      overscan_start: -1,
      empty_traps_between_columns: true,
      empty_traps_for_first_transfers: false,
      force_release_away_from_readout: true,
      use_integer_express_matrix: false,
    },
    ccd_phases: [{ full_well_depth: 1000, well_notch_depth: 0, well_fill_power: 1, first_electron_fill: 0, fraction_of_traps: 1 }],
    traps: [
      {
        kind: "instant_capture",
        density: 10,
        release_timescale: 1 / Math.LN2,
        fractional_volume_none_exposed: 0,
        fractional_volume_full_exposed: 0,
      },
    ],
    express: 0,
    window_offset: 0,
    window_start: 0,
    window_stop: -1,
    prune_n_electrons: 0,
    prune_frequency: 0,
  },
  serial: null,
  rows: 8,
  columns: 1,
  image_in: [0, 0, 0, 0, 1000, 0, 0, 0].map((electrons) => [electrons]),
  image_out: imageOut.map((electrons) => [electrons]),
});

/** Runs the tool on a folder of one case. */
function run(name: string, imageOut: readonly number[]) {
  const [folder, out] = [join(base, name), join(base, `${name}-ours`)];
  mkdirSync(folder);
  writeFileSync(join(folder, "own.json"), JSON.stringify([one(imageOut)]));
  const { status, stdout } = spawnSync(process.execPath, [tool, "arctic", folder, "--out", out], { encoding: "utf8" });
  return { status, stdout, ours: JSON.parse(readFileSync(join(out, "own.json"), "utf8"))[0] };
}

test("writes ours in place of theirs, prints the worst of twin and kernel, and ends with 0 where both are within their limits", () => {
  const { status, stdout, ours } = run("right", [0, 0, 0, 0, ...TRAIL]);
  expect({ status, stdout }).toMatchObject({ status: 0 });
  expect(stdout).toMatch(/worst twin \S+, limit 1e-9: pixel.*\nworst kernel \S+, limit 1e-2: pixel.*\n1 cases, 0 above a limit\n$/);
  expect(ours.name).toBe("pixel");
  ours.image_out.forEach(([electrons]: number[], row: number) => void expect(electrons).toBeCloseTo([0, 0, 0, 0, ...TRAIL][row], 9));
});

test("ends with 1 where one is not, and says so", () => {
  const { status, stdout } = run("wrong", [0, 0, 0, 0, TRAIL[0] + 0.05, ...TRAIL.slice(1)]);
  expect(status).toBe(1);
  expect(stdout).toMatch(/twin +5\.0e-2 of 1e-9 ABOVE +kernel +5\.0e-2 of 1e-2 ABOVE/);
  expect(stdout).toMatch(/1 cases, 1 above a limit\n$/);
});

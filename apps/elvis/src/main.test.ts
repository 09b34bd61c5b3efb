import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { testWorld } from "@elvis/stage/testing";
import { afterEach, beforeEach, expect, test } from "vitest";
import { elvis } from "./main.ts";

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "elvis-main-"));
});
afterEach(() => rmSync(root, { recursive: true }));

async function command(...argv: string[]) {
  const { world, said } = testWorld(root, { package: { name: "elvis", version: "1.2.3" } });
  return { status: await elvis(argv, world), ...said() };
}

test("--help lists every command, --version is the package's", async () => {
  const { status, out } = await command("--help");
  expect(status).toBe(0);
  for (const name of ["init", "run", "scripts", "demo", "import", "names", "gather"]) expect(out).toMatch(new RegExp(`^ +${name} `, "m"));
  expect(await command("--version")).toEqual({ status: 0, out: "1.2.3\n", err: "" });
});

test("import's help lists the kinds of catalogues", async () => {
  expect((await command("import", "--help")).out).toMatch(/gaia: Gaia, from FITS/);
});

test("gather writes the list that names prints", async () => {
  expect(await command("gather", "a/list.json", "data/x.xml", "data/y.xml")).toMatchObject({ status: 0, err: "" });
  expect(await command("names", "a/list.json")).toEqual({ status: 0, out: "data/x.xml\ndata/y.xml\n", err: "" });
});

test.each([
  [["fly"], 'expected a command (elvis --help lists them), found "fly"'],
  [["run", "half"], 'run: expected tu, post-tu or all, found "half"'],
  [["run"], "expected"],
  [["run", "tu", "--jobs", "0"], '--jobs: expected a number of at least 1, found "0"'],
  [["run", "all", "--run-date", "soon"], '--run-date: expected a date like 2026-01-31T12:00:00Z, found "soon"'],
  [["run", "all", "--params", "none.dat"], "--params: expected a file, found nothing at"],
  [["run", "tu", "--ccds", "4", "--allow-missing"], "--ccds: expected an option of planner, tu, found one that none of them takes"],
  [["run", "all", "--ccds", "4"], "--ccds: expected all 36 CCDs for a raw frame, found 4; --allow-missing writes the others as NO_DATA"],
  [["run", "all", "--ccds", "7-7"], '--ccds: expected "all", a count, or CCDs 1-1 to 6-6 with commas between, found "7-7"'],
  [["run", "all", "--ccds", "37"], "--ccds: expected 1 to 36 CCDs, found 37"],
  [["run", "post-tu", "--seed", "4"], "--seed: expected an option of"],
  [["run", "post-tu", "--allow-gaps"], "--allow-gaps: expected an option of"],
  [["scripts", "nowhere"], "--workdir: expected a folder, found nothing at"],
  [["init", "x", "--dec", "-95"], "--dec: expected -89 to 89 degrees, found -95"],
  [["init", "x", "--magnitude-limit", "40"], "--magnitude-limit: expected 15 to 28, found 40"],
  [["init", "x", "--magnitude-limit", "faint"], '--magnitude-limit: expected a number, found "faint"'],
  [["init", "x", "--seed", "many"], '--seed: expected a number, found "many"'],
  [["names", "../list.json"], "expected a file name inside the workdir"],
  [["import"], "import: expected a kind of catalogue"],
])("elvis %j ends with status 1 and one line", async (argv, message) => {
  writeFileSync(join(root, "params.dat"), "simrequest=request.xml\n");
  const { status, out, err } = await command(...argv);
  expect({ status, out, lines: err.trim().split("\n").length }).toEqual({ status: 1, out: "", lines: 1 });
  expect(err).toMatch(/^elvis: error: /);
  expect(err.toLowerCase()).toContain(message.toLowerCase());
});

test("init with an option out of its range makes no folder; a file where the folder should be is one line", async () => {
  expect((await command("init", "x", "--ra", "400")).status).toBe(1);
  expect(readdirSync(root)).toEqual([]);
  writeFileSync(join(root, "x"), "");
  const { status, err } = await command("init", "x/y");
  expect(status).toBe(1);
  expect(err).toMatch(
    /^elvis: error: .*x\/y: expected a file or folder that can be read or written, found a file where a folder should be\n$/,
  );
});

test.each([
  [["--ccds", "7-7", "--allow-missing"], '--ccds: expected "all", a count, or CCDs 1-1 to 6-6 with commas between, found "7-7"'],
  [["--ccds", "0", "--allow-missing"], "--ccds: expected 1 to 36 CCDs, found 0"],
  [["--keep-steps", "STAR"], "--keep-steps: expected effects"],
  [["--seed", "x"], '--seed: expected number, found "x"'],
  [["--run-date", "2026-13-45"], '--run-date: expected a date like 2026-01-31T12:00:00Z, found "2026-13-45"'],
])("run %j is refused before any stage runs", async (flags, message) => {
  writeFileSync(join(root, "params.dat"), "simrequest=request.xml\n");
  const { status, err } = await command("run", "all", ...flags);
  expect({ status, lines: err.trim().split("\n").length }).toEqual({ status: 1, lines: 1 });
  expect(err).toContain(message);
  expect(readdirSync(root)).toEqual(["params.dat"]);
});

test("a folder without a params.dat is not run and gets no scripts", async () => {
  for (const argv of [
    ["run", "all"],
    ["scripts", "."],
  ])
    expect((await command(...argv)).err).toMatch(
      /^elvis: error: --params: expected a params.dat in .* \(elvis init makes one\), found none\n$/,
    );
  expect(readdirSync(root)).toEqual([]);
});

test("a run whose first stage lacks its input names the task and passes on what the stage said", async () => {
  writeFileSync(join(root, "params.dat"), "simrequest=request.xml\n");
  const { status, err } = await command("run", "tu");
  expect(status).toBe(1);
  expect(err).toMatch(
    /^elvis: error: SimPlanner failed with status 1 \(log: logs\/SimPlanner\.log\): elvis-planner: error: --survey: expected a file/,
  );
});

test("scripts writes the seven numbered scripts, each saying what it does", async () => {
  writeFileSync(join(root, "params.dat"), "simrequest=request.xml\nmdb=mdb.xml\n");
  const { status, out, err } = await command("scripts", ".", "--ccds", "4", "--allow-missing", "--run-date", "2026-01-02");
  expect({ status, err }).toEqual({ status: 0, err: "" });
  const names = [
    "0_SimPlanner",
    "1_EuclidTU",
    "2_SimTuInputConfMatch",
    "3_SimPlannerPointing",
    "4_EuclidVisSplit",
    "5_EuclidVisDetector",
    "6_EuclidVisCombine",
  ].map((name) => `${name}.sh`);
  expect(out.trim().split("\n")).toEqual(names);
  expect(
    readdirSync(root)
      .filter((name) => name.endsWith(".sh"))
      .sort(),
  ).toEqual(names);
  const detector = readFileSync(join(root, "5_EuclidVisDetector.sh"), "utf8").replace(/"?\/[^ "]*\/cli\.js"?/g, "CLI");
  expect(detector).toMatchInlineSnapshot(`
    "#!/bin/sh
    # 5_EuclidVisDetector: simulates one CCD: its four quadrants as they are read out, the truth, and the images after chosen effects.
    # Runs it for every pointing, every exposure, every detector, one after the other; needs what 4_EuclidVisSplit.sh makes.
    # Logs are in logs/. \`elvis-vis-detector --help\` explains the flags. Written by \`elvis scripts\`.
    set -eu
    cd "$(dirname "$0")"

    # The commands of the installation that wrote this script; where that is gone, those on the PATH.
    vis_detector() { if [ -f CLI ]; then node CLI "$@"; else command elvis-vis-detector "$@"; fi; }
    elvis() { if [ -f CLI ]; then node CLI "$@"; else command elvis "$@"; fi; }

    echo "5_EuclidVisDetector: simulates one CCD: its four quadrants as they are read out, the truth, and the images after chosen effects" >&2
    pointings=$(elvis names SimPlanner_pkg/pointing_input_files_list.json)
    iteration=0
    for pointing_file in $pointings; do
      iteration=$((iteration + 1))
      exposures=$(elvis names "call_pointing.iterations.$iteration.SimSplitter_pkg/VIS_input_pointing_list.json")
      exposure=0
      for exposure_file in $exposures; do
        exposure=$((exposure + 1))
        detectors=$(elvis names "call_pointing.iterations.$iteration.call_exposure.iterations.$exposure.VisSplit_pkg/VIS_detector_list.json")
        made=
        for detector_file in $detectors; do
          part=\${detector_file##*/}
          part=CCD\${part#*CCD}
          part=\${part%%_*}
          product=$(vis_detector \\
            --workdir=. \\
            --params=params.dat \\
            "--conf=$detector_file" \\
            --run-date=2026-01-02 \\
            --logdir=logs \\
            "--log-file=EuclidVisDetector.$iteration.$exposure.$part.log")
          echo "$product"
          made="$made $product"
        done
        elvis gather "call_pointing.iterations.$iteration.call_exposure.iterations.$exposure.VisDetector_pkg/VIS_detector_output_list.json" $made
      done
    done
    "
  `);
  expect(readFileSync(join(root, "4_EuclidVisSplit.sh"), "utf8")).toMatch(/--ccds=4/);
});

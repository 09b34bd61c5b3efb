import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { confmatch } from "../../packages/confmatch/src/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { pointing } from "../../packages/pointing/src/index.ts";
import type { AnyStage } from "../../packages/stage/src/paths.ts";
import { tu } from "../../packages/tu/src/index.ts";
import { stars } from "../../packages/tu/test/values.ts";
import { command, tinyWorkdir, writeStars } from "./tiny-workdir.ts";

let base: string;
let place: { ra: number; dec: number };
let root: string;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-contract-"));
  place = await tinyWorkdir(join(base, "made"));
});
afterAll(() => rmSync(base, { recursive: true }));
beforeEach(() => {
  root = join(base, "work");
  cpSync(join(base, "made"), root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Every file with its bytes, but the logs. */
function tree(folder: string): Record<string, string> {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name).slice(folder.length + 1));
  return Object.fromEntries(
    files
      .sort()
      .filter((name) => !name.startsWith("logs/"))
      .map((name) => [name, readFileSync(join(folder, name), "latin1")]),
  );
}

const CHAIN: readonly (readonly [AnyStage, ...string[]])[] = [
  [planner],
  [tu, "--iteration=1"],
  [tu, "--iteration=2"],
  [confmatch, "--tucatalog=all.json"],
  [pointing, "--iteration=2"],
];
const UNIVERSES = JSON.stringify([1, 2].map((k) => `call_pointing.iterations.${k}.SimTU_pkg/outputTU.xml`));

test("a workdir that moves before every stage gives the same files as one that stays", async () => {
  const moving = join(base, "moving-0");
  cpSync(root, moving, { recursive: true });
  for (const folder of [root, moving]) writeFileSync(join(folder, "all.json"), UNIVERSES);
  let here = moving;
  for (const [at, [stage, ...argv]] of CHAIN.entries()) {
    expect(await command(stage, root, ...argv)).toMatchObject({ status: 0 });
    renameSync(here, join(base, `moving-${at + 1}`));
    here = join(base, `moving-${at + 1}`);
    expect(await command(stage, base, `--workdir=moving-${at + 1}`, ...argv)).toMatchObject({ status: 0 });
  }
  const files = tree(root);
  expect(Object.keys(files)).toContain("call_pointing.iterations.2.SimSplitter_pkg/VIS_input_pointing_list.json");
  expect(tree(here)).toEqual(files);
  expect(Object.values(files).some((bytes) => bytes.includes(base))).toBe(false);
  rmSync(here, { recursive: true });
});

describe("wrong input ends with status 1, one line that names it, and no product:", () => {
  const put = (name: string, text: string) => writeFileSync(join(root, name), text);
  const edit = (name: string, from: string | RegExp, to: string) => {
    const before = readFileSync(join(root, name), "latin1");
    const after = before.replace(from, to);
    expect(after).not.toBe(before);
    writeFileSync(join(root, name), after, "latin1");
  };
  const starTable = () => join("data", readdirSync(join(root, "data")).find((name) => name.startsWith("STARS"))!);

  const cases: readonly (readonly [string, AnyStage, () => unknown, readonly string[], RegExp])[] = [
    [
      "a missing port",
      planner,
      () => put("params.dat", "simrequest=request.xml mdb=mdb.xml orbit=orbit.oem\n"),
      [],
      /--survey: expected a file \([^)]+\), found none: give --survey FILE/,
    ],
    ["a missing file", planner, () => {}, ["--survey=none.xml"], /none\.xml: expected a file for --survey/],
    [
      "a list that names a missing file",
      tu,
      () => put("starcat.json", '["STARCAT.xml", "gone.xml"]'),
      [],
      /starcat\.json: entry 2: .*gone\.xml/,
    ],
    [
      "a missing data file",
      tu,
      () => rmSync(join(root, starTable())),
      [],
      /data\/STARS\.fits: expected a file, found none of that name, which STARCAT\.xml lists/,
    ],
    ["a truncated FITS file", tu, () => truncateSync(join(root, starTable()), 4000), [], /STARS\.fits: .*expected/],
    [
      "a FITS file cut inside its rows",
      tu,
      () => truncateSync(join(root, starTable()), readFileSync(join(root, starTable())).length - 2880),
      [],
      /STARS\.fits: .*expected/,
    ],
    ["XML that is not XML", planner, () => put("survey.xml", "BITPIX = 8\n"), [], /survey\.xml: .*expected/],
    ["XML that is cut", planner, () => truncateSync(join(root, "survey.xml"), 700), [], /survey\.xml: .*expected/],
    ["the wrong product type", planner, () => {}, ["--survey=request.xml"], /request\.xml: .*expected .*found/],
    ["a catalogue without a needed column", tu, () => edit(starTable(), "'RA      '", "'RB      '"), [], /STARS\.fits: .*RA/],
    [
      "a position that is not a number",
      tu,
      () =>
        writeStars(
          root,
          stars([
            { id: 1, ...place },
            { id: 2, ra: Number.NaN, dec: place.dec },
          ]),
        ),
      [],
      /--starcat: 1 of 2 rows are impossible/,
    ],
    [
      "a file name with '..' in a list",
      tu,
      () => put("starcat.json", '["../made/STARCAT.xml"]'),
      [],
      /starcat\.json: entry 1: expected a file name inside the workdir, without '\.\.'/,
    ],
    [
      "a file name with '..' in a product",
      tu,
      () => edit("STARCAT.xml", "STARS.fits", "../../made/data/STARS.fits"),
      [],
      /STARCAT\.xml: .*expected .*'\.\.'|STARCAT\.xml: .*expected a (bare )?file name/,
    ],
    [
      "a file name with '..' on the command line",
      tu,
      () => {},
      ["--starcat=../made/starcat.json"],
      /--starcat .*file name: expected a file name inside the workdir/,
    ],
    [
      "tiles that leave a hole in the field",
      tu,
      () => edit("STARCAT.xml", /(<DecMax[^>]*>)90/, `$1${place.dec - 0.01}`),
      [],
      /--starcat: the tiles of STARS leave [45]\d\.\d % of the field empty, at RA [\d.]+, DEC [\d.-]+ for one: expected tiles that cover the field, or --allow-gaps/,
    ],
    ["a list that is not JSON", tu, () => put("galcat.json", "GALCAT.xml"), [], /galcat\.json: expected a JSON array of file names/],
    [
      "a params.dat with a key twice",
      planner,
      () => put("params.dat", "mdb=mdb.xml\nmdb=other.xml\n"),
      [],
      /params\.dat: line 2: expected mdb once/,
    ],
    ["a pointing that is not there", tu, () => {}, ["--iteration=3"], /--iteration: expected 1 to 2, found 3/],
    ["a setting that is not a number", tu, () => {}, ["--margin=wide"], /--margin: expected number, found "wide"/],
    ["an output outside of the workdir", tu, () => {}, ["--outputTU=../outputTU.xml"], /outputTU: .*inside the workdir/],
  ];
  test.each(cases)("%s", async (_, stage, spoil, argv, message) => {
    await spoil();
    const before = tree(root);
    const { status, out, err } = await command(stage, root, ...argv);
    expect({ status, out, err }).toEqual({ status: 1, out: "", err: expect.stringMatching(/^elvis-[a-z-]+: error: [^\n]+\n$/) });
    expect(err).toMatch(message);
    expect(tree(root)).toEqual(before);
    expect(existsSync(join(root, "call_pointing.iterations.1.SimTU_pkg/outputTU.xml"))).toBe(false);
  });
});

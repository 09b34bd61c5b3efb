// What a plan cannot be made of, by the commands: status 1, one line that names the file and the object or date, nothing written.
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { confmatch } from "../../packages/confmatch/src/index.ts";
import { type SimRequest, simRequest } from "../../packages/formats/src/product/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { request } from "../../packages/planner/test/values.ts";
import { pointing } from "../../packages/pointing/src/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import type { AnyStage } from "../../packages/stage/src/paths.ts";
import { tu } from "../../packages/tu/src/index.ts";
import { command, tinyWorkdir } from "./tiny-workdir.ts";

let base: string;
let root: string;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-plan-"));
  const made = join(base, "made");
  await tinyWorkdir(made);
  for (const argv of [["--iteration=1"], ["--iteration=2"]]) expect(await command(tu, made, ...argv)).toMatchObject({ status: 0 });
  writeFileSync(join(made, "all.json"), JSON.stringify([1, 2].map((k) => `call_pointing.iterations.${k}.SimTU_pkg/outputTU.xml`)));
});
afterAll(() => rmSync(base, { recursive: true }));
beforeEach(() => {
  root = join(base, "work");
  cpSync(join(base, "made"), root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

/** Every file with its bytes, but the logs. */
const tree = (): Record<string, string> =>
  Object.fromEntries(
    readdirSync(root, { recursive: true, withFileTypes: true })
      .filter((it) => it.isFile())
      .map((it) => join(it.parentPath, it.name).slice(root.length + 1))
      .filter((name) => !name.startsWith("logs/"))
      .map((name) => [name, readFileSync(join(root, name), "latin1")]),
  );

async function ask(changes: Partial<SimRequest>): Promise<void> {
  const folder = nodeFolder(root);
  await folder.create("request.xml", (sink) => simRequest.encode({ ...request, ...changes }, sink, folder));
  folder.close();
}
function edit(name: string, from: string | RegExp, to: string): void {
  const before = readFileSync(join(root, name), "utf8");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(join(root, name), after);
}
/** The VIS task of the second pointing. */
const secondTask = (): string =>
  JSON.parse(readFileSync(join(root, "VIS_inputconf.json"), "utf8")).find((name: string) => name.includes("-1-1_"));

describe("a plan", () => {
  const far = [
    [200, 60],
    [201, 60],
    [201, 61],
  ] as const;
  const cases: readonly (readonly [string, () => unknown, RegExp])[] = [
    [
      "of an observation that the survey does not have",
      () => ask({ surveyObservations: [18539, 99] }),
      /survey\.xml: expected observation 99 of the simulation request, found 1 observations, 18539 to 18539$/,
    ],
    [
      "of an area beside the survey",
      () => ask({ surveyArea: far }),
      /survey\.xml: expected a pointing that meets the constraints of the simulation request \(an area of 3 corners\), found none$/,
    ],
    [
      "of a time after the survey",
      () => ask({ surveyTime: { start: "2027-01-01T00:00:00Z", end: "2027-02-01T00:00:00Z" } }),
      /survey\.xml: expected a pointing .*from 2027-01-01T00:00:00\.000000Z to 2027-02-01T00:00:00\.000000Z\), found none$/,
    ],
    [
      "of more random dithers than there are pointings",
      () => ask({ category: "CALIB", calibrationType: "BIAS", randomDithers: 3 }),
      /survey\.xml: expected observation 18539 to have 3 pointings \(RandomDithers of the simulation request\), found 2$/,
    ],
    [
      "of a calibration of no type",
      () => ask({ category: "CALIB", randomDithers: 1 }),
      /request\.xml: expected a calibration type \(BIAS, DARK, FLAT, LINEARITY, CHARGE_INJECTION, TRAP_PUMPING\), found none$/,
    ],
    [
      "whose orbit ends before its date",
      () => edit("orbit.oem", "STOP_TIME = 2024-03-10", "STOP_TIME = 2024-02-29"),
      /orbit\.oem: expected an orbit on 2024-03-04T\d\d:\d\d:\d\dZ, found one from 2024-02-27T00:00:00Z to 2024-02-29T00:00:00Z$/,
    ],
    [
      "whose orbit is not useable on its date",
      () =>
        edit(
          "orbit.oem",
          "INTERPOLATION =",
          "USEABLE_START_TIME = 2024-03-05T00:00:00\nUSEABLE_STOP_TIME = 2024-03-09T00:00:00\nINTERPOLATION =",
        ),
      /orbit\.oem: expected an orbit on 2024-03-04T/,
    ],
    [
      "whose orbit has a word for a number",
      () => edit("orbit.oem", "-1100000", "far"),
      /orbit\.oem: line 15: expected a number, found far$/,
    ],
    [
      "whose orbit is about another body",
      () => edit("orbit.oem", "CENTER_NAME = EARTH", "CENTER_NAME = SUN"),
      /orbit\.oem: segment 1: expected CENTER_NAME EARTH, found SUN$/,
    ],
    [
      "whose survey has an attitude that is no number",
      () => edit("survey.xml", /<Latitude>[^<]*</, "<Latitude>south<"),
      /survey\.xml: .*Attitude\/Latitude: expected a number, found "south"$/,
    ],
  ];

  test.each(cases)("%s is refused", async (_, prepare, message) => {
    await prepare();
    await refused(planner, [], message);
  });
});

describe("a task", () => {
  const cases: readonly (readonly [string, AnyStage, () => unknown, readonly string[], RegExp])[] = [
    [
      "without the true universe of its pointing is refused with both sides",
      confmatch,
      () => {},
      ["--tucatalog=call_pointing.iterations.1.SimTU_pkg/outputTU.xml"],
      /data\/EUC_SIM_VIS-INPUTCONF-018539-1-1_\S+\.xml, pointing 185391: expected its true universe in tucatalog, found pointing 185390 \(call_pointing\.iterations\.1\.SimTU_pkg\/outputTU\.xml\)$/,
    ],
    [
      "elsewhere on the sky than the true universe of its pointing is refused with both sides",
      confmatch,
      () => edit(secondTask(), /(?<before><CommandedFPAPointing>\s*<RA[^>]*>)\d/, "$<before>1"),
      ["--tucatalog=all.json"],
      /data\/EUC_SIM_VIS-INPUTCONF-018539-1-1_\S+\.xml, pointing 185391: expected the position of call_pointing\.iterations\.2\.SimTU_pkg\/outputTU\.xml, RA .* Dec .*, within 1 arcsec, found RA .* arcsec away$/,
    ],
    [
      "of an iteration beyond the pointings is refused",
      pointing,
      async () => expect(await command(confmatch, root, "--tucatalog=all.json")).toMatchObject({ status: 0 }),
      ["--iteration=3"],
      /--iteration: expected 1 to 2, as there are pointings, found 3$/,
    ],
  ];

  test.each(cases)("%s", async (_, stage, prepare, argv, message) => {
    await prepare();
    await refused(stage, argv, message);
  });
});

async function refused(stage: AnyStage, argv: readonly string[], message: RegExp): Promise<void> {
  const before = tree();
  const { status, out, err } = await command(stage, root, ...argv);
  expect({ status, out }).toEqual({ status: 1, out: "" });
  expect(err.trimEnd()).toMatch(message);
  expect(err).toMatch(/^[^\n]+\n$/);
  expect(tree()).toEqual(before);
}

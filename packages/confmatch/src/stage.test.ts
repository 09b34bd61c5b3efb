import { MemoryFolder, writeText } from "@elvis/formats";
import { emptyCatalog, tuGalaxyColumns, tuStarColumns } from "@elvis/formats/catalog";
import { type TrueUniverse, trueUniverse, type VisInputConfiguration, visInputConfiguration } from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { newHeader } from "@elvis/formats/xml";
import { runInFolder, StageError } from "@elvis/stage";
import { stageContract, testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { confmatch } from "./index.ts";

const TU = "call_pointing.iterations.1.SimTU_pkg/outputTU.xml";
const task = (exposure: number, changes: Partial<VisInputConfiguration> = {}) =>
  sampleVisTask({
    fileName: `EUC_SIM_VIS-INPUTCONF-004924-1-${exposure}.xml`,
    identity: { ...sampleVisTask().identity, exposure },
    ...changes,
  });
const tasks = [task(1), task(2)];

const none = (columns: Parameters<typeof emptyCatalog>[0]) => ({
  rows: 0,
  read: async function* () {
    yield emptyCatalog(columns);
  },
});
const universe: TrueUniverse = {
  header: newHeader({ type: "DpdTrueUniverseOutput", id: "TU", date: new Date(Date.UTC(2026, 0, 2)), software: "elvis-tu" }),
  fileName: TU,
  inputProductId: "O",
  euclidPointingId: 19697,
  observationId: 4924,
  ditherId: 1,
  observationDate: tasks[0].start,
  pointing: tasks[0].pointing,
  starRelease: "S",
  galaxyRelease: "G",
  starFileName: "TUSTARCAT.fits",
  galaxyFileName: "TUGALCAT.fits",
  sedLibraries: [],
  referenceFilters: [],
  inputCatalogs: [],
  parameters: [],
  stars: none(tuStarColumns),
  galaxies: none(tuGalaxyColumns),
};

async function workdir(configurations: readonly VisInputConfiguration[] = tasks): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  await folder.create(TU, (sink) => trueUniverse.encode(universe, sink, folder));
  for (const it of configurations) await folder.create(`data/${it.fileName}`, (sink) => visInputConfiguration.encode(it, sink, folder));
  await folder.create("VIS_inputconf.json", (sink) =>
    writeText(sink, JSON.stringify(configurations.map(({ fileName }) => `data/${fileName}`))),
  );
  return folder;
}
const files = {
  inputs: { tucatalog: TU, inputconfs: "VIS_inputconf.json" },
  outputs: { matched: "SimTuInputConfMatch_pkg/matched_inputconfs.json" },
};
const run = (folder: MemoryFolder) => runInFolder(confmatch, folder, files, { iteration: 1 }, testContext());
const text = (folder: MemoryFolder, name: string): string => new TextDecoder().decode(folder.files.get(name));

describe("confmatch", () => {
  test("keeps the contract of stages", async () => {
    await stageContract(confmatch, { inputs: { tucatalog: [universe], inputconfs: tasks }, config: {} });
  });

  test("takes one XML file for a list of one; its tasks differ from the planner's in name, header and true universe, and the planner's stay", async () => {
    const folder = await workdir();
    const before = new Map(folder.files);
    await run(folder);
    const matched: string[] = JSON.parse(text(folder, files.outputs.matched));
    expect(matched).toHaveLength(2);
    const others = / *<(TrueUniverseProduct|ProductId|CreationDate|SoftwareName|SoftwareRelease)[ >].*\n/g;
    tasks.forEach(({ fileName }, at) => {
      expect(matched[at]).not.toBe(`data/${fileName}`);
      const after = text(folder, matched[at]);
      expect(after).toContain(`<TrueUniverseProduct>${TU}</TrueUniverseProduct>`);
      expect(after.replace(others, "")).toBe(text(folder, `data/${fileName}`).replace(others, ""));
    });
    for (const [name, bytes] of before) expect(folder.files.get(name)).toEqual(bytes);
  });

  test("gives the same bytes when it is run again", async () => {
    const folder = await workdir();
    await run(folder);
    const once = new Map(folder.files);
    await run(folder);
    expect(new Map(folder.files)).toEqual(once);
  });

  test("keeps what it does not know in a task", async () => {
    const folder = await workdir();
    const name = `data/${tasks[0].fileName}`;
    await folder.create(name, (sink) => writeText(sink, text(folder, name).replace("<Data>", "<Data><Mystery a='b'>kept</Mystery>")));
    await run(folder);
    const [matched] = JSON.parse(text(folder, files.outputs.matched));
    expect(text(folder, matched)).toContain('<Mystery a="b">kept</Mystery>');
  });

  test("logs a true universe that no task asks for", async () => {
    const context = testContext();
    await confmatch.run(
      { tucatalog: [universe, { ...universe, euclidPointingId: 5, fileName: "other.xml" }], inputconfs: tasks },
      { iteration: 1 },
      context,
    );
    expect(context.lines).toContain("no task asks for file=other.xml pointing=5");
  });

  test("refuses a task of another pointing, and leaves the workdir as it was", async () => {
    const folder = await workdir([tasks[0], task(2, { identity: { ...tasks[0].identity, pointingId: 1 } })]);
    const before = new Map(folder.files);
    await expect(run(folder)).rejects.toThrow(StageError);
    await expect(run(folder)).rejects.toThrow(
      `data/${tasks[1].fileName}, pointing 1: expected its true universe in tucatalog, found pointing 19697 (${TU})`,
    );
    expect(new Map(folder.files)).toEqual(before);
  });

  test.each([
    [TU, "not xml", `${TU}: line 1, column 1`],
    [TU, "<a:DpdSimRequest xmlns:a='u'/>", `${TU}: root element: expected DpdTrueUniverseOutput, found DpdSimRequest`],
    ["VIS_inputconf.json", '["../task.xml"]', "VIS_inputconf.json"],
    ["VIS_inputconf.json", '["data/none.xml"]', "data/none.xml, which is not there"],
    ["VIS_inputconf.json", "[]", "expected at least one VIS task"],
    [
      `data/${tasks[0].fileName}`,
      "<a:DpdSimRequest xmlns:a='u'/>",
      `data/${tasks[0].fileName}: root element: expected DpdVisInputConfiguration, found DpdSimRequest`,
    ],
  ])("refuses %s that is %s, in one line", async (name, content, message) => {
    const folder = await workdir();
    await folder.create(name, (sink) => writeText(sink, content));
    await expect(run(folder)).rejects.toThrow(message);
    await expect(run(folder)).rejects.not.toThrow("\n");
    expect(folder.files.has(files.outputs.matched)).toBe(false);
  });
});

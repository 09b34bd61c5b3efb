import { MemoryFolder, writeText } from "@elvis/formats";
import { type SimRequest, simRequest, type VisInputConfiguration, visInputConfiguration } from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { newHeader } from "@elvis/formats/xml";
import { resolvePorts, runInFolder } from "@elvis/stage";
import { stageContract, testContext } from "@elvis/stage/testing";
import { describe, expect, test } from "vitest";
import { pointing } from "./index.ts";

const { identity, randomSeed, simInputConfId, magnitudeLimitFilter } = sampleVisTask();
const task = (pointingId: number, exposure: number): VisInputConfiguration =>
  sampleVisTask({
    fileName: `T-${pointingId}-${exposure}.xml`,
    identity: { ...identity, pointingId, exposure },
    trueUniverse: "call_pointing.iterations.1.SimTU_pkg/outputTU.xml",
  });
const tasks = [task(19698, 1), task(19697, 2), task(19697, 1)];
const request: SimRequest = {
  header: newHeader({ type: "DpdSimRequest", id: "R", date: new Date(Date.UTC(2026, 0, 2)), software: "test" }),
  category: "SCIENCE",
  magnitudeLimitFilter,
  randomSeed,
  simInputConfId,
};

async function workdir(asked = request): Promise<MemoryFolder> {
  const folder = new MemoryFolder();
  for (const it of tasks) await folder.create(`data/${it.fileName}`, (sink) => visInputConfiguration.encode(it, sink, folder));
  await folder.create("SimTuInputConfMatch_pkg/matched_inputconfs.json", (sink) =>
    writeText(sink, JSON.stringify(tasks.map(({ fileName }) => `data/${fileName}`))),
  );
  await folder.create("request.xml", (sink) => simRequest.encode(asked, sink, folder));
  return folder;
}
const run = (folder: MemoryFolder, iteration = 1) =>
  runInFolder(pointing, folder, resolvePorts(pointing, { simrequest: "request.xml" }, { iteration }), { iteration }, testContext());

describe("pointing", () => {
  test("keeps the contract of stages", async () => {
    await stageContract(pointing, { inputs: { matched: tasks, simrequest: request }, config: {}, folder: await workdir() });
  });

  test("lists each pointing's tasks in the folder of its iteration, and leaves their files as they are", async () => {
    const folder = await workdir();
    const before = new Map(folder.files);
    const { files } = await run(folder, 1);
    expect(files).toEqual(["call_pointing.iterations.1.SimSplitter_pkg/VIS_input_pointing_list.json"]);
    await run(folder, 2);
    const listed = (k: number) =>
      JSON.parse(new TextDecoder().decode(folder.files.get(`call_pointing.iterations.${k}.SimSplitter_pkg/VIS_input_pointing_list.json`)));
    expect(listed(1)).toEqual(["data/T-19697-1.xml", "data/T-19697-2.xml"]);
    expect(listed(2)).toEqual(["data/T-19698-1.xml"]);
    for (const [name, bytes] of before) expect(folder.files.get(name)).toEqual(bytes);
  });

  test("refuses tasks of another request, and writes nothing", async () => {
    const folder = await workdir({ ...request, simInputConfId: "OTHER" });
    await expect(run(folder)).rejects.toThrow(
      `data/T-19698-1.xml: SimInputConfId: expected "OTHER", as in the simulation request, found "${simInputConfId}"`,
    );
    expect([...folder.files.keys()].some((name) => name.startsWith("call_pointing"))).toBe(false);
  });

  test("refuses tasks that do not lie where its list would name them", async () => {
    const folder = await workdir();
    await folder.create("elsewhere.xml", (sink) => visInputConfiguration.encode({ ...tasks[0] }, sink, folder));
    await folder.create("SimTuInputConfMatch_pkg/matched_inputconfs.json", (sink) => writeText(sink, '["elsewhere.xml"]'));
    await expect(run(folder)).rejects.toThrow(
      "output vis_input_pointing_list: expected data/elsewhere.xml to be in the workdir already, found none of that name",
    );
    expect([...folder.files.keys()].some((name) => name.startsWith("call_pointing"))).toBe(false);
  });

  test("refuses an iteration that is none", async () => {
    await expect(run(await workdir(), 3)).rejects.toThrow("--iteration: expected 1 to 2");
    expect(pointing.config.safeParse({ iteration: 0 }).success).toBe(false);
    expect(pointing.config.safeParse({ iteration: 1.5 }).success).toBe(false);
  });

  test("refuses a request that is another product", async () => {
    const folder = await workdir();
    await folder.create("request.xml", (sink) => writeText(sink, "<a:DpdTrueUniverseOutput xmlns:a='u'/>"));
    await expect(run(folder)).rejects.toThrow("request.xml: root element: expected DpdSimRequest, found DpdTrueUniverseOutput");
  });
});

import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, MemoryFolder, writeText } from "../io.ts";
import { codecContract, sampleVisTask } from "../testing.ts";
import { newHeader, parseXml } from "../xml/index.ts";
import { instrumentTask } from "./instrument-task.ts";
import { pointingOutput } from "./pointing-output.ts";
import type { InstrumentTask, PointingOutput, VisInputConfiguration } from "./types.ts";
import { visInputConfiguration } from "./vis-input-configuration.ts";

const date = new Date(Date.UTC(2026, 0, 2));
const task: VisInputConfiguration = sampleVisTask({
  fileName: "EUC_SIM_VIS-TASK-4924-1-2.xml",
  commandedDuration: 95,
  exposureTime: 89.52,
  trueUniverse: "call_pointing.iterations.1.SimTU_pkg/outputTU.xml",
  openDuringReadout: true,
  calibUnit: { isOn: true, duration: 12.5, ledMask: 0b100010, fluence: [0, 1000, 0, 0, 0, 25000.5] },
  chargeInjection: {
    isOn: true,
    injectedLines: 200,
    nonInjectedLines: 100,
    verticalStart: 16,
    verticalEnd: 2066,
    toi: 1000,
    dwellTime: 4.75,
    level: 50_000.5,
  },
  trapPumping: { direction: "serial", pumps: 5000 },
  logHalphaFluxLimit: -16,
  aberration: true,
});

async function encodeTask(value: VisInputConfiguration): Promise<string> {
  const sink = new BufferSink();
  await visInputConfiguration.encode(value, sink, new MemoryFolder());
  return new TextDecoder().decode(sink.bytes());
}
const decodeTask = (text: string) =>
  visInputConfiguration.decode(bufferSource(new TextEncoder().encode(text), `data/${task.fileName}`), new MemoryFolder());

describe("visInputConfiguration", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(visInputConfiguration, task);
  });

  test("reads back what it writes, with its file's name", async () => {
    const { tree, ...read } = await decodeTask(await encodeTask(task));
    expect(read).toEqual(task);
    const { trueUniverse, magnitudeLimit, calibUnit, openDuringReadout, chargeInjection, trapPumping, aberration, ...rest } = task;
    const { logHalphaFluxLimit, ...bare } = rest;
    const { tree: _, ...readBare } = await decodeTask(await encodeTask(bare));
    expect(readBare).toEqual(bare);
  });

  test("lists all 28 effects by name", async () => {
    const text = await encodeTask(task);
    expect([...text.matchAll(/<ProcessingStep name="(\w+)">(\w+)</g)].map(([, key, isOn]) => [key, isOn === "true"])).toEqual(
      Object.entries(task.effects),
    );
    expect(Object.keys(task.effects)).toHaveLength(28);
  });

  test("keeps what it does not know, and changes only what changed", async () => {
    const text = (await encodeTask(task)).replace(
      "<MagnitudeLimit>26</MagnitudeLimit>",
      "<New a='1'>x</New><MagnitudeLimit>26.0</MagnitudeLimit>",
    );
    const read = await decodeTask(text);
    expect(parseXml(await encodeTask(read), "")).toEqual(parseXml(text, ""));
    const other = await encodeTask({ ...read, trueUniverse: "other/outputTU.xml" });
    expect(other).toBe((await encodeTask(read)).replace("call_pointing.iterations.1.SimTU_pkg/outputTU.xml", "other/outputTU.xml"));
  });

  test.each([
    ['<ProcessingStep name="STARS">true</ProcessingStep>', "", "Data/ProcessingSteps/ProcessingStep: expected STARS once, found none"],
    ['name="STARS"', 'name="GHOSTS"', "expected STARS once, found none"],
    ['name="STARS"', 'name="STARSS"', "found STARSS"],
    ['name="STARS">true', 'name="STARS">yes', 'expected true or false, found "yes"'],
    ["call_pointing.iterations.1.SimTU_pkg/", "../../", "Data/TrueUniverseProduct: expected a file name inside the workdir, without '..'"],
    ["<Unit>s</Unit>", "<Unit>ms</Unit>", "Data/ExposureTime/Unit: expected s, found ms"],
    ["<Value>89.52", "<Value>-1", "Data/ExposureTime: expected durations of at least 0 s"],
    ["<LedMask>34<", "<LedMask>64<", "Data/CalibUnit/LedMask: expected 0 to 63, found 64"],
    ["<NominalFluence>1000<", "<NominalFluence>-1<", "Data/CalibUnit/Led2/NominalFluence: expected a number of 0 or more, found -1"],
    [/<Led6>[\s\S]*?<\/Led6>/, "", "Led6/NominalFluence: expected"],
    [/(<Duration>\s*<Value>12.5<\/Value>\s*<Unit>)s/, "$1ms", "Data/CalibUnit/Duration/Unit: expected one of s, found "],
    [
      "<InjectedLinesCount>200<",
      "<InjectedLinesCount>0<",
      "Data/ChargedInduced/Parameters/InjectedLinesCount: expected 1 or more, found 0",
    ],
    ["<VerticalEnd>2066<", "<VerticalEnd>16<", "Parameters/VerticalEnd: expected more than VerticalStart, 16, found 16"],
    ["<InjectedLevel>50000.5<", "<InjectedLevel>-1<", "Parameters/InjectedLevel: expected electrons, at least 0, found -1"],
    [">Serial<", ">Sideways<", "Data/TrapPumping/Status: expected one of Parallel, Serial, found "],
    ["<PumpCount>5000<", "<PumpCount>0<", "Data/TrapPumping/PumpCount: expected 1 or more, found 0"],
    [/<Vertex>[\s\S]*?<\/Vertex>/, "", "Polygon: expected 4 vertices, found 3"],
    ["<VelocityAberration>true<", "<VelocityAberration>some<", 'Data/VelocityAberration: expected true or false, found "some"'],
    ["<TimestampStart>2024", "<TimestampStart>2023", "Data/DateRange/TimestampStart: expected the date of ObservationDateTime"],
    [/<Velocity>[^ ]* /, "<Velocity>", "Data/PredictedOrbit/Velocity: expected 3 numbers"],
    [/DpdVisInputConfiguration/g, "DpdTrueUniverseOutput", "root element: expected DpdVisInputConfiguration, found DpdTrueUniverseOutput"],
  ])("refuses %s become %j", async (from, to, message) => {
    const text = await encodeTask(task);
    const wrong = text.replace(from, to);
    expect(wrong).not.toBe(text);
    await expect(decodeTask(wrong)).rejects.toThrow(message);
  });
});

const { exposure: _, totalExposures: __, ...identity } = task.identity;
const other: InstrumentTask = {
  header: newHeader({ type: "DpdNipInputConfiguration", id: "N1", date, software: "elvis-planner" }),
  instrument: "NIP",
  fileName: "EUC_SIM_NIP-TASK-4924-1.xml",
  identity,
  pointing: task.pointing,
  attitude: task.attitude,
  corners: task.corners,
  orbit: task.orbit,
  start: task.start,
  end: "2024-03-04T01:17:20.075495Z",
  magnitudeLimitFilter: "VIS",
  logHalphaFluxLimit: -16,
  randomSeed: 42,
  simInputConfId: "COSMOS_4924_R0",
  release: "DR1_COSMOS_R0",
  exposures: [{ filter: "J", start: "2024-03-04T00:27:46.075495Z", duration: 112 }, { filter: "H" }],
};

describe("instrumentTask", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(instrumentTask("NIP"), other);
  });

  test("reads back what it writes, with its file's name; each instrument's is a product of its own", async () => {
    for (const [instrument, root] of [
      ["NIP", "DpdNipInputConfiguration"],
      ["NIS", "DpdNisInputConfiguration"],
      ["EXT", "DpdExtInputConfiguration"],
    ] as const) {
      const value = { ...other, instrument, exposures: instrument === "EXT" ? [] : other.exposures };
      const folder = new MemoryFolder();
      await folder.create("data/EUC_SIM_NIP-TASK-4924-1.xml", (sink) => instrumentTask(instrument).encode(value, sink, folder));
      const { tree, ...read } = await instrumentTask(instrument).decode(await folder.open("data/EUC_SIM_NIP-TASK-4924-1.xml"), folder);
      expect(read).toEqual(value);
      expect(tree!.name).toBe(`ns1:${root}`);
    }
    const folder = new MemoryFolder();
    await folder.create("a.xml", (sink) => instrumentTask("NIP").encode(other, sink, folder));
    await expect(instrumentTask("NIS").decode(await folder.open("a.xml"), folder)).rejects.toThrow(
      "a.xml: root element: expected DpdNisInputConfiguration, found DpdNipInputConfiguration",
    );
  });
});

const output: PointingOutput = {
  header: newHeader({ type: "DpdSimPlannerOutput", id: "O1", date, software: "elvis-planner" }),
  identity,
  pointing: task.pointing,
  start: "2024-03-04T00:17:20.075495Z",
  magnitudeLimitFilter: "VIS",
  logHalphaFluxLimit: -16,
  randomSeed: 42,
  simInputConfId: "COSMOS_4924_R0",
  tasks: [
    { instrument: "VIS", fileName: task.fileName, vis: task },
    { instrument: "NIP", fileName: other.fileName, other },
    { instrument: "EXT", fileName: "EUC_SIM_EXT-TASK-4924-1.xml" },
  ],
};

async function store(value: PointingOutput, folder = new MemoryFolder()): Promise<MemoryFolder> {
  await folder.create("out.xml", (sink) => pointingOutput.encode(value, sink, folder));
  return folder;
}

describe("pointingOutput", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(pointingOutput, output);
  });

  test("writes the tasks as files of their own in data/, reads back its pointing and the VIS tasks, and names the others", async () => {
    const folder = await store(output);
    expect([...folder.files.keys()]).toEqual([`data/${task.fileName}`, `data/${other.fileName}`, "out.xml"]);
    folder.files.delete(`data/${other.fileName}`);
    const { tree, tasks, ...read } = await pointingOutput.decode(await folder.open("out.xml"), folder);
    const { tree: taskTree, ...vis } = tasks[0].vis!;
    const { other: _, ...named } = output.tasks[1];
    expect({ ...read, tasks: [{ ...tasks[0], vis }, ...tasks.slice(1)] }).toEqual({
      ...output,
      tasks: [output.tasks[0], named, output.tasks[2]],
    });
  });

  test("names the task's file when it is not there, is another product, or leaves the workdir", async () => {
    const folder = await store(output);
    const read = async () => pointingOutput.decode(await folder.open("out.xml"), folder);
    await folder.create(`data/${task.fileName}`, (sink) => writeText(sink, "<a:DpdSimRequest xmlns:a='u'/>"));
    await expect(read()).rejects.toThrow(`data/${task.fileName}: root element: expected DpdVisInputConfiguration, found DpdSimRequest`);
    folder.files.delete(`data/${task.fileName}`);
    await expect(read()).rejects.toThrow(`data/${task.fileName}: expected a file, found none of that name`);
    const text = new TextDecoder().decode(folder.files.get("out.xml")).replace(task.fileName, "../escape.xml");
    await folder.create("out.xml", (sink) => writeText(sink, text));
    await expect(read()).rejects.toThrow('Data/TaskList/Task[1]/DataContainer/FileName: expected a bare file name, found "../escape.xml"');
  });

  test("refuses to write a task under another name than its own", async () => {
    await expect(store({ ...output, tasks: [{ instrument: "VIS", fileName: "other.xml", vis: task }] })).rejects.toThrow(
      "its configuration is named",
    );
    await expect(store({ ...output, tasks: [{ instrument: "NIS", fileName: other.fileName, other }] })).rejects.toThrow(
      "a task of NIS has one of NIP",
    );
  });
});

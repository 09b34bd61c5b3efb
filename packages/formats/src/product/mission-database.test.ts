import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { codecContract } from "../testing.ts";
import { newHeader, parseXml } from "../xml/index.ts";
import { mdbFiles, mdbNumber, mdbTable, missionDatabase } from "./mission-database.ts";
import type { MdbParameter, MdbValue, MissionDatabase } from "./types.ts";

const decode = (text: string) => missionDatabase.decode(bufferSource(new TextEncoder().encode(text), "mdb.xml"), new MemoryFolder());
async function encode(value: MissionDatabase): Promise<string> {
  const sink = new BufferSink();
  await missionDatabase.encode(value, sink, new MemoryFolder());
  return new TextDecoder().decode(sink.bytes());
}

const parameter = (title: string, value: MdbValue): [string, MdbParameter] => [
  title,
  { title, description: "d", source: "s <1>", expression: "", release: "0.1", value },
];
const small: MissionDatabase = {
  header: {
    ...newHeader({ type: "MDB_MissionConfiguration", id: "MDB", date: new Date(Date.UTC(2026, 0, 2)), software: "test" }),
    order: "old",
    dataSetRelease: "",
    purpose: "",
    pipelineDefinitionId: "",
  },
  parameters: new Map([
    parameter("A.Gain", { kind: "double", unit: "e-/ADU", values: [3.48] }),
    parameter("A.Several", { kind: "double", unit: "", values: [1e-30, -0, 2] }),
    parameter("A.Count", { kind: "long", unit: "", values: [36] }),
    parameter("A.Names", { kind: "text", text: "E F G H" }),
    parameter("A.Files", { kind: "files", fileNames: ["a.fits", "b.fits"] }),
    parameter("A.Table", {
      kind: "table",
      columns: [
        { name: "lambda", unit: "nm" },
        { name: "QE", unit: "" },
      ],
      rows: [
        [500, 0.684],
        [550, 0.83],
        [600, 0.907],
      ],
    }),
    parameter("A.Gap", {
      kind: "table",
      columns: [
        { name: "QE", unit: "" },
        { name: "", unit: "" },
        { name: "time", unit: "s" },
      ],
      rows: [[0.5, 1.5, 2]],
    }),
    parameter("A.Whole", { kind: "table", columns: [{ name: "", unit: "" }], rows: [[1], [2]] }),
  ]),
};
const valueXml = (value: string) =>
  `<m:MissionDataBaseSetOfParameters xmlns:m="u"><Header><ProductId>P</ProductId><ProductType>T</ProductType><DataModelVersion>1</DataModelVersion><CreationDate>2017-06-01T12:12:00.00Z</CreationDate></Header><EuclidMissionParameterSet><Parameter title="A.B"><Value>${value}</Value></Parameter></EuclidMissionParameterSet></m:MissionDataBaseSetOfParameters>`;

describe("missionDatabase", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(missionDatabase, small);
  });

  test("reads back every kind of value", async () => {
    const { tree, ...read } = await decode(await encode(small));
    expect(read).toEqual(small);
  });

  test("gives numbers, tables and file names by title, and says what is there instead", () => {
    expect(mdbNumber(small, "A.Gain", "e-/ADU")).toBe(3.48);
    expect(mdbNumber(small, "A.Count")).toBe(36);
    expect(mdbTable(small, "A.Table").rows[2]).toEqual([600, 0.907]);
    expect(mdbFiles(small, "A.Files")).toEqual(["a.fits", "b.fits"]);
    expect(() => mdbNumber(small, "A.No")).toThrow("mission database MDB: A.No: expected a parameter, found none among 8");
    expect(() => mdbNumber(small, "A.Table")).toThrow("A.Table: expected a number, found a table");
    expect(() => mdbNumber(small, "A.Several")).toThrow("A.Several: expected one number, found 3 of them");
    expect(() => mdbNumber(small, "A.Gain", "e-")).toThrow("A.Gain: expected a number in e-, found one in e-/ADU");
    expect(() => mdbTable(small, "A.Gain")).toThrow("expected a table, found a double");
    expect(() => mdbFiles(small, "A.Gain")).toThrow("expected file names, found a double");
  });

  test("adds, changes and takes out parameters, and leaves the others as they are written", async () => {
    const text = valueXml('<Double unit="s"><DoubleValue>5.0</DoubleValue></Double>').replace("<Parameter", "<!-- c --><Parameter");
    const read = await decode(text);
    expect(parseXml(await encode(read), "").children[1]).toMatchObject({
      name: "EuclidMissionParameterSet",
      children: [{ comment: " c " }, { name: "Parameter" }],
    });
    const changed: MissionDatabase = { ...read, parameters: new Map([parameter("A.New", { kind: "long", unit: "", values: [1] })]) };
    const written = await encode(changed);
    expect(written).not.toContain("A.B");
    expect((await decode(written)).parameters).toEqual(changed.parameters);
    const other: MissionDatabase = {
      ...read,
      parameters: new Map([["A.B", { ...read.parameters.get("A.B")!, value: { kind: "double", unit: "s", values: [6] } }]]),
    };
    expect(await encode(other)).toContain("<DoubleValue>6</DoubleValue>");
  });

  test.each([
    ["", "EuclidMissionParameterSet/Parameter/Value: expected one of Double, Long, Text, Files, Table, found none"],
    ["<Complex/>", "expected one of Double, Long, Text, Files, Table, found Complex"],
    ["<Text>a</Text><Text>b</Text>", "found 2 elements"],
    ['<Double unit="s"/>', "Value/Double/DoubleValue: expected at least one, found none"],
    ['<Long unit=""><LongValue>1.5</LongValue></Long>', "Value/Long/LongValue: expected a whole number"],
    [
      "<Files><File><FileName>../../etc/passwd</FileName></File></Files>",
      "Value/Files/File/FileName: expected a file name inside the workdir",
    ],
    [
      '<Table nColumns="2" nRows="1" colNames="a b" units=" "><DoubleRow>1 2 3</DoubleRow></Table>',
      'Value/Table/DoubleRow: expected 2 numbers, found "1 2 3"',
    ],
    [
      '<Table nColumns="2" nRows="2" colNames="a b" units=" "><DoubleRow>1 2</DoubleRow></Table>',
      "Value/Table/@nRows: expected 1, as there are rows, found 2",
    ],
  ])("refuses the value %s", async (value, message) => {
    await expect(decode(valueXml(value))).rejects.toThrow(message);
  });

  test("keeps whole rows and broken ones of a table in the order in which they stand", async () => {
    const table = `<Table nColumns="2" nRows="3" colNames="a b" units=" "><LongRow>1 2</LongRow><DoubleRow>0.5 3</DoubleRow><LongRow>4 5</LongRow></Table>`;
    expect(mdbTable(await decode(valueXml(table)), "A.B").rows).toEqual([
      [1, 2],
      [0.5, 3],
      [4, 5],
    ]);
  });

  test("refuses two parameters of one title", async () => {
    const text = valueXml("<Text>a</Text>");
    const twice = text.replace(/<Parameter .*<\/Parameter>/, "$&$&");
    await expect(decode(twice)).rejects.toThrow("Parameter[2]/@title: expected a title of its own, found A.B again");
  });
});

const real = new URL("../../../../../shared/data/mdb/EUC_MDB_MISSIONCONFIGURATION-SC3_2017-06-01.xml.gz", import.meta.url);

describe.skipIf(!existsSync(real))("the mission database of 2017 (skipped without ../shared/data/mdb)", () => {
  test("has its 261 parameters read, from the gzipped file, and comes back as it was", async () => {
    const bytes = readFileSync(real);
    const mdb = await missionDatabase.decode(bufferSource(bytes, "mdb.xml.gz"), new MemoryFolder());
    const count = (kind: string): number => [...mdb.parameters.values()].filter(({ value }) => value.kind === kind).length;
    expect([mdb.parameters.size, count("double"), count("long"), count("files"), count("table"), count("text")]).toEqual([
      261, 158, 25, 48, 27, 3,
    ]);
    expect(mdb.header).toMatchObject({
      order: "old",
      productId: "MDB_MissionConfiguration-SC3_2017-06-01T12:12:00.00Z_1.1",
      productType: "MDB_MissionConfiguration",
      dataSetRelease: "",
      creationDate: "2017-06-01T12:12:00.00Z",
    });
    expect(mdbNumber(mdb, "Environment.Constant.VelocityOfLightConstantVacuum", "m/s")).toBe(299792458);
    const transmission = mdbTable(mdb, [...mdb.parameters.keys()].find((title) => title.endsWith("PLMTransmissionVISCBENominalEOL"))!);
    expect([transmission.columns.length, transmission.rows.length, transmission.columns[0], transmission.columns[9]]).toEqual([
      10,
      901,
      { name: "lambdaVIS", unit: "nm" },
      { name: "F9", unit: "" },
    ]);
    const ghost = mdbTable(mdb, [...mdb.parameters.keys()].find((title) => title.endsWith("GhostModelPositionMatrixA"))!);
    expect(ghost.rows[0][1]).toBe(-5.975214);

    const text = await encode(mdb);
    expect(parseXml(text, "")).toEqual(parseXml(gunzipSync(bytes).toString("utf8"), ""));
    const { tree: _, ...bare } = mdb;
    expect((await decode(await encode(bare))).parameters).toEqual(mdb.parameters);
  });
});

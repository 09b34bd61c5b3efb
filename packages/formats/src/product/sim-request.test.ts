import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { codecContract } from "../testing.ts";
import { newHeader, parseXml } from "../xml/index.ts";
import { simRequest } from "./sim-request.ts";
import type { SimRequest } from "./types.ts";

const decode = (text: string) => simRequest.decode(bufferSource(new TextEncoder().encode(text), "request.xml"), new MemoryFolder());
async function encode(value: SimRequest): Promise<string> {
  const sink = new BufferSink();
  await simRequest.encode(value, sink, new MemoryFolder());
  return new TextDecoder().decode(sink.bytes());
}
const request = (data: string) =>
  `<r:DpdSimRequest xmlns:r="u"><Header><ProductId>P</ProductId><ProductType>DpdSimRequest</ProductType><CreationDate>2025-01-01T00:00:00Z</CreationDate></Header><Data>${data}</Data></r:DpdSimRequest>`;

const full: SimRequest = {
  header: newHeader({
    type: "DpdSimRequest",
    id: "sim_request_1",
    date: new Date(Date.UTC(2026, 0, 2)),
    software: "elvis-reference",
    dataSetRelease: "DR1_COSMOS_R0",
  }),
  category: "CALIB",
  magnitudeLimit: 26.5,
  magnitudeLimitFilter: "VIS",
  logHalphaFluxLimit: -16.25,
  randomSeed: 42,
  simInputConfId: "COSMOS_4924_R0",
  surveyArea: [
    [149.5, 1.5],
    [150.75, 1.5],
    [150.1, 3],
  ],
  surveyTime: { start: "2024-02-14T00:00:00Z", end: "2024-12-31T23:39:33Z" },
  surveyObservations: [4924, 4925],
  randomDithers: 3,
  calibrationType: "FLAT",
};

describe("simRequest", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(simRequest, full);
  });

  test("reads back what it writes, with every field set and with none", async () => {
    const { tree, ...read } = await decode(await encode(full));
    expect(read).toEqual({ ...full, fileName: "request.xml" });
    const { header, category, magnitudeLimitFilter, randomSeed, simInputConfId } = full;
    const bare: SimRequest = { header, category: "SCIENCE", magnitudeLimitFilter, randomSeed, simInputConfId };
    expect(category).toBe("CALIB");
    const { tree: _, ...readBare } = await decode(await encode(bare));
    expect(readBare).toEqual({ ...bare, fileName: "request.xml" });
  });

  test("fills in the schema's defaults", async () => {
    expect(await decode(request(""))).toMatchObject({
      category: "SCIENCE",
      magnitudeLimitFilter: "Euclid H",
      randomSeed: 0,
      simInputConfId: "",
    });
  });

  test("keeps elements it does not know, in their place", async () => {
    const text = request(
      "<MagnitudeLimit>26.50</MagnitudeLimit><Surprise><X/></Surprise><RandomSeed>1</RandomSeed><Category>SCIENCE</Category><MagnitudeLimitFilter>H</MagnitudeLimitFilter><SimInputConfId>c</SimInputConfId>",
    );
    expect(parseXml(await encode(await decode(text)), "")).toEqual(parseXml(text, ""));
  });

  test.each([
    ["<RandomSeed>-1</RandomSeed>", "request.xml: Data/RandomSeed: expected a whole number, at least 0, found -1"],
    ["<RandomSeed>1.5</RandomSeed>", 'Data/RandomSeed: expected a whole number, found "1.5"'],
    ["<MagnitudeLimit>faint</MagnitudeLimit>", 'Data/MagnitudeLimit: expected a number, found "faint"'],
    ["<Category>CALIB</Category>", "Data/RandomDithers: expected a number of dithers, as Category is CALIB, found none"],
    ["<Category>ALL</Category>", "Data/Category: expected one of SCIENCE, CALIB"],
    ["<CalibrationType>BIAS</CalibrationType>", "Data/CalibrationType: expected none, as Category is SCIENCE, found BIAS"],
    [
      "<SurveyConstraintArea><Polygon><Vertex><C1>1</C1><C2>2</C2></Vertex></Polygon></SurveyConstraintArea>",
      "at least 3 vertices, found 1",
    ],
    [
      "<SurveyConstraintArea><Polygon><Vertex><C1>1</C1><C2>2</C2></Vertex><Vertex><C1>1</C1><C2>91</C2></Vertex><Vertex><C1>1</C1><C2>2</C2></Vertex></Polygon></SurveyConstraintArea>",
      "Vertex[2]",
    ],
    ["<SurveyConstraintTime><Start>2025-01-01T00:00:00Z</Start><End>2024-01-01T00:00:00Z</End></SurveyConstraintTime>", "Start before End"],
    [
      "<SurveyConstraintObservations><ObservationId>x</ObservationId></SurveyConstraintObservations>",
      "Data/SurveyConstraintObservations/ObservationId: expected a whole number",
    ],
  ])("refuses %s", async (data, message) => {
    await expect(decode(request(data))).rejects.toThrow(message);
  });

  test("refuses another product and what is not XML, naming both", async () => {
    await expect(decode(request("").replaceAll("DpdSimRequest", "DpdVisRawFrame"))).rejects.toThrow(
      "request.xml: root element: expected DpdSimRequest, found DpdVisRawFrame",
    );
    await expect(decode("SIMPLE  =  T")).rejects.toThrow("request.xml: line 1, column 1");
    await expect(simRequest.decode(bufferSource(new Uint8Array([0xff, 0xfe, 0]), "r.xml"), new MemoryFolder())).rejects.toThrow(
      "r.xml: expected UTF-8 text",
    );
  });
});

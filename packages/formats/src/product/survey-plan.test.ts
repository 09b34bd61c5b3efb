import { describe, expect, test } from "vitest";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { codecContract } from "../testing.ts";
import { newHeader, parseXml } from "../xml/index.ts";
import { surveyPlan } from "./survey-plan.ts";
import type { SurveyPlan } from "./types.ts";

const decode = (text: string) => surveyPlan.decode(bufferSource(new TextEncoder().encode(text), "OSS.xml"), new MemoryFolder());
async function encode(value: SurveyPlan): Promise<string> {
  const sink = new BufferSink();
  await surveyPlan.encode(value, sink, new MemoryFolder());
  return new TextDecoder().decode(sink.bytes());
}

const pointing = (id: number, ditherId: number) => ({
  id,
  ditherId,
  mjd2000: 882_901_204 + ditherId * 4000,
  saa: 89.8626965,
  attitude: { longitude: 70.37454206, latitude: -71.50254216, positionAngle: 268.23794142 },
});
const plan: SurveyPlan = {
  header: newHeader({ type: "DpdReferenceSurvey", id: "OSS", date: new Date(Date.UTC(2026, 0, 2)), software: "test" }),
  observations: [
    { id: 357, surveyId: "WIDE_SURVEY", pointings: [pointing(1517, 0), pointing(1518, 1)] },
    { id: 358, surveyId: "WIDE_SURVEY", pointings: [] },
  ],
};

/** As a survey file may be: no header, namespaces, pointings deeper than their observation. */
const foreign = `<oss:Survey xmlns:oss="u"><Version>24a</Version>
 <oss:ObservationRequest id="7"><SurveyId>WIDE_SURVEY</SurveyId><Priority>3</Priority>
  <Sequence><PointingRequest id="70" ditherId="0"><Mjd2000>882901204</Mjd2000><SAA>90.0</SAA><Attitude><Longitude>1.50</Longitude><Latitude>-2</Latitude><PositionAngle>3</PositionAngle></Attitude><Slew>10</Slew></PointingRequest></Sequence>
 </oss:ObservationRequest></oss:Survey>`;

describe("surveyPlan", () => {
  test("keeps the contract of codecs", async () => {
    await codecContract(surveyPlan, plan);
  });

  test("reads back what it writes", async () => {
    const { tree, ...read } = await decode(await encode(plan));
    expect(read).toEqual({ ...plan, fileName: "OSS.xml" });
  });

  test("finds observations and pointings under any root and at any depth, and keeps the rest", async () => {
    const read = await decode(foreign);
    expect(read.observations).toEqual([
      {
        id: 7,
        surveyId: "WIDE_SURVEY",
        pointings: [{ id: 70, ditherId: 0, mjd2000: 882901204, saa: 90, attitude: { longitude: 1.5, latitude: -2, positionAngle: 3 } }],
      },
    ]);
    expect(read.header.productId).toBe("OSS.xml");
    expect(parseXml(await encode(read), "")).toEqual(parseXml(foreign, ""));
  });

  test("adds, changes and takes out by id, beside what it does not know", async () => {
    const read = await decode(foreign);
    const [{ pointings, ...observation }] = read.observations;
    const changed: SurveyPlan = {
      ...read,
      observations: [
        { ...observation, pointings: [{ ...pointings[0], saa: 91 }, pointing(71, 1)] },
        { id: 8, surveyId: "DEEP", pointings: [pointing(80, 0)] },
      ],
    };
    const text = await encode(changed);
    expect((await decode(text)).observations).toEqual(changed.observations);
    expect(text).toContain("<Slew>10</Slew>");
    expect(text).toMatch(/<Sequence>[\s\S]*id="71"[\s\S]*<\/Sequence>/);
    const without = await encode({ ...changed, observations: changed.observations.slice(1) });
    expect(without).not.toContain('id="7"');
    expect((await decode(without)).observations).toEqual(changed.observations.slice(1));
  });

  test("leaves pointings of other observations than the wide survey's alone where they are no pointings, and keeps them in the file", async () => {
    const calibration = foreign
      .replace("WIDE_SURVEY", "CALIBRATION")
      .replace("</Sequence>", `<PointingRequest id="71"><SAA>90</SAA></PointingRequest></Sequence>`);
    const read = await decode(calibration);
    expect(read.observations[0].pointings.map(({ id }) => id)).toEqual([70]);
    expect(parseXml(await encode(read), "")).toEqual(parseXml(calibration, ""));
    await expect(decode(calibration.replace("CALIBRATION", "WIDE_SURVEY"))).rejects.toThrow(
      "PointingRequest[2]/@ditherId: expected a whole number",
    );
    await expect(decode(calibration.replace("<SAA>90.0</SAA>", "<SAA>sun</SAA>"))).rejects.toThrow("SAA: expected a number");
  });

  test.each([
    [
      "<Mjd2000>882901204</Mjd2000>",
      "",
      "OSS.xml: ObservationRequest/Sequence/PointingRequest/Mjd2000: expected a whole number, found none",
    ],
    ['id="70"', 'id="x"', 'PointingRequest/@id: expected a whole number, found "x"'],
    ["<SAA>90.0</SAA>", "<SAA>sun</SAA>", 'PointingRequest/SAA: expected a number, found "sun"'],
    ["</oss:Survey>", '<ObservationRequest id="7"/></oss:Survey>', 'ObservationRequest[@id="7"]: expected an id of its own'],
  ])("refuses %j become %j", async (from, to, message) => {
    await expect(decode(foreign.replace(from, to))).rejects.toThrow(message);
  });

  test("refuses a product without observations, naming it", async () => {
    await expect(decode("<a:DpdSimRequest xmlns:a='u'/>")).rejects.toThrow(
      "OSS.xml: root element: expected a survey plan with ObservationRequest elements, found DpdSimRequest",
    );
  });
});

import type { MdbParameter } from "@elvis/formats/product";
import { expect, it } from "vitest";
import { mdb, task } from "../test/values.ts";
import { shutterOf } from "./shutter.ts";

const parameter = (name: string, value: number): readonly [string, MdbParameter] => {
  const title = `SpaceSegment.Instrument.VIS.${name}`;
  return [title, { title, description: "", source: "", release: "", expression: "", value: { kind: "double", unit: "", values: [value] } }];
};

it("opens in 10 s and goes back the way it came, closed during the readout, unless mission database and task say otherwise", () => {
  expect(shutterOf(task, mdb)).toEqual({
    openingDuration: 10,
    closingDuration: 10,
    openingAngle: 0,
    closingAngle: 180,
    openDuringReadout: false,
  });
  const other = { ...mdb, parameters: new Map([parameter("ShutterClosingDuration", 6), parameter("ShutterOpeningDirection", 90)]) };
  expect(shutterOf({ openDuringReadout: true }, other)).toEqual({
    openingDuration: 10,
    closingDuration: 6,
    openingAngle: 90,
    closingAngle: 180,
    openDuringReadout: true,
  });
});

import type { MdbParameter } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { effects, mdb, task } from "../test/values.ts";
import { injectionOf } from "./injection.ts";

const VIS = "SpaceSegment.Instrument.VIS.";
const parameter = (title: string, value: number): readonly [string, MdbParameter] => [
  `${VIS}${title}`,
  {
    title: `${VIS}${title}`,
    description: "",
    source: "",
    release: "",
    expression: "",
    value: { kind: "double", unit: "", values: [value] },
  },
];
const on = (...keys: readonly string[]) => ({ ...task, effects: effects((key) => keys.includes(key)) });
const chargeInjection = {
  isOn: true,
  injectedLines: 200,
  nonInjectedLines: 100,
  verticalStart: 16,
  verticalEnd: 2066,
  toi: 2000,
  dwellTime: 4.75,
  level: 40_000,
};

describe("injectionOf", () => {
  it("takes the lines and their charge from the task, and what differs from column to column from the mission database", () => {
    const asked = { ...on("CHARGEINJECTION"), chargeInjection };
    const lines = { level: 40_000, injectedLines: 200, nonInjectedLines: 100, start: 16, end: 2066 };
    expect(injectionOf(asked, mdb)).toEqual({ injection: { ...lines, nonUniformity: 100, slope: 0 } });
    const database = {
      ...mdb,
      parameters: new Map([parameter("ChargeInjectionNonUniformity", 7), parameter("ChargeInjectionSlope", -0.01)]),
    };
    expect(injectionOf(asked, database)).toEqual({ injection: { ...lines, nonUniformity: 7, slope: -0.01 } });
  });

  it("pumps along the columns with the clock's time in a phase, along the rows with the dwell time, in seconds", () => {
    const pumped = (direction: "parallel" | "serial") =>
      injectionOf({ ...on("TRAP_PUMPING", "CHARGEINJECTION"), chargeInjection, trapPumping: { direction, pumps: 5000 } }, mdb).pumping;
    expect(pumped("parallel")).toEqual({ direction: "parallel", pumps: 5000, phaseTime: 2e-3, releaseSigma: 0.1 });
    expect(pumped("serial")).toEqual({ direction: "serial", pumps: 5000, phaseTime: expect.closeTo(4.75e-6, 15), releaseSigma: 0.1 });
  });

  it("is absent where both are off, whatever the task says of them", () => {
    expect(injectionOf({ ...task, chargeInjection, trapPumping: { direction: "serial", pumps: 1 } }, mdb)).toEqual({});
    const pumping = injectionOf({ ...on("TRAP_PUMPING"), chargeInjection, trapPumping: { direction: "serial", pumps: 1 } }, mdb);
    expect(Object.keys(pumping)).toEqual(["pumping"]);
  });

  it("demands that a task says how", () => {
    expect(() => injectionOf(on("CHARGEINJECTION"), mdb)).toThrow(
      "task.xml: CHARGEINJECTION is on: expected a ChargedInduced with Status true, found none",
    );
    const off = { ...on("CHARGEINJECTION"), chargeInjection: { ...chargeInjection, isOn: false } };
    expect(() => injectionOf(off, mdb)).toThrow("found Status false");
    expect(() => injectionOf(on("TRAP_PUMPING"), mdb)).toThrow("task.xml: TRAP_PUMPING is on: expected a ChargedInduced");
    expect(() => injectionOf({ ...on("TRAP_PUMPING"), chargeInjection }, mdb)).toThrow(
      "task.xml: TRAP_PUMPING is on: expected a TrapPumping with Status and PumpCount, found none",
    );
  });
});

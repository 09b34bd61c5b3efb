// The stages fit together: what one writes the next one reads, under the same names.
import { describe, expect, test } from "vitest";
import { pipeline } from "../../apps/elvis/src/steps.ts";
import { exposureType } from "../../packages/planner/src/effects.ts";
import { configKeys, usage } from "../../packages/stage/src/index.ts";
import { checkDeclaration } from "../../packages/stage/src/testing.ts";
import { effectTable } from "../../packages/vis-detector/src/effects/index.ts";

describe.each(pipeline.map((step) => [step.script, step] as const))("%s", (script, step) => {
  test("is declared whole: docs, descriptions, names used once, paths that name config keys", () => {
    checkDeclaration(step.stage);
  });

  test("is given every input that it needs, and none that it does not have", () => {
    const needed = Object.entries<any>(step.stage.inputs)
      .filter(([, port]) => port.optional !== true)
      .map(([name]) => name);
    expect(Object.keys(step.inputs)).toEqual(expect.arrayContaining(needed));
    expect(Object.keys(step.stage.inputs)).toEqual(expect.arrayContaining(Object.keys(step.inputs)));
  });

  test("reads what earlier steps write: the same format", () => {
    for (const [name, wire] of Object.entries(step.inputs)) {
      if (wire === "params") continue;
      const { step: maker, port } = wire === "element" ? step.loops.at(-1)!.over : wire;
      const [written, read] = [maker.stage.outputs[port], step.stage.inputs[name]];
      expect({ port: name, format: read?.codec.id }).toEqual({ port: name, format: written?.codec.id });
      expect(pipeline.indexOf(maker)).toBeLessThan(pipeline.indexOf(step));
      const isList = written.kind !== "one" || (maker.gathers?.port === port && step.loops.length < maker.loops.length);
      if (wire !== "element") expect({ port: name, isList: read.kind !== "one" }).toEqual({ port: name, isList });
    }
  });

  test("knows the number of its turn in each loop it stands in, unless it is given the element itself", () => {
    if (Object.values(step.inputs).includes("element")) return;
    const keys = configKeys(step.stage.config).map(({ key }) => key);
    expect(keys).toEqual(expect.arrayContaining(step.loops.flatMap(({ key }) => key ?? [])));
  });

  test("knows the settings that a run hands on to it", () => {
    expect(configKeys(step.stage.config).map(({ key }) => key)).toEqual(expect.arrayContaining([...(step.settings ?? [])]));
  });

  test("gathers its only product", () => {
    if (step.gathers !== undefined) expect(Object.keys(step.stage.outputs)).toEqual([step.gathers.port]);
  });

  test("says in its help what it said before", async () => {
    await expect(usage(step.stage)).toMatchFileSnapshot(`usage/${script}.txt`);
  });
});

test("the planner asks a science exposure for the effects that the detector has, all but those of calibrations and no others", () => {
  const calibration = ["CALIBLAMP", "CHARGEINJECTION", "CTI_CHARGEINJECTION", "TRAP_PUMPING"];
  const simulated = effectTable().filter(({ page, key }) => page !== undefined && !calibration.includes(key));
  expect([...exposureType({ category: "SCIENCE" }).effects].sort()).toEqual(simulated.map(({ key }) => key).sort());
});

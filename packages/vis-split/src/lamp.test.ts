import { CCDS, ccdToFocalPlane } from "@elvis/focal-plane";
import type { MdbParameter, MdbValue } from "@elvis/formats/product";
import { describe, expect, it } from "vitest";
import { effects, mdb, task } from "../test/values.ts";
import { lampOf, meanOverField } from "./lamp.ts";

const VIS = "SpaceSegment.Instrument.VIS.";
const parameter = (title: string, rows: readonly (readonly number[])[]): readonly [string, MdbParameter] => {
  const value: MdbValue = { kind: "table", columns: rows[0].map((_, n) => ({ name: `c${n}`, unit: "" })), rows };
  return [`${VIS}${title}`, { title: `${VIS}${title}`, description: "", source: "", release: "", expression: "", value }];
};
const database = {
  ...mdb,
  parameters: new Map([
    parameter("CULedWavelength", [
      [1, 590],
      [4, 800],
    ]),
    parameter("CUUniformityPolynomialLed1", [[0.5]]),
    parameter("CUUniformityPolynomialLed4", [
      [0.9, 0.1],
      [-0.2, 0],
    ]),
  ]),
};
const lit = { ...task, effects: effects((key) => key === "CALIBLAMP") };
const unit = { isOn: true, duration: 10, ledMask: 0b001001, fluence: [1000, 2000, 3000, 4000, 5000, 6000] };

describe("lampOf", () => {
  it("takes the LEDs of the mask with their fluence, wavelength and profile, whose mean becomes 1", () => {
    expect(lampOf({ ...lit, calibUnit: unit }, database)).toEqual({
      lamp: [
        { led: 1, wavelength: 590, fluence: 1000, profile: [[1]] },
        // The focal plane is symmetric about its middle: the odd powers have no mean.
        {
          led: 4,
          wavelength: 800,
          fluence: 4000,
          profile: [
            [1, expect.closeTo(1 / 9, 12)],
            [expect.closeTo(-2 / 9, 12), 0],
          ],
        },
      ],
    });
  });

  it("is absent where the lamp is off, whatever the task says of it", () => {
    expect(lampOf({ ...task, calibUnit: unit }, mdb)).toEqual({});
  });

  it("demands that a task with the lamp on says which LEDs are on", () => {
    expect(() => lampOf(lit, database)).toThrow(
      "task.xml: CALIBLAMP is on: expected a CalibUnit with Status true and a LED in its LedMask, found none",
    );
    expect(() => lampOf({ ...lit, calibUnit: { ...unit, isOn: false } }, database)).toThrow("found Status false, LedMask 9");
    expect(() => lampOf({ ...lit, calibUnit: { ...unit, ledMask: 0 } }, database)).toThrow("found Status true, LedMask 0");
  });

  it("names what the mission database lacks", () => {
    expect(() => lampOf({ ...lit, calibUnit: { ...unit, ledMask: 2 } }, database)).toThrow(
      `--mdb: TEST-MDB: ${VIS}CULedWavelength: expected LED 2 (task.xml has it on), found none`,
    );
    expect(() => lampOf({ ...lit, calibUnit: unit }, mdb)).toThrow(`${VIS}CULedWavelength: expected a parameter`);
    const dark = { ...database, parameters: new Map([...database.parameters, parameter("CUUniformityPolynomialLed1", [[-1]])]) };
    expect(() => lampOf({ ...lit, calibUnit: unit }, dark)).toThrow(
      "CUUniformityPolynomialLed1: expected a mean above 0 over the focal plane, found -1",
    );
  });
});

describe("meanOverField", () => {
  it("is the mean over the pixels of all CCDs: against the sum over every 16th row and column", () => {
    const profile = [
      [1, 0.3, -0.2, 0.1],
      [0.2, -0.1, 0.05, 0],
      [-0.15, 0.02, 0.04, 0],
    ];
    let [sum, count] = [0, 0];
    for (const ccd of CCDS)
      for (let y = 8; y < 4132; y += 16)
        for (let x = 8; x < 4096; x += 16) {
          const at = ccdToFocalPlane(ccd, x - 0.5, y);
          const [u, v] = [at.x / 100, at.y / 100];
          sum += profile.reduce((total, row, b) => total + v ** b * row.reduce((part, c, a) => part + c * u ** a, 0), 0);
          count++;
        }
    expect(meanOverField(profile)).toBeCloseTo(sum / count, 3);
  });
});

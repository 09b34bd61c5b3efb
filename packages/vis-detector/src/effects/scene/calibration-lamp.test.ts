import { describe, expect, it } from "vitest";
import { chargeOf, effectContract, testEffectContext } from "../../testing.ts";
import { calibrationLamp } from "./calibration-lamp.ts";

const led = (fluence: number, profile: readonly (readonly number[])[], number = 1) => ({ led: number, wavelength: 640, fluence, profile });
const empty = (width: number, height: number) => chargeOf(width, height, 0);

describe("calibration-lamp", () => {
  it("adds fluence times profile at the pixel's place in the focal plane, on top of what is there", () => {
    // Pixel (0, 0) of CCD 2-3: x = -0.5 x 50.648259 - 2047.5 x 0.012 = -49.8941295, y = 1.5 x 57.358944 - 2067.5 x 0.012 = 61.228416 mm.
    const [u, v] = [-0.498941295, 0.61228416];
    const profile = [
      [1, 0.2, -0.3],
      [0.1, 0.4, 0],
    ];
    const frame = calibrationLamp.apply(chargeOf(3, 2, 5), { leds: [led(1000, profile)] }, testEffectContext({ ccd: "2-3" }));
    const at = (x: number, y: number): number => 5 + 1000 * (1 + 0.2 * x - 0.3 * x * x + y * (0.1 + 0.4 * x));
    expect(frame.pixels[0]).toBeCloseTo(at(u, v), 3);
    expect(frame.pixels[5]).toBeCloseTo(at(u + 0.00024, v + 0.00012), 3);
  });

  it("adds the LEDs that are on, whatever the orders of their profiles", () => {
    const both = [led(100, [[1]]), led(50, [[1, 0.5], [0.2, 0], [0, 0.1]], 4)]; // biome-ignore format: small matrices
    const sum = calibrationLamp.apply(empty(4, 3), { leds: both }, testEffectContext());
    const one = calibrationLamp.apply(empty(4, 3), { leds: [both[0]] }, testEffectContext());
    const other = calibrationLamp.apply(empty(4, 3), { leds: [both[1]] }, testEffectContext());
    sum.pixels.forEach((value, n) => {
      expect(value).toBeCloseTo(one.pixels[n] + other.pixels[n], 4);
    });
  });

  it("counts the rows of the injection structure in the place of the upper half", () => {
    const frame = calibrationLamp.apply(empty(1, 4132), { leds: [led(1e6, [[1], [1]])] }, testEffectContext());
    // One row is 0.00012 of 100 mm; from row 2065 to 2066 it is five.
    expect((frame.pixels[2065] - frame.pixels[2064]) / 120).toBeCloseTo(1, 2);
    expect((frame.pixels[2066] - frame.pixels[2065]) / 600).toBeCloseTo(1, 2);
  });

  it("refuses light below 0, with the pixel", () => {
    expect(() => calibrationLamp.apply(empty(2, 2), { leds: [led(10, [[1, 2]])] }, testEffectContext())).toThrow(
      "calibration-lamp, CCD 1-1, pixel (0, 0): expected at least 0 electrons, found -",
    );
  });

  it("keeps the contract of effects", () =>
    effectContract(calibrationLamp, {
      frame: (width, height) => chargeOf(width, height, 3),
      settings: { leds: [led(100, [[1, 0.01]])] },
      neutral: { leds: [] },
    }));
});

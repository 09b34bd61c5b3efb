import { describe, expect, it } from "vitest";
import { z } from "zod";
import { calibrationExposures, calibrationSettings, defaultCalibration } from "./calibration.ts";

const read = (settings: object) => z.object(calibrationSettings).safeParse(settings);

describe("calibrationExposures", () => {
  it("lights a flat with one LED for 10 s, or shares the light among those it is told", () => {
    expect(calibrationExposures("FLAT", defaultCalibration)).toEqual([
      {
        commanded: 10,
        effective: 10,
        calibUnit: { isOn: true, duration: 10, ledMask: 0b10, fluence: [0, 50_000, 0, 0, 0, 0] },
      },
    ]);
    const [{ calibUnit }] = calibrationExposures("FLAT", { ...defaultCalibration, lampLeds: "6,1,6", lampFluence: 900 });
    expect(calibUnit).toMatchObject({ ledMask: 0b100001, fluence: [450, 0, 0, 0, 0, 450] });
  });

  it("injects blocks of 200 lines from line 16 to 2066 in an exposure of 0 s", () => {
    expect(calibrationExposures("CHARGE_INJECTION", defaultCalibration)).toEqual([
      {
        commanded: 0,
        effective: 0,
        chargeInjection: {
          isOn: true,
          injectedLines: 200,
          nonInjectedLines: 200,
          verticalStart: 16,
          verticalEnd: 2066,
          toi: 1000,
          dwellTime: 0,
          level: 50_000,
        },
      },
    ]);
    const none = { ...defaultCalibration, injectionStart: 50, injectionEnd: 50 };
    expect(() => calibrationExposures("CHARGE_INJECTION", none)).toThrow(
      "--injection-end: expected more than the first line, 50, found 50",
    );
  });

  it("pumps charge in all lines, in each direction with its own time in a phase", () => {
    const [parallel] = calibrationExposures("TRAP_PUMPING", defaultCalibration);
    expect(parallel.trapPumping).toEqual({ direction: "parallel", pumps: 5000 });
    expect(parallel.chargeInjection).toMatchObject({ injectedLines: 2066, nonInjectedLines: 0, verticalStart: 0, toi: 1000, dwellTime: 0 });
    const [serial] = calibrationExposures("TRAP_PUMPING", { ...defaultCalibration, pumping: "serial", pumps: 100 });
    expect(serial.trapPumping).toEqual({ direction: "serial", pumps: 100 });
    expect(serial.chargeInjection).toMatchObject({ toi: 1000, dwellTime: 4.75 });
    const [slow] = calibrationExposures("TRAP_PUMPING", { ...defaultCalibration, pumpingTime: 8000 });
    expect(slow.chargeInjection?.toi).toBe(8000);
  });

  it("needs nothing of a bias, and the nominal time of a dark", () => {
    expect(calibrationExposures("BIAS", defaultCalibration)).toEqual([{ commanded: 0, effective: 0 }]);
    expect(calibrationExposures("DARK", defaultCalibration)).toEqual([{ commanded: 566, effective: 566 }]);
  });

  it("names a setting that cannot be read", () => {
    expect(() => read({ lampLeds: "2,7" })).toThrow('--lamp-leds: expected LEDs from 1 to 6 such as 2 or 1,4, found "2,7"');
    expect(() => read({ lampLeds: "" })).toThrow("--lamp-leds: expected");
    expect(() => read({ linearityFluences: "10,bright" })).toThrow("--linearity-fluences: expected electrons a pixel, with commas between");
    expect(() => read({ linearityFluences: "10,-1" })).toThrow("--linearity-fluences");
    expect(read({ injectionLevel: 300_000 }).success).toBe(false);
    expect(read({ pumping: "sideways" }).success).toBe(false);
  });
});

import { ccdOf, ccdToFocalPlane } from "@elvis/focal-plane";
import type { LampLed } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import type { Charge } from "../../frame.ts";

export interface CalibrationLampSettings {
  /** The LEDs that are on. */
  readonly leds: readonly LampLed[];
}

/** mm; unit of the profiles' coordinates */
const LENGTH = 100;

/** Adds the light of the calibration unit's LEDs. See ./calibration-lamp.md. */
export const calibrationLamp = {
  name: "calibration-lamp",
  elvisKey: "CALIBLAMP",
  apply(frame, { leds }, { ccd, report }) {
    const { width, height, pixels } = frame;
    const laid = ccdOf(ccd);
    const light = sumOf(leds);
    const left = ccdToFocalPlane(laid, 0, 0).x / LENGTH;
    const step = (ccdToFocalPlane(laid, 1, 0).x - ccdToFocalPlane(laid, 0, 0).x) / LENGTH;
    for (let y = 0; y < height; y++) {
      // Along a row the powers of fpa_y are numbers: what is left is a polynomial in fpa_x.
      const row = atRow(light, ccdToFocalPlane(laid, 0, y).y / LENGTH);
      for (let x = 0, at = y * width; x < width; x++, at++) {
        const u = left + x * step;
        let electrons = 0;
        for (let power = row.length - 1; power >= 0; power--) electrons = electrons * u + row[power];
        if (!(electrons >= 0))
          throw new StageError(
            `calibration-lamp, CCD ${ccd}, pixel (${x}, ${y}): expected at least 0 electrons, found ${electrons}; look at the LEDs' profiles`,
          );
        pixels[at] += electrons;
      }
    }
    report({ leds: leds.length });
    return frame;
  },
} as const satisfies Effect<Charge, Charge, CalibrationLampSettings>;

/** Profiles times fluences: one polynomial. Rows may differ in length, as profiles may in order. */
function sumOf(leds: readonly LampLed[]): readonly (readonly number[])[] {
  const rows = Math.max(0, ...leds.map(({ profile }) => profile.length));
  const columns = Math.max(0, ...leds.flatMap(({ profile }) => profile.map((row) => row.length)));
  return Array.from({ length: rows }, (_, power) =>
    Array.from({ length: columns }, (_, at) => leds.reduce((sum, { fluence, profile }) => sum + fluence * (profile[power]?.[at] ?? 0), 0)),
  );
}

const atRow = (matrix: readonly (readonly number[])[], v: number): readonly number[] =>
  (matrix[0] ?? []).map((_, at) => matrix.reduceRight((sum, row) => sum * v + row[at], 0));

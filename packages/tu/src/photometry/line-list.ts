import { type Catalog, EMISSION_LINES, inputLineFlux, NO_LINE } from "@elvis/formats/catalog";
import { type BandFilter, lineResponse } from "./band-filter.ts";
import { LINE_PARTS } from "./emission-lines.ts";
import { milkyWay } from "./milky-way.ts";

/** Jy in one erg/s/cm2/Hz. */
const JANSKY = 1e23;

/** The emission lines of one row at a time. */
export interface LineList {
  set(row: number, stretch: number, av: number): void;
  /** What they add to the flux in a band, Jy. @param isClear before the Milky Way */
  light(band: BandFilter, isClear: boolean): number;
}

/** The lines that a table has columns of; none in a star's. */
export function lineListOf(input: Catalog): LineList {
  const columns = EMISSION_LINES.flatMap((line, n) =>
    input.has(inputLineFlux(line)) ? [{ flux: input.float32(inputLineFlux(line)), parts: LINE_PARTS[n] }] : [],
  );
  const wavelengths: number[] = [];
  const clear: number[] = [];
  const dimmed: number[] = [];
  return {
    set(row, stretch, av) {
      let count = 0;
      for (const { flux, parts } of columns) {
        if (flux[row] <= NO_LINE) continue;
        const whole = JANSKY * 10 ** flux[row];
        for (const { wavelength, share } of parts) {
          wavelengths[count] = wavelength * stretch;
          clear[count] = whole * share;
          dimmed[count] = av === 0 ? clear[count] : clear[count] * 10 ** (-0.4 * av * milkyWay(wavelengths[count]));
          count++;
        }
      }
      wavelengths.length = count;
    },
    light(band, isClear) {
      const fluxes = isClear ? clear : dimmed;
      let sum = 0;
      for (let n = 0; n < wavelengths.length; n++) sum += fluxes[n] * lineResponse(band, wavelengths[n]);
      return sum;
    },
  };
}

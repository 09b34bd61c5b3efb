import type { PsfModel } from "@elvis/formats/product";
import { fft2d, fftScratch, fftTables } from "@elvis/kernels";
import { aberrations, fading, HALF_X, HALF_Y, type PupilGrid, pupilGrid, wavefront } from "./pupil.ts";

/** Points of the transform on a side. Its field is twice the stamp. */
const POINTS = 1024;
const SIZE = 512;
const OVERSAMPLING = 4;
/** Seconds of arc: VIS plate scale 0.1 a pixel. */
const SAMPLE = 0.1 / OVERSAMPLING;
const ARCSECOND = Math.PI / 648_000;

/** Share of the light farther out than the stamps: a line through what stamps of 540, 709 and 920 nm lack of 1 (0.0057, 0.0079, 0.0110), within 2e-4. */
const outsideOf = (wavelength: number): number => 1.403e-5 * wavelength - 0.0019;

/** What a look-up table holds. */
export interface PsfGrid {
  /** nm */
  readonly wavelengths: readonly number[];
  /** mm */
  readonly gridX: readonly number[];
  readonly gridY: readonly number[];
}
/**
 * Ten wavelengths: a broad-band image that is summed from them, linear between, differs from one of 5 nm steps by at most 5e-4 of its peak, and by 1 % of the mean
 * brightness (rms) from 0.3 to 0.6 arcsec, 2 % to 1.2, 6 % to 2.5, 16 % to 4.5 arcsec, where rings of one wavelength are closer than those of the next are apart.
 */
export const FULL_GRID: PsfGrid = {
  wavelengths: [540, 582, 624, 667, 709, 751, 793, 836, 878, 920],
  gridX: [-HALF_X, 0, HALF_X],
  gridY: [-HALF_Y, 0, HALF_Y],
};
/** The least that covers field and band. */
export const SMALL_GRID: PsfGrid = { wavelengths: [550, 900], gridX: [-HALF_X, HALF_X], gridY: [-HALF_Y, HALF_Y] };

/**
 * The PSF look-up table: Fraunhofer diffraction at the real pupil, with aberrations that vary over the field.
 *
 * 4 samples a pixel, 12.8 seconds of arc; 94 MB in full. Optics only: no pixel, diffusion or jitter. Stamps are computed when they are asked
 * for, at the nearest grid position and wavelength: this model is for writing. x of a stamp is along fpa_x, y along fpa_y.
 */
export function makePsf({ wavelengths, gridX, gridY }: PsfGrid = FULL_GRID): PsfModel {
  const tables = fftTables();
  const scratch = fftScratch();
  const re = new Float64Array(POINTS * POINTS);
  const im = new Float64Array(POINTS * POINTS);
  let grid: { readonly wavelength: number; readonly pupil: PupilGrid } | undefined;
  return {
    wavelengths,
    gridX,
    gridY,
    oversampling: OVERSAMPLING,
    size: SIZE,
    outside: wavelengths.map(outsideOf),
    async stamp(wavelength, x, y) {
      // The cell of the pupil plane that makes samples of the wanted angle: wavelength / (points x angle).
      if (grid?.wavelength !== wavelength) grid = { wavelength, pupil: pupilGrid((wavelength * 1e-6) / (POINTS * SAMPLE * ARCSECOND)) };
      fillPupil(grid.pupil, wavelength, aberrations(x, y), re, im);
      fft2d(tables, scratch, POINTS, POINTS, re, im);
      return intensity(grid.pupil, re, im);
    },
  };
}

/** Complex amplitude in the pupil: its centre at index (0, 0), so that the PSF has no phase ramp. */
function fillPupil(
  { side, step, transmission }: PupilGrid,
  wavelength: number,
  errors: readonly number[],
  re: Float64Array,
  im: Float64Array,
): void {
  re.fill(0);
  im.fill(0);
  for (let y = 0; y < side; y++)
    for (let x = 0; x < side; x++) {
      const open = transmission[y * side + x];
      if (open === 0) continue;
      const phase = ((2 * Math.PI) / wavelength) * wavefront(errors, ((x - side / 2) * step) / 600, ((y - side / 2) * step) / 600);
      const at = ((y - side / 2 + POINTS) % POINTS) * POINTS + ((x - side / 2 + POINTS) % POINTS);
      re[at] = open * Math.cos(phase);
      im[at] = open * Math.sin(phase);
    }
}

/** 1 over the spline's fading of the intensity, by sample of the stamp along one axis. */
const UNFADE = Float64Array.from({ length: SIZE }, (_, n) => fading((n - SIZE / 2) / POINTS) ** -2);

/** Squared modulus about zero frequency, over the light of the whole pupil (Parseval): what a stamp lacks of 1 falls outside it, however far. */
function intensity({ transmission }: PupilGrid, re: Float64Array, im: Float64Array): Float32Array {
  const total = POINTS * POINTS * transmission.reduce((sum, open) => sum + open, 0);
  const stamp = new Float32Array(SIZE * SIZE);
  for (let y = 0; y < SIZE; y++)
    for (let x = 0; x < SIZE; x++) {
      const at = ((y - SIZE / 2 + POINTS) % POINTS) * POINTS + ((x - SIZE / 2 + POINTS) % POINTS);
      stamp[y * SIZE + x] = ((re[at] * re[at] + im[at] * im[at]) * UNFADE[x] * UNFADE[y]) / total;
    }
  return stamp;
}

import { type FftScratch, type FftTables, fftScratch, fftTables, inverseRealFft2d } from "./fft.ts";
import type { Otf } from "./otf.ts";
import { discTransform, sersicTransform } from "./profile.ts";

/**
 * One elliptical Sersic profile. With M the matrix that takes a circle of half-light radius 1 to the ellipse in pixels, the metric is M M^T:
 * (xx, xy; xy, yy), pixels squared. All zero is a point.
 */
export interface Component {
  /** Electrons to infinity. */
  readonly electrons: number;
  /** From `sersicRow`; without it the exponential disc (n = 1), in closed form. */
  readonly row?: Float64Array;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
}

/** What rendering works in: tables and memory, nothing that a result depends on. */
export interface Renderer {
  readonly tables: FftTables;
  readonly scratch: FftScratch;
  spectrumRe: Float64Array;
  spectrumIm: Float64Array;
  /** For the caller's square of pixels. */
  square: Float64Array;
}

export function renderer(): Renderer {
  const none = new Float64Array(0);
  return { tables: fftTables(), scratch: fftScratch(), spectrumRe: none, spectrumIm: none, square: none };
}

/**
 * Renders profiles through a point spread function onto a square of pixels, side otf.period.
 *
 * The spectrum is the profiles' times the OTF; wave numbers above half a cycle per pixel are folded back, as sampling does, so no finer grid is
 * needed. The square repeats: light that should fall outside comes back in on the other side.
 *
 * @param otf with the pixel's response; its period is a power of two
 * @param x pixels from the centre of pixel (0, 0) of the square
 * @param out period x period, x fastest, electrons; overwritten
 */
export function renderStamp(work: Renderer, otf: Otf, components: readonly Component[], x: number, y: number, out: Float64Array): void {
  const { period, limit } = otf;
  const columns = period / 2 + 1;
  const length = columns * period;
  if (work.spectrumRe.length < length) {
    work.spectrumRe = new Float64Array(length);
    work.spectrumIm = new Float64Array(length);
  }
  const specRe = work.spectrumRe;
  const specIm = work.spectrumIm;
  specRe.fill(0, 0, length);
  specIm.fill(0, 0, length);
  const step = (2 * Math.PI) / period;
  const cosX = new Float64Array(limit + 1);
  const sinX = new Float64Array(limit + 1);
  for (let m = 0; m <= limit; m++) {
    cosX[m] = Math.cos(m * step * x);
    sinX[m] = -Math.sin(m * step * x);
  }
  const scale = 1 / (period * period);
  const profile = new Float64Array(limit + 1);
  for (let l = -limit; l <= limit; l++) {
    const start = (l + limit) * (limit + 1);
    const inside = Math.floor(Math.sqrt(limit * limit - l * l));
    profiles(profile, components, inside, l, step);
    const cosY = scale * Math.cos(l * step * y);
    const sinY = -scale * Math.sin(l * step * y);
    const row = (((l % period) + period) % period) * columns;
    const mirrored = (((-l % period) + period) % period) * columns;
    // Below half a cycle per pixel a wave number has one place.
    const plain = Math.min(inside, period / 2 - 1);
    for (let m = 0, to = row, at = start; m <= plain; m++, to++, at++) {
      const phaseRe = cosX[m] * cosY - sinX[m] * sinY;
      const phaseIm = cosX[m] * sinY + sinX[m] * cosY;
      specRe[to] += profile[m] * (otf.re[at] * phaseRe - otf.im[at] * phaseIm);
      specIm[to] += profile[m] * (otf.re[at] * phaseIm + otf.im[at] * phaseRe);
    }
    // From there on they are folded.
    for (let m = plain + 1, folded = m; m <= inside; m++, folded = folded + 1 === period ? 0 : folded + 1) {
      const phaseRe = cosX[m] * cosY - sinX[m] * sinY;
      const phaseIm = cosX[m] * sinY + sinX[m] * cosY;
      const re = profile[m] * (otf.re[start + m] * phaseRe - otf.im[start + m] * phaseIm);
      const im = profile[m] * (otf.re[start + m] * phaseIm + otf.im[start + m] * phaseRe);
      if (2 * folded <= period) {
        specRe[row + folded] += re;
        specIm[row + folded] += im;
      }
      // The conjugate at (-m, -l), where that falls into the half that is kept.
      if (folded === 0 || 2 * folded >= period) {
        const back = folded === 0 ? 0 : period - folded;
        specRe[mirrored + back] += re;
        specIm[mirrored + back] -= im;
      }
    }
  }
  inverseRealFft2d(work.tables, work.scratch, period, period, specRe, specIm, out);
}

/** Sum of the components' transforms along one row of wave numbers. */
function profiles(out: Float64Array, components: readonly Component[], inside: number, l: number, step: number): void {
  for (let n = 0; n < components.length; n++) {
    const { electrons, row, xx, xy, yy } = components[n];
    const a = xx * step * step;
    const b = 2 * xy * step * step * l;
    const c = yy * step * step * l * l;
    if (n === 0) out.fill(0, 0, inside + 1);
    if (row === undefined) for (let m = 0; m <= inside; m++) out[m] += electrons * discTransform(a * m * m + b * m + c);
    else for (let m = 0; m <= inside; m++) out[m] += electrons * sersicTransform(row, a * m * m + b * m + c);
  }
}

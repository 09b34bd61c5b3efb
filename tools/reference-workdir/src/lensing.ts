import { DEGREE } from "@elvis/focal-plane";
import { child, gaussian, type Stream, uniform } from "@elvis/kernels";

const WAVES = 24;
/** rms convergence for sources far away: cosmic shear smoothed over minutes of arc (Bartelmann and Schneider 2001, section 6). */
const RMS_CONVERGENCE = 0.015;

export interface Lensing {
  readonly kappa: number;
  readonly gamma1: number;
  readonly gamma2: number;
  /** Deflection towards east and north, degrees: where the image is, less where the source is. */
  readonly east: number;
  readonly north: number;
}

/**
 * A smooth lensing potential: plane waves of 0.1 to 1 degree in ra cos(dec) and dec about a point, so that shear, convergence and deflection belong together.
 *
 * @param ra,dec degrees; the point
 * @returns lensing of a source far away at a direction; nearer sources have less
 */
export function lensingField(from: Stream, ra: number, dec: number): (ra: number, dec: number, redshift: number) => Lensing {
  const root = child(from, "lensing");
  const waves = Array.from({ length: WAVES }, (_, n) => {
    const wavelength = 0.1 * 10 ** uniform(root, n, 0) * DEGREE;
    const angle = 2 * Math.PI * uniform(root, n, 1);
    const k = (2 * Math.PI) / wavelength;
    return {
      kx: k * Math.cos(angle),
      ky: k * Math.sin(angle),
      phase: 2 * Math.PI * uniform(root, n, 2),
      amplitude: (gaussian(root, n) * 2 * RMS_CONVERGENCE * Math.sqrt(2 / WAVES)) / (k * k),
    };
  });
  return (atRa, atDec, redshift) => {
    const x = (((((atRa - ra + 540) % 360) + 360) % 360) - 180) * DEGREE * Math.cos(dec * DEGREE);
    const y = (atDec - dec) * DEGREE;
    // Efficiency of lenses at about z = 0.5, rising to 1 for sources beyond 2.
    const efficiency = Math.min(1, redshift / 2);
    let [xx, yy, xy, dx, dy] = [0, 0, 0, 0, 0];
    for (const { kx, ky, phase, amplitude } of waves) {
      const angle = kx * x + ky * y + phase;
      const [value, slope] = [-amplitude * Math.cos(angle) * efficiency, -amplitude * Math.sin(angle) * efficiency];
      xx += value * kx * kx;
      yy += value * ky * ky;
      xy += value * kx * ky;
      dx += slope * kx;
      dy += slope * ky;
    }
    return { kappa: (xx + yy) / 2, gamma1: (xx - yy) / 2, gamma2: xy, east: dx / DEGREE, north: dy / DEGREE };
  };
}

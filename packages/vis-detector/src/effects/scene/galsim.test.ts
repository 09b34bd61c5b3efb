import { existsSync, readFileSync } from "node:fs";
import type { PsfModel } from "@elvis/formats/product";
import { type Canvas, paint, soloPool } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { psfField } from "../../psf/lut.ts";
import { ellipse, type Matrix, multiply, point, profileOf, shear } from "./shape.ts";

// Stamps made with GalSim 2.8.4 at tight settings, beside the repository; the numbers are the task's, the drawing is the effects' own.
const folder = new URL("../../../../../../shared/cases/galsim/", import.meta.url);
const isPresent = existsSync(folder);

interface Part {
  readonly n: number;
  readonly frac: number;
  readonly hlr: number;
  readonly q: number;
  readonly pa_deg: number;
}
interface Case {
  readonly id: string;
  readonly file: string;
  readonly nx: number;
  readonly ny: number;
  readonly x0: number;
  readonly y0: number;
  readonly flux: number;
  readonly g1?: number;
  readonly g2?: number;
  readonly disk?: Part | null;
  readonly bulge?: Part | null;
}

/** Enough of FITS for a float32 image in the primary unit, apart from the package that is being tested elsewhere. */
function floats(file: string, count: number): Float32Array {
  const bytes = readFileSync(new URL(file, folder));
  let at = 0;
  while (
    !bytes
      .subarray(at, at + 80)
      .toString("latin1")
      .startsWith("END ")
  )
    at += 80;
  at = Math.ceil((at + 80) / 2880) * 2880;
  return Float32Array.from({ length: count }, (_, n) => bytes.readFloatBE(at + 4 * n));
}

describe.skipIf(!isPresent)("objects against GalSim (needs ../shared/cases/galsim)", () => {
  const all: { galaxies: Case[]; stars: Case[] } = isPresent
    ? JSON.parse(readFileSync(new URL("cases.json", folder), "utf8"))
    : { galaxies: [], stars: [] };
  const psf = isPresent ? floats("psf_os6.fits", 481 * 481) : new Float32Array(0);
  const model: PsfModel = { wavelengths: [725], gridX: [0], gridY: [0], oversampling: 6, size: 481, stamp: async () => psf };
  const field = psfField(model, { diffusion: false, jitter: 0 });
  const pool = soloPool();

  it.each([...all.galaxies, ...all.stars])(
    "draws $id to 2e-4 of the peak and 4e-4 of the flux",
    async ({ file, nx, ny, x0, y0, flux, g1 = 0, g2 = 0, disk, bulge }) => {
      const lens = shear(g1, g2);
      const parts = [disk, bulge].filter((part) => part != null);
      const profiles = parts.map(({ n, frac, hlr, q, pa_deg }) => {
        const radius = hlr / 0.1;
        const matrix: Matrix = multiply(lens, ellipse(radius / Math.sqrt(q), radius * Math.sqrt(q), (pa_deg * Math.PI) / 180));
        return profileOf(n, flux * frac, matrix);
      });
      if (profiles.length === 0) profiles.push(point(flux));
      const canvas: Canvas = { width: nx, height: ny, pixels: new Float32Array(nx * ny), gapStart: ny, gapRows: 0 };
      const corners = await field.at(0, 0);
      const mark = pool.mark();
      const [{ collected }] = await paint(pool, canvas, field.tables(pool), [{ x: x0, y: y0, profiles, corners }]);
      pool.release(mark);
      const expected = floats(file, nx * ny);
      let peak = 0;
      let worst = 0;
      let sum = 0;
      expected.forEach((value, n) => {
        peak = Math.max(peak, value);
        sum += value;
        worst = Math.max(worst, Math.abs(value - canvas.pixels[n]));
      });
      if (process.env.ELVIS_SHOW) console.log(file, (worst / peak).toExponential(2), (collected / sum - 1).toExponential(2));
      expect(worst / peak).toBeLessThan(2e-4);
      expect(Math.abs(collected / sum - 1)).toBeLessThan(4e-4);
    },
  );
});

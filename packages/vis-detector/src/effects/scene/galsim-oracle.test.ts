import { readFileSync } from "node:fs";
import { inflateRawSync } from "node:zlib";
import { type Canvas, type Otf, packNode, paint, psfTables, soloPool } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { ellipse, multiply, point, profileOf, shear } from "./shape.ts";

// Numbers of GalSim's that are kept here, so that the law is tested everywhere. tools/oracle/make-galsim.mjs made them; galsim.test.ts has all cases.
const { psf, cases } = JSON.parse(readFileSync(new URL("galsim.oracle.json", import.meta.url), "utf8"));

interface Part {
  readonly n: number;
  readonly frac: number;
  readonly hlr: number;
  readonly q: number;
  readonly pa_deg: number;
}

const rounded = new Int16Array(new Uint8Array(inflateRawSync(Buffer.from(psf.int16Deflated, "base64"))).buffer);
const part = (first: number): Float32Array => Float32Array.from({ length: rounded.length / 2 }, (_, n) => rounded[first + n] / psf.scale);
const otf: Otf = { period: psf.period, limit: psf.limit, re: part(0), im: part(rounded.length / 2) };
const shape = { planes: 1, period: psf.period, limit: psf.limit, rings: 2 };
// No wave number left out, and a square as wide as the stamp: the point spread function's extent asks for all there is.
const extent = { variance: 3, wing: [1, 1], modulation: new Float64Array(psf.limit + 1).fill(1) };

/** Moments about the place with a circular Gaussian weight, divided by its sum over the light. */
function momentsOf({ width, pixels }: Canvas, x0: number, y0: number, sigma: number) {
  let [s, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  pixels.forEach((value, at) => {
    const [dx, dy] = [(at % width) - x0, Math.floor(at / width) - y0];
    const light = value * Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
    s += light;
    x += light * dx;
    y += light * dy;
    xx += light * dx * dx;
    yy += light * dy * dy;
    xy += light * dx * dy;
  });
  return { S0: s, Qx: x / s, Qy: y / s, Qxx: xx / s, Qyy: yy / s, Qxy: xy / s };
}

describe("numbers of GalSim 2.8.4", () => {
  it.each(cases as readonly any[])(
    "$id: pixels within 2e-4 of the peak, flux 4e-4, centroid 1e-3 pixels, size and ellipticity 1e-4",
    async ({ nx, ny, x0, y0, flux, g1, g2, disk, bulge, sum_in_stamp, peak, weighted_moments, pixels }) => {
      const lens = shear(g1, g2);
      const parts = [disk, bulge].filter((it): it is Part => it !== null && it.frac > 0);
      const profiles = parts.map(({ n, frac, hlr, q, pa_deg }) => {
        const form = ellipse((10 * hlr) / Math.sqrt(q), 10 * hlr * Math.sqrt(q), (pa_deg * Math.PI) / 180);
        return profileOf(n, flux * frac, multiply(lens, form));
      });
      const canvas: Canvas = { width: nx, height: ny, pixels: new Float32Array(nx * ny), gapStart: ny, gapRows: 0 };
      const pool = soloPool();
      const mark = pool.mark();
      const tables = psfTables(pool, shape, [packNode(shape, [otf], extent)]);
      await paint(pool, canvas, tables, [{ x: x0, y: y0, profiles: profiles.length > 0 ? profiles : [point(flux)] }]);
      pool.release(mark);
      for (const [x, y, value] of pixels) expect(Math.abs(canvas.pixels[y * nx + x] - value) / peak, `(${x}, ${y})`).toBeLessThan(2e-4);
      const sum = canvas.pixels.reduce((total, value) => total + value, 0);
      expect(Math.abs(sum / sum_in_stamp - 1)).toBeLessThan(4e-4);
      const found = momentsOf(canvas, x0, y0, weighted_moments.sigma_w_px);
      const { Qx, Qy, Qxx, Qyy, Qxy } = weighted_moments;
      expect(Math.hypot(found.Qx - Qx, found.Qy - Qy)).toBeLessThan(1e-3);
      expect(Math.abs(Math.sqrt((found.Qxx + found.Qyy) / (Qxx + Qyy)) - 1)).toBeLessThan(1e-4);
      const e = (q: { Qxx: number; Qyy: number; Qxy: number }): [number, number] => [
        (q.Qxx - q.Qyy) / (q.Qxx + q.Qyy),
        (2 * q.Qxy) / (q.Qxx + q.Qyy),
      ];
      expect(Math.hypot(e(found)[0] - e({ Qxx, Qyy, Qxy })[0], e(found)[1] - e({ Qxx, Qyy, Qxy })[1])).toBeLessThan(1e-4);
    },
  );
});

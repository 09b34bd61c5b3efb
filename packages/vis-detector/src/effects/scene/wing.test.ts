import { type Canvas, paint, soloPool } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { psfField } from "../../psf/lut.ts";
import { SPIKED, spikedStamp } from "../../psf/testing.ts";
import { point } from "./shape.ts";
import { drawWing, wingRadius } from "./wing.ts";

const ELECTRONS = 1e9;
const X = 320.3;
const Y = 250.8;
const { size, oversampling, angles } = SPIKED;
const stamp = spikedStamp();
const field = psfField(
  { wavelengths: [700], gridX: [0], gridY: [0], oversampling, size, stamp: async () => stamp },
  { diffusion: false, jitter: 0 },
);
const corners = await field.at(0, 0);
const halo = field.halo(corners)!;
const empty = (): Canvas => ({ width: 640, height: 500, pixels: new Float32Array(640 * 500), gapStart: 500, gapRows: 0 });

async function drawn(): Promise<Canvas> {
  const canvas = empty();
  const pool = soloPool();
  const star = { x: X, y: Y, profiles: [point(ELECTRONS)], corners, smallest: 64, fade: { inner: halo.inner, outer: halo.outer } };
  await paint(pool, canvas, field.tables(pool), [star]);
  drawWing(canvas, halo, ELECTRONS, X, Y, wingRadius(halo, ELECTRONS, 12));
  return canvas;
}

/** Mean brightness over a patch of the plane about a star: distances from..to, within `half` pixels of the ray at an angle. */
function along({ width, height, pixels }: Canvas, degrees: number, from: number, to: number, half: number): number {
  const [cos, sin] = [Math.cos((degrees * Math.PI) / 180), Math.sin((degrees * Math.PI) / 180)];
  let [sum, count] = [0, 0];
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const r = (x - X) * cos + (y - Y) * sin;
      if (r < from || r >= to || Math.abs((y - Y) * cos - (x - X) * sin) > half) continue;
      sum += pixels[y * width + x];
      count++;
    }
  return sum / count;
}

/** Largest change of brightness times r^power from one patch of 3 pixels to the next, as a fraction, between radii of 20 and 50 pixels. */
function worstStep(canvas: Canvas, degrees: number, half: number, power: number): number {
  let worst = 0;
  let before = 0;
  for (let r = 20; r < 50; r += 3) {
    const now = along(canvas, degrees, r, r + 3, half) * (r + 1.5) ** power;
    if (before > 0) worst = Math.max(worst, Math.abs(now / before - 1));
    before = now;
  }
  return worst;
}

describe("a bright star's wing", async () => {
  const canvas = await drawn();

  it("goes on from the stamp without an edge: no step above 7 % of the brightness between the spikes, at eight azimuths", () => {
    for (const degrees of [0, 52, 105, 155, 180, 232, 285, 335]) expect(worstStep(canvas, degrees, 4, 3), `${degrees}`).toBeLessThan(0.07);
  });

  it("carries the six spikes on: no step above 7 % along them", () => {
    for (const degrees of angles.flatMap((angle) => [angle, angle + 180]))
      expect(worstStep(canvas, degrees, 1.5, 2), `${degrees}`).toBeLessThan(0.07);
  });

  it("has a step of a factor where stamp and wing are laid side by side, so that the measure can tell", async () => {
    const torn = await drawn();
    for (let y = 0; y < torn.height; y++)
      for (let x = 0; x < torn.width; x++) if (Math.abs(x - X) > 32 || Math.abs(y - Y) > 32) torn.pixels[y * torn.width + x] *= 0.6;
    expect(worstStep(torn, 0, 4, 3)).toBeGreaterThan(0.3);
  });

  it("and its stamp have all the light but what falls beyond the frame or below the floor", () => {
    const sum = canvas.pixels.reduce((total, value) => total + value, 0);
    expect(sum / ELECTRONS).toBeLessThan(1);
    // Beyond 280 pixels: 2 pi 0.05 / 280 and 6 spikes of 0.01 x 1.5 sqrt(2 pi) / 280.
    expect(1 - sum / ELECTRONS).toBeLessThan((2 * Math.PI * 0.05 + 6 * 0.01 * 1.5 * Math.sqrt(2 * Math.PI)) / 250);
  });

  it("reaches 30 arcsec below magnitude 16, ends at 0.05 e-/pixel, and is not drawn where it is fainter everywhere", () => {
    expect(wingRadius(halo, 1e4, 15.9)).toBe(300);
    expect(wingRadius(halo, 0.04 / halo.brightness, 20)).toBe(0);
    const electrons = 1000 * (0.05 / halo.brightness);
    expect(wingRadius(halo, electrons, 20)).toBeCloseTo(halo.outer * 1000 ** (1 / (3 + halo.steeper)), 6);
    const faint = empty();
    drawWing(faint, halo, electrons, X, Y, wingRadius(halo, electrons, 20));
    const beyond = faint.pixels.filter((value, n) => value > 0 && Math.hypot((n % 640) - X, Math.floor(n / 640) - Y) > halo.outer);
    expect(beyond.length).toBeGreaterThan(1000);
    expect(beyond.reduce((least, value) => Math.min(least, value), Infinity)).toBeGreaterThan(0.0499);
  });
});

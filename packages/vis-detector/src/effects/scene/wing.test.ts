import { type Canvas, paint, soloPool } from "@elvis/kernels";
import { describe, expect, it } from "vitest";
import { lightOf } from "../../psf/halo.ts";
import { psfField } from "../../psf/lut.ts";
import { SPIKED, spikedStamp } from "../../psf/testing.ts";
import { point } from "./shape.ts";
import { drawWing, wingLeft, wingRadius } from "./wing.ts";

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

  it("knows what light it leaves out: stamp, wing and the rest are all of it, on a frame without edges", () => {
    const electrons = 3e5;
    const whole = { ...empty(), width: 1501, height: 1501, pixels: new Float32Array(1501 * 1501), gapStart: 1501 };
    const radius = wingRadius(halo, electrons, 20);
    expect(radius).toBeLessThan(750);
    const wing = drawWing(whole, halo, electrons, 750, 750, radius);
    const all = electrons * lightOf(halo);
    // A hundredth of the halo: pixels are read at their centres, and spikes end where they are faint across, too.
    expect(Math.abs((wing + wingLeft(halo, electrons, radius)) / all - 1)).toBeLessThan(0.02);
    expect(wing / all).toBeLessThan(0.95);
  });

  it("reaches 30 arcsec below magnitude 16, ends at 0.05 e-/pixel, and is not drawn where it is fainter everywhere", () => {
    expect(wingRadius(halo, 1e4, 15.9)).toBe(300);
    const brightest = halo.brightness + Math.max(...halo.spikes.map(({ brightness }) => brightness));
    expect(wingRadius(halo, 0.049 / brightest, 20)).toBe(0);
    const electrons = 1000 * (0.05 / halo.brightness);
    expect(wingRadius(halo, electrons, 20)).toBeCloseTo(halo.outer * 1000 ** (1 / (3 + halo.steeper)), 6);
    const faint = empty();
    drawWing(faint, halo, electrons, X, Y, wingRadius(halo, electrons, 20));
    const beyond = faint.pixels.filter((value, n) => value > 0 && Math.hypot((n % 640) - X, Math.floor(n / 640) - Y) > halo.outer);
    expect(beyond.length).toBeGreaterThan(1000);
    expect(beyond.reduce((least, value) => Math.min(least, value), Infinity)).toBeGreaterThan(0.0499);
  });

  it("is drawn where the spikes alone are brighter than 0.05 e-/pixel: they are not cut off at the stamp's border", () => {
    const electrons = 0.04 / halo.brightness;
    const radius = wingRadius(halo, electrons, 20);
    expect(radius).toBe(halo.outer);
    const spiked = empty();
    drawWing(spiked, halo, electrons, X, Y, radius);
    // Along a spike the light ends at the floor, not at the border.
    const ridge = (from: number): number => along(spiked, angles[0], from, from + 3, 0.7);
    expect(ridge(halo.outer + 1)).toBeGreaterThan(0.1);
    const end = halo.outer * ((electrons * halo.spikes[0].brightness) / 0.05) ** (1 / (2 + halo.spikes[0].steeper));
    expect(ridge(end - 8)).toBeGreaterThan(0.04);
    expect(ridge(end + 4)).toBe(0);
  });
});

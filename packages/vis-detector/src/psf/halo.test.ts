import { describe, expect, it } from "vitest";
import { borderOf, borderReader, haloOf, lightOf, stampShare } from "./halo.ts";
import { SPIKED, spikedStamp } from "./testing.ts";

const { size, oversampling, angles, brightness, ridge, sigma } = SPIKED;

describe("the halo beyond a stamp", () => {
  const border = borderOf(spikedStamp(), size, oversampling);
  const halo = haloOf([border], [1], 0)!;

  it("falls as diffraction does when the light that is missing is what diffraction puts there", () => {
    expect(halo.steeper).toBe(0);
    for (const spike of halo.spikes) expect(Math.abs(spike.steeper)).toBeLessThan(0.1);
    // 95 of 192 samples lie above the origin's; a pixel less.
    expect(halo.outer).toBeCloseTo(95 / 3 - 1, 10);
    expect(Math.abs(halo.brightness / (brightness / halo.outer ** 3) - 1)).toBeLessThan(0.1);
  });

  it("has the struts' six spikes, three ridges through the centre, where the stamp has them", () => {
    expect(halo.spikes.length).toBe(3);
    const found = halo.spikes.map(({ angle }) => (angle * 180) / Math.PI).sort((a, b) => a - b);
    for (let n = 0; n < 3; n++) {
      expect(Math.abs(found[n] - angles[n])).toBeLessThan(0.3);
      expect(halo.spikes[n].sigma / sigma).toBeCloseTo(1, 0);
      expect(Math.abs((halo.spikes[n].brightness * halo.spikes[n].sigma) / ((ridge / halo.outer ** 2) * sigma) - 1)).toBeLessThan(0.1);
    }
  });

  it("has exactly the light that the faded stamp lacks", () => {
    expect(border.kept + lightOf(halo)).toBeCloseTo(1, 8);
    const lossy = haloOf(
      [
        borderOf(
          spikedStamp().map((value) => 0.995 * value),
          size,
          oversampling,
        ),
      ],
      [1],
      0,
    )!;
    // More light is missing: the spikes fall more slowly, the rest as ever.
    expect(lossy.spikes[0].steeper).toBeLessThan(halo.spikes[0].steeper);
    expect(lossy.steeper).toBe(0);
    expect(0.995 * border.kept + lightOf(lossy)).toBeCloseTo(1, 8);
  });

  it("has one exponent for all where the spikes alone cannot make up for the light", () => {
    const bright = borderOf(
      spikedStamp().map((value) => 1.012 * value),
      size,
      oversampling,
    );
    const faint = haloOf([bright], [1], 0)!;
    expect(faint.steeper).toBeGreaterThan(0.1);
    expect(faint.spikes.map(({ steeper }) => steeper)).toEqual([faint.steeper, faint.steeper, faint.steeper]);
    expect(bright.kept + lightOf(faint)).toBeCloseTo(1, 8);
  });

  it("is absent where the stamp has all the light, and r^-3 where border and missing light do not fit", () => {
    const whole = spikedStamp();
    const sum = whole.reduce((total, value) => total + value, 0);
    const all = borderOf(
      whole.map((value) => value / sum),
      size,
      oversampling,
    );
    expect(haloOf([all], [1], 0)).toBeUndefined();
    const dark = borderOf(
      Float32Array.from({ length: 48 * 48 }, (_, n) => (n === 24 * 48 + 24 ? 0.99 : 0)),
      48,
      3,
    );
    const plain = haloOf([dark], [1], 0)!;
    expect([plain.steeper, plain.spikes.length]).toEqual([0, 0]);
    expect(lightOf(plain)).toBeCloseTo(0.01, 7);
  });

  it("reads many stamps of one size with one reader, each as if it were alone", () => {
    const read = borderReader(size, oversampling);
    read(spikedStamp(0.5));
    expect(read(spikedStamp())).toEqual(border);
    // Kept and sum by their definitions, of a stamp of odd size that is not symmetric: light at the origin, on the taper, in a corner.
    const odd = new Float32Array(45 * 45);
    odd[22 * 45 + 22] = 0.5;
    odd[22 * 45 + 22 + 18] = 0.25;
    odd[0] = 0.125;
    const { inner, outer, sum, kept } = borderOf(odd, 45, 3);
    expect([outer, sum]).toEqual([expect.closeTo(22 / 3 - 1, 12), 0.875]);
    expect(kept).toBeCloseTo(0.5 + 0.25 * (0.5 + 0.5 * Math.cos((Math.PI * (6 - inner)) / (outer - inner))), 12);
  });

  it("is the weighted mean of the stamps' halos", () => {
    const faint = borderOf(spikedStamp(0.5), size, oversampling);
    const mixed = haloOf([border, faint], [0.25, 0.75], 0)!;
    const alone = haloOf([faint], [1], 0)!;
    expect(mixed.brightness).toBeCloseTo(0.25 * halo.brightness + 0.75 * alone.brightness, 12);
  });

  it("fades in as the stamp fades out", () => {
    const [inner, outer] = [20, 30];
    expect([10, 20, 25, 30, 40].map((r) => stampShare({ inner, outer }, r))).toEqual([1, 1, expect.closeTo(0.5, 12), 0, 0]);
  });
});

import { describe, expect, it } from "vitest";
import { bulgeAndDisc } from "./bulge-colour.ts";
import { type ColourWeights, planeWeights } from "./colour.ts";

const COLOURS: readonly ColourWeights[] = [
  planeWeights(1, 1, 1),
  planeWeights(1, 2, 3, 0.3),
  planeWeights(3, 1, 0.4, 6),
  [0, 0.3, 0.7],
  [1, 0, 0],
];

describe("a galaxy's bulge and disc", () => {
  it("have the galaxy's colour together, weighted with their light: exactly, for any fraction and contrast", () => {
    for (const colour of COLOURS)
      for (const fraction of [0, 1e-9, 0.03, 0.5, 0.81, 1 - 1e-9, 1])
        for (const contrast of [-0.3, 0, 0.13, 0.5, 3]) {
          const { bulge, disc } = bulgeAndDisc(colour, fraction, contrast);
          for (const part of [bulge, disc]) {
            for (const weight of part) expect(weight).toBeGreaterThanOrEqual(0);
            expect(part[0] + part[1] + part[2]).toBeCloseTo(1, 7);
          }
          for (let plane = 0; plane < 3; plane++)
            expect(fraction * bulge[plane] + (1 - fraction) * disc[plane]).toBeCloseTo(colour[plane], 12);
        }
  });

  it("differ by the contrast: bulge over disc at 868 nm is 10^(0.4 0.2) times that at 618 nm, along a power law", () => {
    const { bulge, disc } = bulgeAndDisc(planeWeights(1, 1.5, 1.8), 0.35, 0.2);
    // Middles of r and z: sqrt(551.8 692.9) and sqrt(816.2 922); planes at 560 and 890 nm.
    const power = (0.08 * Math.LN10) / Math.log(Math.sqrt(816.2 * 922) / Math.sqrt(551.8 * 692.9));
    expect(bulge[2] / disc[2] / (bulge[0] / disc[0])).toBeCloseTo((890 / 560) ** power, 9);
    expect(bulge[1] / disc[1] / (bulge[0] / disc[0])).toBeCloseTo((730 / 560) ** power, 9);
    expect(bulge[2]).toBeGreaterThan(disc[2]);
  });

  it("have the galaxy's own colour without contrast", () => {
    for (const colour of COLOURS)
      for (let plane = 0; plane < 3; plane++) expect(bulgeAndDisc(colour, 0.4, 0).disc[plane]).toBeCloseTo(colour[plane], 12);
  });
});

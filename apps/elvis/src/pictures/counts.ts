import { chart, Plot } from "./chart.ts";

/** Galaxies per magnitude and square degree in i, from 19.25 in steps of 0.5: COSMOS2020, Weaver et al. 2022 (log10). */
const GALAXIES_LOG10 = [3.01, 3.23, 3.44, 3.64, 3.85, 4.03, 4.21, 4.38, 4.54, 4.71, 4.86, 4.97, 5.08, 5.2, 5.29, 5.35];
/** Stars per magnitude and square degree, by magnitude from 15.5 on: in i, TRILEGAL at b = -52 deg (Girardi et al. 2005) and Besancon at the pole (Robin et al. 2003); in G, Gaia DR3 at b = 30 deg. */
const STARS = [
  { kind: "stars, TRILEGAL b = -52° (i)", symbol: "circle", densities: [174, 207, 422, 414, 687, 1109, 1498, 2591, 3046, 3924, 4834] },
  { kind: "stars, Besançon b = 90° (i)", symbol: "triangle", densities: [138, 178, 294, 358, 478, 626, 817, 976] },
  { kind: "stars, Gaia b = 30° (G)", symbol: "square", densities: [370, 604, 851, 1168, 1690, 1949] },
] as const;

const LEGEND = [
  "lines: true universe of this pointing, VIS",
  "circles: published, i: galaxies COSMOS2020; stars TRILEGAL at b = -52°",
  "triangles: stars, i, Besançon at b = 90°",
  "squares: stars, G, Gaia at b = 30°",
].join("\n");

export interface Count {
  readonly magnitude: number;
  /** Objects per magnitude and square degree. */
  readonly density: number;
}

/**
 * Histogram of magnitudes as a density on the sky.
 *
 * @param magnitudes AB; values that are not finite are left out
 * @param area square degrees
 * @param step magnitudes; bins begin at whole multiples of it
 */
export function countPerMagnitude(magnitudes: Float64Array, area: number, step = 0.5): Count[] {
  const bins = new Map<number, number>();
  for (const magnitude of magnitudes) {
    if (!Number.isFinite(magnitude)) continue;
    const bin = Math.floor(magnitude / step);
    bins.set(bin, (bins.get(bin) ?? 0) + 1);
  }
  return [...bins].sort(([a], [b]) => a - b).map(([bin, count]) => ({ magnitude: (bin + 0.5) * step, density: count / (area * step) }));
}

/** Counts of the true universe beside the published ones; SVG. */
export function countsChart(galaxies: readonly Count[], stars: readonly Count[]): string {
  const published = [
    ...GALAXIES_LOG10.map((log10, index) => ({
      magnitude: 19.25 + 0.5 * index,
      density: 10 ** log10,
      kind: "galaxies, COSMOS2020 (i)",
      symbol: "circle",
    })),
    ...STARS.flatMap(({ kind, symbol, densities }) =>
      densities.map((density, index) => ({ magnitude: 15.5 + index, density, kind, symbol: symbol as string })),
    ),
  ];
  const ours = [
    ...galaxies.map((count) => ({ ...count, kind: "galaxies, true universe" })),
    ...stars.map((count) => ({ ...count, kind: "stars, true universe" })),
  ];
  return chart({
    width: 900,
    height: 580,
    marginBottom: 45,
    marginLeft: 70,
    style: { background: "white", fontFamily: "system-ui, sans-serif", fontSize: "14px" },
    grid: true,
    x: { label: "VIS magnitude (AB)" },
    y: { type: "log", label: "objects per magnitude and square degree", tickFormat: "~s" },
    color: {
      domain: ["galaxies, true universe", "galaxies, COSMOS2020 (i)", "stars, true universe", ...STARS.map(({ kind }) => kind)],
      range: ["#b5542a", "#b5542a", "#2a5fb5", "#2a5fb5", "#2a5fb5", "#2a5fb5"],
    },
    symbol: { domain: ["circle", "triangle", "square"], range: ["circle", "triangle", "square"] },
    marks: [
      Plot.lineY(ours, { x: "magnitude", y: "density", stroke: "kind", strokeWidth: 2, curve: "step" }),
      Plot.dot(published, { x: "magnitude", y: "density", stroke: "kind", symbol: "symbol", fill: "white", r: 4 }),
      Plot.text([{ text: LEGEND }], {
        lineHeight: 1.4,
        text: "text",
        frameAnchor: "top-left",
        dx: 8,
        dy: 8,
      }),
      Plot.text([{ text: "galaxies" }], {
        text: "text",
        x: 23.4,
        y: galaxies.find(({ magnitude }) => magnitude > 23.4)?.density ?? 1e5,
        fill: "#b5542a",
        dy: -30,
      }),
      Plot.text([{ text: "stars" }], {
        text: "text",
        x: 18,
        y: stars.find(({ magnitude }) => magnitude > 17.9)?.density ?? 400,
        fill: "#2a5fb5",
        dy: -30,
      }),
    ],
  });
}

import { chart, Plot } from "./chart.ts";
import { toDataUri, toPng } from "./image.ts";

/** Half-light radius along the major axis, arcsec: median, 16th and 84th percentile of 22 304 galaxies by VIS magnitude, in steps of 0.5 from 18 (3D-HST in COSMOS: van der Wel et al. 2012, Skelton et al. 2014). */
// biome-ignore format: a table
const PUBLISHED: readonly (readonly [median: number, low: number, high: number])[] = [
  [1.36, 0.789, 1.781], [1.374, 0.924, 1.86], [1.159, 0.808, 1.74], [0.937, 0.607, 1.413], [0.72, 0.453, 1.301], [0.77, 0.403, 1.289], [0.803, 0.441, 1.297], [0.602, 0.313, 1.055], [0.567, 0.312, 0.876],
  [0.487, 0.258, 0.82], [0.431, 0.233, 0.709], [0.392, 0.208, 0.669], [0.34, 0.186, 0.59], [0.297, 0.164, 0.51], [0.258, 0.14, 0.472], [0.237, 0.13, 0.436], [0.215, 0.114, 0.404], [0.196, 0.104, 0.375],
];
const PUBLISHED_FROM = 18;
const STEP = 0.5;

/** Galaxies by magnitude and size. */
export interface Sizes {
  /** AB, VIS */
  readonly magnitude: Float64Array;
  /** arcsec */
  readonly radius: Float64Array;
}

/** A galaxy's bulge and disc; radii in arcsec, 0 or less for a part that is not there. */
export interface Parts {
  readonly bulgeFraction: number;
  readonly bulgeRadius: number;
  readonly bulgeIndex: number;
  readonly diskRadius: number;
}

/** Where the tables of Sersic laws begin, natural logarithm of the radius over the half-light radius, their steps and how many. */
const [TABLE_FROM, TABLE_STEP, TABLE_STEPS] = [-12, 0.005, 4400];

/** Share of a Sersic law's light inside each step of radius: the sum of its rings. */
function sersicTable(n: number): Float64Array {
  // Ciotti and Bertin 1999, eq. 18.
  const b = 2 * n - 1 / 3 + 4 / (405 * n) + 46 / (25_515 * n * n);
  const inside = new Float64Array(TABLE_STEPS + 1);
  for (let step = 0; step < TABLE_STEPS; step++) {
    const r = Math.exp(TABLE_FROM + (step + 0.5) * TABLE_STEP);
    inside[step + 1] = inside[step] + r * r * Math.exp(-b * r ** (1 / n));
  }
  return inside.map((sum) => sum / inside[TABLE_STEPS]);
}

/** Gives the half-light radius of bulge and disc together, within 1 %; the bulge's index is taken to a tenth. */
export function halfLightLaw(): (parts: Parts) => number {
  const tables = new Map<number, Float64Array>();
  const tableOf = (tenths: number): Float64Array => {
    const table = tables.get(tenths) ?? sersicTable(tenths / 10);
    tables.set(tenths, table);
    return table;
  };
  return ({ bulgeFraction, bulgeRadius, bulgeIndex, diskRadius }) => {
    if (bulgeFraction >= 1 || diskRadius <= 0) return bulgeRadius;
    if (bulgeFraction <= 0 || bulgeRadius <= 0) return diskRadius;
    const table = tableOf(Math.max(3, Math.min(100, Math.round(10 * bulgeIndex))));
    let [low, high] = [Math.min(bulgeRadius, diskRadius), Math.max(bulgeRadius, diskRadius)];
    for (let step = 0; step < 14; step++) {
      const radius = Math.sqrt(low * high);
      const x = (1.67835 * radius) / diskRadius;
      const at = Math.max(0, Math.min(TABLE_STEPS, Math.round((Math.log(radius / bulgeRadius) - TABLE_FROM) / TABLE_STEP)));
      const inside = bulgeFraction * table[at] + (1 - bulgeFraction) * (1 - (1 + x) * Math.exp(-x));
      if (inside < 0.5) low = radius;
      else high = radius;
    }
    return Math.sqrt(low * high);
  };
}

/** Median and 16th and 84th percentile of the sizes in bins of half a magnitude; bins of fewer than ten galaxies are left out. */
export function sizeQuantiles({
  magnitude,
  radius,
}: Sizes): { readonly magnitude: number; readonly median: number; readonly low: number; readonly high: number }[] {
  const bins = new Map<number, number[]>();
  for (let at = 0; at < magnitude.length; at++) {
    const bin = Math.floor(magnitude[at] / STEP);
    const list = bins.get(bin);
    if (list === undefined) bins.set(bin, [radius[at]]);
    else list.push(radius[at]);
  }
  return [...bins]
    .filter(([, list]) => list.length >= 10)
    .sort(([a], [b]) => a - b)
    .map(([bin, list]) => {
      const sorted = Float64Array.from(list).sort();
      const at = (share: number): number => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
      return { magnitude: (bin + 0.5) * STEP, median: at(0.5), low: at(0.16), high: at(0.84) };
    });
}

const LEGEND = "lines: their median, 16 % and 84 %\ncircles and bars: the same of 3D-HST in COSMOS";
const [BRIGHT, FAINT] = [15, 27];
const [SMALL, LARGE] = [0.03, 6];

/** How large galaxies of each magnitude are: a picture of their number (dark where many), medians and quantiles beside the published ones; SVG. */
export function sizeChart(sizes: Sizes): string {
  const [columns, rows] = [192, 150];
  const density = new Float64Array(columns * rows);
  for (let at = 0; at < sizes.magnitude.length; at++) {
    const x = Math.floor(((sizes.magnitude[at] - BRIGHT) / (FAINT - BRIGHT)) * columns);
    const y = Math.floor((Math.log(LARGE / sizes.radius[at]) / Math.log(LARGE / SMALL)) * rows);
    if (x >= 0 && x < columns && y >= 0 && y < rows) density[y * columns + x]++;
  }
  const most = density.reduce((top, value) => Math.max(top, value), 1);
  const data = new Uint8Array(3 * columns * rows);
  for (let at = 0; at < density.length; at++) {
    const share = Math.log(1 + density[at]) / Math.log(1 + most);
    data.set([255 - 150 * share, 255 - 190 * share, 255 - 215 * share], 3 * at);
  }
  const ours = sizeQuantiles(sizes);
  const published = PUBLISHED.map(([median, low, high], index) => ({
    magnitude: PUBLISHED_FROM + STEP * (index + 0.5),
    median,
    low,
    high,
  }));
  const [width, height, left, right, top, bottom] = [900, 580, 70, 20, 20, 45];
  return chart({
    width,
    height,
    marginLeft: left,
    marginRight: right,
    marginTop: top,
    marginBottom: bottom,
    style: { background: "white", fontFamily: "system-ui, sans-serif", fontSize: "14px" },
    x: { domain: [BRIGHT, FAINT], label: "VIS magnitude (AB)" },
    y: {
      type: "log",
      domain: [SMALL, LARGE],
      label: "half-light radius, major axis (arcsec)",
      ticks: [0.03, 0.1, 0.3, 1, 3],
      tickFormat: "~g",
    },
    marks: [
      Plot.image([{}], {
        src: () => toDataUri(toPng({ width: columns, height: rows, channels: 3, data })),
        x: (BRIGHT + FAINT) / 2,
        y: Math.sqrt(SMALL * LARGE),
        width: width - left - right,
        height: height - top - bottom,
        preserveAspectRatio: "none",
      }),
      ...(["low", "median", "high"] as const).map((y) =>
        Plot.lineY(ours, {
          x: "magnitude",
          y,
          stroke: "#1b3f8b",
          strokeWidth: y === "median" ? 2.5 : 1.3,
          strokeDasharray: y === "median" ? "none" : "5 4",
        }),
      ),
      Plot.ruleX(published, { x: "magnitude", y1: "low", y2: "high", stroke: "#000", strokeWidth: 1.3 }),
      Plot.dot(published, { x: "magnitude", y: "median", stroke: "#000", fill: "white", r: 4 }),
      Plot.frame(),
      Plot.text([{ text: `${sizes.magnitude.length} galaxies of this pointing (density)\n${LEGEND}` }], {
        text: "text",
        lineHeight: 1.4,
        frameAnchor: "top-left",
        dx: 8,
        dy: 8,
      }),
    ],
  });
}

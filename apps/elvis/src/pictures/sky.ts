import { chart, Plot } from "./chart.ts";
import { toDataUri, toPng } from "./image.ts";

export interface SkyObjects {
  /** degrees */
  readonly ra: Float64Array;
  readonly dec: Float64Array;
  readonly magnitude: Float64Array;
}

/** A closed outline on the sky: corners (ra, dec), degrees. */
export interface Outline {
  readonly name: string;
  readonly corners: readonly (readonly [number, number])[];
}

/** Stars fainter than this are too many to be shown one by one. */
const BRIGHT = 17;

/** Right ascension as an offset that does not jump at 0: within 180 deg of `center`. */
const near = (ra: number, center: number): number => center + (((ra - center + 540) % 360) - 180);

/** Density of the galaxies as a picture (dark where many), stars as dots by brightness, the CCDs as outlines; east to the left. SVG. */
export function skyChart(galaxies: SkyObjects, stars: SkyObjects, outlines: readonly Outline[], center: readonly [number, number]): string {
  const [ra0, dec0] = center;
  const half = 0.62;
  const stretchRa = half / Math.cos((dec0 * Math.PI) / 180);
  const cells = 160;
  const density = new Float64Array(cells * cells);
  for (let at = 0; at < galaxies.ra.length; at++) {
    const x = Math.floor(((ra0 + stretchRa - near(galaxies.ra[at], ra0)) / (2 * stretchRa)) * cells);
    const y = Math.floor(((dec0 + half - galaxies.dec[at]) / (2 * half)) * cells);
    if (x >= 0 && y >= 0 && x < cells && y < cells) density[y * cells + x]++;
  }
  const most = Float64Array.from(density).sort()[Math.floor(0.995 * density.length)] || 1;
  const data = new Uint8Array(3 * cells * cells);
  for (let at = 0; at < density.length; at++) {
    const share = Math.min(1, density[at] / most);
    data.set([255 - 150 * share, 255 - 190 * share, 255 - 215 * share], 3 * at);
  }
  const bright = [...stars.magnitude.keys()]
    .filter((at) => stars.magnitude[at] < BRIGHT)
    .map((at) => ({ ra: near(stars.ra[at], ra0), dec: stars.dec[at], size: Math.max(0.6, (BRIGHT + 1 - stars.magnitude[at]) * 0.4) }));
  const edges = outlines.flatMap(({ name, corners }) => [...corners, corners[0]].map(([ra, dec]) => ({ name, ra: near(ra, ra0), dec })));
  return chart({
    width: 900,
    height: 930,
    marginBottom: 45,
    marginLeft: 60,
    style: { background: "white", fontFamily: "system-ui, sans-serif", fontSize: "14px" },
    x: { reverse: true, domain: [ra0 - stretchRa, ra0 + stretchRa], label: "right ascension (deg), east to the left" },
    y: { domain: [dec0 - half, dec0 + half], label: "declination (deg)" },
    marks: [
      Plot.image([{}], {
        src: () => toDataUri(toPng({ width: cells, height: cells, channels: 3, data })),
        x: ra0,
        y: dec0,
        width: 820,
        height: 840,
        preserveAspectRatio: "none",
      }),
      Plot.dot(bright, { x: "ra", y: "dec", r: "size", fill: "#1b3f8b", fillOpacity: 0.8 }),
      Plot.line(edges, { x: "ra", y: "dec", z: "name", stroke: "#000", strokeWidth: 1.3 }),
      Plot.frame(),
      Plot.text(
        [
          {
            text: `${galaxies.ra.length} galaxies (density) and ${stars.ra.length} stars (dots: brighter than ${BRIGHT}) in the pointing; outlines: CCDs`,
          },
        ],
        { text: "text", frameAnchor: "top-left", dx: 8, dy: 8 },
      ),
    ],
  });
}

import * as Plot from "@observablehq/plot";
import { parseHTML } from "linkedom";

/**
 * A chart as standalone SVG text. Observable Plot draws into a document; outside a browser linkedom is one.
 *
 * @param options as for `Plot.plot`, without `document`
 */
export function chart(options: Plot.PlotOptions): string {
  const { document } = parseHTML("<!doctype html><html><body></body></html>");
  const drawn = Plot.plot({ ...options, document: document as never });
  const svg = drawn.tagName.toLowerCase() === "svg" ? drawn : drawn.querySelector("svg");
  if (svg === null) throw new Error("chart: the plot has no svg element");
  svg.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  svg.setAttribute("xmlns:xlink", "http://www.w3.org/1999/xlink");
  // Viewers that know no CSS leave the page behind the chart showing through: paper is drawn.
  const paper = '<rect width="100%" height="100%" fill="white"/>';
  return `${svg.outerHTML
    .replace(/^<SVG/, "<svg")
    .replace(/<\/SVG>$/, "</svg>")
    .replace(">", `>${paper}`)}\n`;
}

export { Plot };

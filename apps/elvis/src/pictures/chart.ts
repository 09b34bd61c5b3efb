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
  return `${svg.outerHTML.replace(/^<SVG/, "<svg").replace(/<\/SVG>$/, "</svg>")}\n`;
}

export { Plot };

#!/usr/bin/env node
// Draws the figures of benches: bars of CPU seconds, ours beside others' where they are known.
// usage: node tools/bench/picture.mjs OUT.svg scene.json [cti.json ...]   (files of npm run bench -- NAME --json FILE)
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { root } from "./load.mjs";

/** What a bench's parts are measured against: CPU s of one core, from the cases' README. */
const OTHERS = {
  scene: { name: "GalSim 2.8.4", parts: { "galaxies below 26": 19.4, "galaxies from 26": 19.7, stars: 0.74 } },
  cti: { name: "ArCTIC 7.0.7", parts: { "both, 5 passes": 14 } },
};
const OURS = "elvis";

const [out, ...files] = process.argv.slice(2);
if (out === undefined || files.length === 0) {
  console.error("picture: expected OUT.svg FILE.json [FILE.json ...], found too few");
  process.exit(1);
}
const { chart, Plot } = await import(pathToFileURL(join(root, "apps/elvis/dist/pictures/chart.js")).href);
const bars = [];
let machine;
for (const file of files) {
  const bench = JSON.parse(readFileSync(file, "utf8"));
  machine ??= bench.machine;
  const others = OTHERS[bench.name] ?? { parts: {} };
  for (const [figure, seconds] of Object.entries(bench.figures)) {
    const part = figure.match(/^(.*)\.cpu_s$/)?.[1];
    if (part === undefined) continue;
    bars.push({ part: `${bench.name}: ${part}`, who: OURS, seconds });
    if (others.parts[part] !== undefined) bars.push({ part: `${bench.name}: ${part}`, who: others.name, seconds: others.parts[part] });
  }
}
const svg = chart({
  width: 1000,
  height: 80 + 26 * bars.length,
  marginLeft: 250,
  marginRight: 160,
  marginBottom: 50,
  style: { background: "white", fontFamily: "system-ui, sans-serif", fontSize: "13px" },
  x: { labelOffset: 42, label: `CPU seconds, one core (${machine.cpu}, Node ${machine.node})`, grid: true, type: "sqrt" },
  y: { label: null, domain: bars.map(({ who }) => who), axis: null },
  fy: { label: null, domain: [...new Set(bars.map(({ part }) => part))], padding: 0.15 },
  color: { domain: [OURS, ...Object.values(OTHERS).map(({ name }) => name)], range: ["#b5542a", "#8a94a6", "#8a94a6"], legend: false },
  marks: [
    Plot.barX(bars, { x: "seconds", y: "who", fy: "part", fill: "who" }),
    Plot.text(bars, {
      x: "seconds",
      y: "who",
      fy: "part",
      text: ({ who, seconds }) => `${seconds.toPrecision(2)} s  ${who}`,
      textAnchor: "start",
      dx: 4,
    }),
    Plot.ruleX([0]),
  ],
});
writeFileSync(out, svg);

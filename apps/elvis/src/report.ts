import { existsSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { BudgetSummary } from "./budget.ts";
import { madeBy } from "./made.ts";
import type { ObjectSummary } from "./objects.ts";
import type { PictureFile } from "./pictures/index.ts";
import type { RunRecord } from "./run.ts";

/**
 * The report of a run: one HTML page with everything in it, for any browser, with no network.
 *
 * @param root of the workdir; pictures lie in `pictures/` of it
 * @param objects drawn and skipped by the run's detectors, by kind
 * @param budget what each effect did to the pixels, over the run's detectors
 */
export function reportPage(
  title: string,
  record: RunRecord,
  pictures: readonly PictureFile[],
  root: string,
  objects: readonly ObjectSummary[] = [],
  budget: readonly BudgetSummary[] = [],
): string {
  const products = record.tasks.flatMap((task) => madeBy(root, task));
  const total = record.tasks.reduce((sum, { seconds }) => sum + seconds, 0);
  const end = Math.max(0, ...record.tasks.map(({ began, seconds }) => began + seconds));
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${shown(title)}</title>
<style>
  body { font: 15px/1.5 system-ui, sans-serif; max-width: 72rem; margin: 2rem auto; padding: 0 1rem; color: #1c1e21; background: #fff; }
  h1, h2 { font-weight: 600; } h2 { margin-top: 2.5rem; }
  table { border-collapse: collapse; font-variant-numeric: tabular-nums; } td, th { padding: .2rem .8rem .2rem 0; text-align: left; border-bottom: 1px solid #e4e6e9; vertical-align: top; }
  .number { text-align: right; } .bar { background: #3b6ea5; height: .7rem; border-radius: 2px; } .track { width: 16rem; position: relative; }
  figure { margin: 1.5rem 0; } figure img { max-width: 100%; } figcaption { color: #555; } code { font-size: .9em; word-break: break-all; }
</style>
<h1>${shown(title)}</h1>
<p>Run of ${shown(record.runDate)}: ${record.tasks.length} tasks, ${total.toFixed(1)} s of work in ${end.toFixed(1)} s, ${record.jobs} at a time.
${Object.entries(record.settings)
  .map(([key, value]) => `${shown(key)}: <code>${shown(value)}</code>.`)
  .join(" ")}</p>
<h2>Pictures</h2>
${pictures.map((picture) => figure(picture, root)).join("\n")}
${objects.length === 0 ? "" : objectTable(objects)}${budget.length === 0 ? "" : budgetTable(budget)}<h2>Tasks</h2>
<table><tr><th>task</th><th class="number">began, s</th><th class="number">took, s</th><th>when</th><th>log</th></tr>
${record.tasks.map(({ task, began, seconds, log }) => `<tr><td>${shown(task)}</td><td class="number">${began.toFixed(1)}</td><td class="number">${seconds.toFixed(1)}</td><td class="track"><div class="bar" style="margin-left:${percent(began, end)};width:${percent(Math.max(seconds, end / 500), end)}"></div></td><td><code>${shown(log)}</code></td></tr>`).join("\n")}
</table>
<h2>Products</h2>
<table>${products.map((name) => `<tr><td><code>${shown(name)}</code></td><td class="number">${sizeOf(join(root, name))}</td></tr>`).join("\n")}</table>
</html>
`;
}

/** A line a kind: drawn, skipped, and why the first of them were. */
function objectTable(objects: readonly ObjectSummary[]): string {
  const rows = objects.map(
    ({ kind, drawn, skipped, first }) =>
      `<tr><td>${shown(kind)}</td><td class="number">${drawn}</td><td class="number">${skipped}</td><td>${first.map(({ sourceId, reason }) => shown(`SOURCE_ID ${sourceId}: ${reason}`)).join("<br>")}</td></tr>`,
  );
  return `<h2>Objects</h2>
<p>Drawn: those that left light on a CCD, once for each CCD. Skipped: those that could not be drawn; all of them are in the table SKIPPED of the CCD's product.</p>
<table><tr><th>kind</th><th class="number">drawn</th><th class="number">skipped</th><th>the first of them</th></tr>
${rows.join("\n")}
</table>
`;
}

/** A line an effect, in their order. */
function budgetTable(budget: readonly BudgetSummary[]): string {
  const number = (value: number | undefined): string => (value === undefined ? "" : Math.round(value).toLocaleString("en"));
  const rows = budget.map(
    ({ effect, unit, added, removed, moved, changed, clipped, after }) =>
      `<tr><td>${shown(effect)}</td><td>${unit === "adu" ? "ADU" : "e-"}</td>${[added, removed, moved, changed, clipped, after].map((value) => `<td class="number">${number(value)}</td>`).join("")}</tr>`,
  );
  return `<h2>Electrons</h2>
<p>What each effect did to the pixels of all CCDs: sums over those that rose and fell, what of both moved from pixel to pixel, pixels changed and clipped, and the sum of all pixels after it, which is that before it and what was added less what was removed. Where electrons become ADU, only the unit changes.</p>
<table><tr><th>effect</th><th>unit</th><th class="number">added</th><th class="number">removed</th><th class="number">moved</th><th class="number">pixels changed</th><th class="number">clipped</th><th class="number">sum after</th></tr>
${rows.join("\n")}
</table>
`;
}

const percent = (part: number, whole: number): string => `${((100 * part) / Math.max(whole, 1e-9)).toFixed(2)}%`;

function figure({ name, title }: PictureFile, root: string): string {
  const bytes = readFileSync(join(root, "pictures", name));
  const type = name.endsWith(".svg") ? "image/svg+xml" : "image/png";
  return `<figure><img alt="${shown(title)}" src="data:${type};base64,${bytes.toString("base64")}"><figcaption>${shown(title)} (<code>pictures/${shown(name)}</code>)</figcaption></figure>`;
}

function sizeOf(path: string): string {
  if (!existsSync(path)) return "";
  const { size } = statSync(path);
  return size >= 1e6 ? `${(size / 1e6).toFixed(1)} MB` : `${(size / 1e3).toFixed(1)} kB`;
}

const shown = (text: string): string => text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

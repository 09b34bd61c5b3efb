import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { reportPage } from "./report.ts";
import type { RunRecord } from "./run.ts";

const root = mkdtempSync(join(tmpdir(), "elvis-report-"));
afterAll(() => rmSync(root, { recursive: true }));

const task = (name: string, began: number, seconds: number, products: readonly string[]) => ({
  task: name,
  command: "elvis-x",
  flags: [],
  log: `logs/${name}.log`,
  began,
  seconds,
  status: 0,
  products,
});
const record: RunRecord = {
  runDate: "2026-01-02",
  jobs: 2,
  settings: { ccds: "<4>" },
  tasks: [task("One", 0, 3, ["big.fits"]), task("Two", 3, 1, [])],
};

test("holds every task, its share of the time, products with their size and pictures, in one page", () => {
  mkdirSync(join(root, "pictures"));
  writeFileSync(join(root, "pictures/sky.png"), Uint8Array.of(1, 2, 3));
  writeFileSync(join(root, "big.fits"), new Uint8Array(2_500_000));
  const page = reportPage("a & b", record, [{ name: "sky.png", title: "The sky" }], root);
  expect(page).toContain("2 tasks, 4.0 s of work in 4.0 s, 2 at a time");
  expect(page).toContain("margin-left:75.00%;width:25.00%");
  expect(page).toContain('<td><code>big.fits</code></td><td class="number">2.5 MB</td>');
  expect(page).toContain("data:image/png;base64,AQID");
  expect(page).not.toMatch(/(src|href)="(?!data:)/);
});

test("tells of each kind how many objects were drawn and skipped, and why the first were", () => {
  const objects = [
    { kind: "star" as const, drawn: 12, skipped: 0, first: [] },
    { kind: "galaxy" as const, drawn: 3400, skipped: 2, first: [{ sourceId: 2n ** 60n, reason: "DISK_R50 0, expected > 0" }] },
  ];
  const page = reportPage("x", record, [], root, objects);
  expect(page).toContain('<tr><td>star</td><td class="number">12</td><td class="number">0</td><td></td></tr>');
  expect(page).toContain(
    '<td class="number">3400</td><td class="number">2</td><td>SOURCE_ID 1152921504606846976: DISK_R50 0, expected &#62; 0</td>',
  );
  expect(reportPage("x", record, [], root)).not.toContain("<h2>Objects</h2>");
});

test("tells what each effect did to the pixels", () => {
  const line = { added: 1_234_567.6, removed: 0, moved: 0, changed: 17_000_000, clipped: 0 };
  const budget = [
    { effect: "stars", key: "STARS" as const, unit: "electron" as const, ...line, after: 2e9 },
    { effect: "discretize", key: "DISCRETIZE" as const, unit: "adu" as const, ...line, added: 3, removed: 5, moved: 2, clipped: 168 },
  ];
  const page = reportPage("x", record, [], root, [], budget);
  const cells = (...values: string[]) => values.map((value) => `<td class="number">${value}</td>`).join("");
  // Headings and lines in their order: the effects', and the columns' one above the other.
  const titles = ["added", "removed", "moved", "pixels changed", "clipped", "sum after"].map((title) => `<th class="number">${title}</th>`);
  expect(page).toContain(`<table><tr><th>effect</th><th>unit</th>${titles.join("")}</tr>
<tr><td>stars</td><td>e-</td>${cells("1,234,568", "0", "0", "17,000,000", "0", "2,000,000,000")}</tr>
<tr><td>discretize</td><td>ADU</td>${cells("3", "5", "2", "17,000,000", "168", "")}</tr>
</table>`);
  expect(reportPage("x", record, [], root)).not.toContain("<h2>Electrons</h2>");
});

test("text of others is shown, not run", () => {
  const page = reportPage("a & b", record, [], root);
  expect(page).toContain("a &#38; b");
  expect(page).toContain("&#60;4&#62;");
});

test("a task's data files are listed with its products, as its provenance has them", () => {
  mkdirSync(join(root, "logs"));
  const made = [{ name: "data/frame.fits" }, { name: "outputVIS.xml" }];
  writeFileSync(join(root, "logs/Three.provenance.json"), JSON.stringify({ made }));
  const page = reportPage("x", { ...record, tasks: [task("Three", 0, 1, ["outputVIS.xml"])] }, [], root);
  expect(page).toContain("<code>data/frame.fits</code>");
  expect(page).toContain("<code>outputVIS.xml</code>");
});

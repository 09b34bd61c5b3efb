#!/usr/bin/env node
// Measures one part of the simulator on fixed input and prints the figures; no limits, no verdicts.
// usage: npm run bench -- NAME [--json FILE]
import { readFileSync, writeFileSync } from "node:fs";
import { cpus, totalmem } from "node:os";
import { benches } from "./benches.mjs";

const { version } = JSON.parse(readFileSync(new URL("../../packages/vis-detector/package.json", import.meta.url), "utf8"));
const [name, flag, json, ...rest] = process.argv.slice(2);
const isCall = Object.hasOwn(benches, name ?? "") && (flag === undefined || (flag === "--json" && json !== undefined)) && rest.length === 0;
if (!isCall) {
  console.error(
    `bench: expected NAME [--json FILE] with NAME one of ${Object.keys(benches).join(", ")}, found ${process.argv.slice(2).join(" ") || "nothing"}`,
  );
  process.exit(1);
}

const tabled = (found) =>
  Object.entries(found)
    .map(([figure, value]) => `${figure} ${Number(value.toPrecision(4))}`.padEnd(22))
    .join("");

/** Runs a task once; CPU of all threads, elapsed time, and how far the memory of the process has ever grown. */
async function measure(task) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  const more = await task();
  const { user, system } = process.cpuUsage(cpu);
  const wall = (performance.now() - start) / 1e3;
  return { cpu_s: (user + system) / 1e6, wall_s: wall, peak_mib: process.resourceUsage().maxRSS / 1024, ...more };
}

try {
  const { doc, parts, total, close } = await benches[name]();
  if (close !== undefined) process.once("exit", close);
  console.log(`${name}: ${doc}`);
  const figures = {};
  const byPart = {};
  for (const { label, task } of parts) {
    const found = await measure(task);
    byPart[label] = found;
    for (const [figure, value] of Object.entries(found))
      figures[parts.length > 1 ? `${label}.${figure}` : figure] = Number(value.toPrecision(5));
    console.log(`  ${label.padEnd(24)}${tabled(found)}`);
  }
  const whole = total?.(byPart) ?? {};
  for (const [figure, value] of Object.entries(whole)) figures[figure] = Number(value.toPrecision(5));
  if (total !== undefined) console.log(`  ${"in all".padEnd(24)}${tabled(whole)}`);
  const [{ model } = { model: "unknown" }] = cpus();
  const machine = {
    cpu: model.trim(),
    cores: cpus().length,
    memory_mib: Math.round(totalmem() / 2 ** 20),
    node: process.version,
    elvis: version,
  };
  console.log(`  ${machine.cpu}, ${machine.cores} cores, Node ${machine.node}`);
  if (json !== undefined) writeFileSync(json, `${JSON.stringify({ name, machine, figures }, undefined, 2)}\n`);
} catch (error) {
  if (error.code !== "ENOENT") throw error;
  console.error(`bench ${name}: ${error.path}: expected a file, found none`);
  process.exit(1);
}

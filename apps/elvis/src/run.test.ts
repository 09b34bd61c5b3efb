import { spawnSync } from "node:child_process";
import { chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Codec, readText, writeText } from "@elvis/formats";
import { defineStage, list, nodeFolder, one } from "@elvis/stage";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import type { Loop, Pipeline, Step } from "./pipeline.ts";
import { atMost, runPipeline, type TaskError } from "./run.ts";
import { scriptsOf } from "./scripts.ts";
import type { RunSettings } from "./tasks.ts";

const plain: Codec<string> = {
  id: "plain",
  doc: "text",
  extension: "txt",
  decode: (source) => readText(source),
  encode: (value, sink) => writeText(sink, value),
};
const never = async (): Promise<any> => {
  throw new Error("only its declaration is used");
};
const turn = { iteration: z.number().default(1).meta({ description: "pointing" }) };

// A pipeline of the same form as the real one: a plan, a loop in a loop, and a gathering body.
const plan: Step = {
  script: "0_Plan",
  pipeline: "tu",
  package: "plan",
  stage: defineStage({
    name: "plan",
    element: "Plan",
    summary: "plans",
    inputs: { request: one(plain, "request") },
    outputs: { pointings: list(plain, "pointings", { path: "Plan_pkg/pointings.json", name: () => "" }) },
    config: z.object({}),
    run: never,
  }),
  loops: [],
  inputs: { request: "params" },
};
const pointings: Loop = { name: "iteration", key: "iteration", over: { step: plan, port: "pointings" } };
const split: Step = {
  script: "1_Split",
  pipeline: "post-tu",
  package: "split",
  stage: defineStage({
    name: "split-it",
    element: "Split",
    summary: "splits",
    inputs: { pointings: list(plain, "pointings") },
    outputs: { parts: list(plain, "parts", { path: "call.{iteration}.Split/parts.json", name: () => "" }) },
    config: z.object({ ...turn, ccds: z.array(z.string()).default([]).meta({ description: "CCDs" }) }),
    run: never,
  }),
  loops: [pointings],
  inputs: { pointings: { step: plan, port: "pointings" } },
  settings: ["ccds"],
};
const parts: Loop = { name: "detector", over: { step: split, port: "parts" } };
const work: Step = {
  script: "2_Work",
  pipeline: "post-tu",
  package: "work",
  stage: defineStage({
    name: "work",
    element: "Work",
    summary: "works",
    inputs: { conf: one(plain, "part") },
    outputs: { done: one(plain, "result", { name: () => "" }) },
    config: z.object({}),
    run: never,
  }),
  loops: [pointings, parts],
  inputs: { conf: "element" },
  gathers: { port: "done", path: "call.{iteration}.Work/done.json" },
};
const join_: Step = {
  script: "3_Join",
  pipeline: "post-tu",
  package: "join",
  stage: defineStage({
    name: "join",
    element: "Join",
    summary: "joins",
    inputs: { done: list(plain, "results") },
    outputs: { whole: one(plain, "whole", { path: "whole.{iteration}.txt" }) },
    config: z.object(turn),
    run: never,
  }),
  loops: [pointings],
  inputs: { done: { step: work, port: "done" } },
};
const pipeline: Pipeline = [plan, split, work, join_];

// Its commands: each does with files what a stage's command would.
const HEAD = `import { appendFileSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
const flags = Object.fromEntries(process.argv.slice(2).map((word) => word.match(/^--([^=]+)=([^]*)$/).slice(1)));
const read = (name) => readFileSync(name, "utf8");
const put = (name, text) => { mkdirSync(name.replace(/[^/]*$/, "./"), { recursive: true }); writeFileSync(name, text); };
put(flags.logdir + "/" + flags["log-file"], process.argv.slice(2).join(" "));
`;
const COMMANDS: Record<string, string> = {
  plan: `put("data/p1", read(flags.request) + "one"); put("data/p2", read(flags.request) + "two"); put("Plan_pkg/pointings.json", '["data/p1","data/p2"]'); console.log("Plan_pkg/pointings.json");`,
  split: `const k = flags.iteration; const names = flags.ccds.split(",").map((ccd, at) => "data/conf" + k + "_CCD0" + at + "_CCD7.txt");
    for (const name of names) put(name, read(JSON.parse(read(flags.pointings))[k - 1]) + name); put("call." + k + ".Split/parts.json", JSON.stringify(names)); console.log("call." + k + ".Split/parts.json");`,
  work: `if (process.env.FAIL && flags.conf.includes(process.env.FAIL)) { console.error("elvis-work: error: no light"); process.exit(1); }
    const name = flags.conf.replace("conf", "done"); setTimeout(() => { put(name, read(flags.conf).toUpperCase()); console.log(name); }, name.includes("CCD00") ? 150 : 0);`,
  join: `const name = "whole." + flags.iteration + ".txt"; put(name, JSON.parse(read(flags.done)).map(read).join("|")); console.log(name);`,
};
const ELVIS = `import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
const [word, list, ...names] = process.argv.slice(2);
if (word === "names") console.log(JSON.parse(readFileSync(list, "utf8")).join("\\n"));
else { mkdirSync(list.replace(/[^/]*$/, ""), { recursive: true }); writeFileSync(list, names.length === 0 ? "[]\\n" : "[\\n" + names.map((name) => "  " + JSON.stringify(name)).join(",\\n") + "\\n]\\n"); }`;

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "elvis-run-"));
  mkdirSync(join(root, "work"));
  writeFileSync(join(root, "work/a $request.txt"), "req ");
  for (const [name, text] of Object.entries(COMMANDS)) writeFileSync(join(root, `${name}.mjs`), HEAD + text);
  writeFileSync(join(root, "elvis.mjs"), ELVIS);
});
afterEach(() => {
  rmSync(root, { recursive: true });
  delete process.env.FAIL;
});

const settings: RunSettings = {
  params: () => ({ request: "a $request.txt" }),
  paramsFile: () => undefined,
  stage: { ccds: "1-1,2-2" },
  runDate: "2026-01-01",
  logdir: "logs",
};
const commandOf = (step: Step | undefined) => ({
  file: join(root, `${step?.package ?? "elvis"}.mjs`),
  name: step === undefined ? "elvis" : `elvis-${step.stage.name}`,
});
const quiet = { line: () => {}, progress: () => {} };

async function runIn(workdir: string, jobs: number) {
  const folder = nodeFolder(workdir);
  try {
    return await runPipeline(pipeline, folder, settings, { commandOf, jobs }, quiet, new AbortController().signal);
  } finally {
    folder.close();
  }
}

/** Every file of a folder but the run's own record, as text. */
function tree(folder: string): Record<string, string> {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((it) => it.isFile())
    .map((it) => join(it.parentPath, it.name));
  return Object.fromEntries(
    names
      .sort()
      .map((name) => [name.slice(folder.length + 1), readFileSync(name, "utf8")])
      .filter(([name]) => name !== "run.json" && !name.endsWith(".sh")),
  );
}

test("runs every turn of every loop and gathers in the loop's order, whoever ends first", async () => {
  const record = await runIn(join(root, "work"), 3);
  expect(record.tasks.map(({ task }) => task).sort()).toEqual(
    ["Plan", "Split 1", "Split 2", ...["1", "2"].flatMap((k) => [`Work ${k} CCD00`, `Work ${k} CCD01`]), "Join 1", "Join 2"].sort(),
  );
  expect(readFileSync(join(root, "work/whole.2.txt"), "utf8")).toBe("REQ TWODATA/CONF2_CCD00_CCD7.TXT|REQ TWODATA/CONF2_CCD01_CCD7.TXT");
  expect(JSON.parse(readFileSync(join(root, "work/run.json"), "utf8")).tasks).toHaveLength(9);
});

test("one job, three jobs and the numbered scripts give the same files, with the same flags in every call", async () => {
  for (const copy of ["one", "script"]) cpSync(join(root, "work"), join(root, copy), { recursive: true });
  await runIn(join(root, "work"), 3);
  await runIn(join(root, "one"), 1);
  for (const [name, text] of scriptsOf(pipeline, settings, commandOf)) {
    writeFileSync(join(root, "script", name), text);
    chmodSync(join(root, "script", name), 0o755);
    const { status, stderr } = spawnSync(join(root, "script", name), { encoding: "utf8", cwd: "/" });
    expect({ name, status, stderr }).toEqual({ name, status: 0, stderr: expect.stringMatching(/^\d_\w+: \w+\n$/) });
  }
  const files = tree(join(root, "work"));
  expect(Object.keys(files)).toContain("logs/Work.2.CCD01.log");
  expect(tree(join(root, "one"))).toEqual(files);
  expect(tree(join(root, "script"))).toEqual(files);
});

test("names the task that failed, its log and its reason, and passes its status on", async () => {
  process.env.FAIL = "conf2_CCD01";
  const error = (await runIn(join(root, "work"), 2).catch((it) => it)) as TaskError;
  expect(error.message).toBe("Work 2 CCD01 failed with status 1 (log: logs/Work.2.CCD01.log): elvis-work: error: no light");
  expect(error.status).toBe(1);
  expect(existsSync(join(root, "work/whole.1.txt"))).toBe(false);
});

test("a script stops at the call that fails", async () => {
  const scripts = [...scriptsOf(pipeline, settings, commandOf)];
  for (const [name, text] of scripts) writeFileSync(join(root, "work", name), text);
  const run = (name: string) =>
    spawnSync("sh", [join(root, "work", name)], { encoding: "utf8", env: { ...process.env, FAIL: "conf1_CCD01" } }).status;
  expect([run("0_Plan.sh"), run("1_Split.sh"), run("2_Work.sh")]).toEqual([0, 0, 1]);
  expect(existsSync(join(root, "work/call.1.Work/done.json"))).toBe(false);
});

test("never has more than the given number at work", async () => {
  let [now, most] = [0, 0];
  await atMost(2, [5, 1, 3, 1, 1], new AbortController().signal, async (time) => {
    most = Math.max(most, ++now);
    await new Promise((done) => setTimeout(done, time));
    now -= 1;
  });
  expect(most).toBe(2);
});

test("a setting that no step takes is refused: it would change nothing", async () => {
  const folder = nodeFolder(join(root, "work"));
  const run = runPipeline(
    pipeline,
    folder,
    { ...settings, stage: { seed: "5" } },
    { commandOf, jobs: 1 },
    quiet,
    new AbortController().signal,
  );
  await expect(run).rejects.toThrow("--seed: expected an option of plan, split-it, work, join, found one that none of them takes");
  folder.close();
});

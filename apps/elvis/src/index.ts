export type { Loop, Pipeline, Product, Step, Wire } from "./pipeline.ts";
export { type RunRecord, runPipeline, type TaskRecord } from "./run.ts";
export { scriptsOf } from "./scripts.ts";
export { pipeline } from "./steps.ts";
export type { RunSettings } from "./tasks.ts";

/** What of the package runs in a browser: everything but the command and the folder on disk. */
export { type ConfigKey, configKeys, parseConfig } from "./config.ts";
export { StageError } from "./errors.ts";
export { type AnyStage, fillPath, type PortFiles, resolvePorts } from "./paths.ts";
export { elementNames, type Products, readPort, runInFolder, writeOutputs } from "./run.ts";
export {
  type Context,
  defineStage,
  each,
  type LogLevel,
  list,
  one,
  optional,
  type Port,
  type Ports,
  type Stage,
  type Thread,
  type Values,
} from "./stage.ts";
export { usage } from "./usage.ts";

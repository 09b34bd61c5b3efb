export { StageError } from "./errors.ts";
export { type Context, defineStage, each, list, one, optional, type Port, type Ports, type Stage, type Values } from "./stage.ts";

export { chooseCcds } from "./ccds.ts";
export { visSplit } from "./stage.ts";

export { planner } from "./stage.ts";

export { visSplit } from "./stage.ts";

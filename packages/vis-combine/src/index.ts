export { visCombine } from "./stage.ts";

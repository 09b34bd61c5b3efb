export { confmatch } from "./stage.ts";

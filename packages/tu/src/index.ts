export { tu } from "./stage.ts";

export { pointing } from "./stage.ts";

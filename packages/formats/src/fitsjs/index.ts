export { type FitsjsHdu, openWithFitsjs } from "./open.ts";

export * from "./browser.ts";
export { main } from "./cli.ts";
export { nodeContext, type Output, type World } from "./context.ts";
export { type NodeFolder, nodeFolder } from "./workdir.ts";

export * from "./browser.ts";
export { main, readParams } from "./cli.ts";
export { nodeContext, type Output, type World } from "./context.ts";
export { onDisk } from "./disk.ts";
export { joinNegatives, oneLineError } from "./flags.ts";
export { nodeThread } from "./node/threads.ts";
export { Progress } from "./progress.ts";
export { type NodeFolder, nodeFolder } from "./workdir.ts";

import { elementNames, type NodeFolder, nodeFolder } from "@elvis/stage";
import { gatherList } from "./run.ts";

/** The names in a list file of a workdir, for scripts. */
export const namesIn = (list: string, workdir: string): Promise<readonly string[]> =>
  within(workdir, (folder) => elementNames(list, folder, "LIST"));

/** Writes a list file of a workdir, for scripts. */
export const gatherInto = (list: string, names: readonly string[], workdir: string): Promise<void> =>
  within(workdir, (folder) => gatherList(folder, list, names));

async function within<Value>(workdir: string, act: (folder: NodeFolder) => Promise<Value>): Promise<Value> {
  const folder = nodeFolder(workdir);
  try {
    return await act(folder);
  } finally {
    folder.close();
  }
}

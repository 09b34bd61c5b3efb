import type { Folder } from "@elvis/formats";
import { type DetectorExposure, detectorExposure } from "@elvis/formats/product";
import { madeBy } from "./made.ts";
import type { RunRecord } from "./run.ts";

/** What the detectors of a run wrote, one after another; pixels stay in their files. */
export async function* exposuresOf(root: string, record: RunRecord, folder: Folder): AsyncGenerator<DetectorExposure> {
  for (const task of record.tasks)
    for (const name of madeBy(root, task).filter((it) => /^data\/EUC_SIM_VIS-CCD-.*\.fits$/.test(it)))
      yield await detectorExposure.decode(await folder.open(name), folder);
}

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nominalDistortion } from "@elvis/focal-plane";
import { type Calibration, type CcdId, type DistortionModel, rawFrame } from "@elvis/formats/product";
import { sampleVisTask } from "@elvis/formats/testing";
import { newHeader } from "@elvis/formats/xml";
import { nodeFolder, writeOutputs } from "@elvis/stage";
import { testContext } from "@elvis/stage/testing";
import { expect, test } from "vitest";
import { visCombine } from "./index.ts";
import { fakeDetectors } from "./testing-detectors.ts";

const root = new URL("../../..", import.meta.url).pathname;
const check = join(root, "../shared/checks/check_raw_frame.py");
const task = sampleVisTask();
const distortion: Calibration<DistortionModel> = {
  header: newHeader({ type: "DpdVisDistortionModel", id: "D", date: new Date(0), software: "test" }),
  fileNames: [],
  model: nominalDistortion,
};

for (const [what, ids, filled] of [
  ["36 CCDs", undefined, 144],
  ["three CCDs and the others missing", ["1-1", "3-5", "6-6"] as CcdId[], 12],
] as const)
  test(`a frame of ${what}, 1.3 GB on disk, passes fitsverify and the check of the layout`, { timeout: 600_000 }, async () => {
    const folder = mkdtempSync(join(tmpdir(), "elvis-combine-"));
    try {
      const context = testContext();
      const config = { iteration: 1, exposure: 1, allowMissing: ids !== undefined };
      const outputs = await visCombine.run(
        { tasks: [task], detectors: fakeDetectors(task, ids), distortion, xtalk: undefined },
        config,
        context,
      );
      await writeOutputs(visCombine, outputs, { rawframe: "outputVIS.xml" }, nodeFolder(folder), context.signal);
      const path = join(folder, "data", readdirSync(join(folder, "data"))[0]);
      const back = await rawFrame.decode(await nodeFolder(folder).open("outputVIS.xml"), nodeFolder(folder));
      expect({ ...back.task, header: task.header }).toEqual(task);
      expect(back.quadrants.filter(({ read }) => read !== undefined).length).toBe(filled);
      const verdict = spawnSync("fitsverify", ["-q", path]);
      if (verdict.error !== undefined) console.warn("fitsverify is not installed: its verdict is not asked");
      else expect(verdict.stdout.toString()).toContain("verification OK");
      if (!existsSync(check) || spawnSync("/usr/bin/python3", ["-c", "import astropy"]).status !== 0)
        console.warn("the check of raw frames is not there: skipped");
      else
        expect(spawnSync("/usr/bin/python3", [check, path, ...(ids === undefined ? [] : ["--missing-ok"])]).stdout.toString()).toMatch(
          new RegExp(`${filled} of 144 quadrants filled; overscan level 270[0-9.]+ ADU.*\\n0 problems`),
        );
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

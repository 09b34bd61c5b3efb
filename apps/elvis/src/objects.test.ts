import { MemoryFolder } from "@elvis/formats";
import { type DetectorExposure, detectorExposure } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { objectsOf } from "./objects.ts";
import type { RunRecord, TaskRecord } from "./run.ts";

const four = { E: 1, F: 1, G: 1, H: 1 };
const detector = (fileName: string, objects: DetectorExposure["objects"], skipped: DetectorExposure["skipped"]): DetectorExposure => ({
  fileName,
  ccd: "1-1",
  detectorId: 0,
  identity: { observationId: 1, ditherId: 0, pointingId: 1, exposure: 1, totalExposures: 1, patchId: 0 },
  randomSeed: 1,
  gain: four,
  readNoise: four,
  biasLevel: four,
  quadrants: (["E", "F", "G", "H"] as const).map((quadrant) => ({ quadrant, read: async () => new Uint16Array(2128 * 2086) })),
  budget: [],
  truth: [],
  objects,
  skipped,
  steps: [],
});
const task = (name: string, products: readonly string[]): TaskRecord => ({
  task: name,
  command: "",
  flags: [],
  log: `logs/${name}.log`,
  began: 0,
  seconds: 0,
  status: 0,
  products,
});

test("sums drawn and skipped objects by kind over a run's detectors, and keeps the first three reasons", async () => {
  const folder = new MemoryFolder();
  const names = ["data/EUC_SIM_VIS-CCD-000001-0-1_CCD00_X.fits", "data/EUC_SIM_VIS-CCD-000001-0-1_CCD01_X.fits"];
  const galaxy = (id: bigint) => ({ sourceId: id, kind: "galaxy" as const, reason: `size of ${id}` });
  const made = [
    detector(
      names[0],
      [
        { kind: "star", drawn: 5, skipped: 0 },
        { kind: "galaxy", drawn: 300, skipped: 2 },
      ],
      [galaxy(1n), galaxy(2n)],
    ),
    detector(names[1], [{ kind: "galaxy", drawn: 250, skipped: 2 }], [galaxy(3n), galaxy(4n)]),
  ];
  for (const it of made) await folder.create(it.fileName, (sink) => detectorExposure.encode(it, sink, folder));
  const record: RunRecord = {
    runDate: "",
    jobs: 1,
    settings: {},
    tasks: [task("EuclidVisDetector 1", [names[0]]), task("EuclidVisDetector 2", [names[1]]), task("Other", ["data/other.fits"])],
  };
  expect(await objectsOf("/nowhere", record, folder)).toEqual([
    { kind: "star", drawn: 5, skipped: 0, first: [] },
    {
      kind: "galaxy",
      drawn: 550,
      skipped: 4,
      first: [1n, 2n, 3n].map((id) => ({ kind: "galaxy", sourceId: id, reason: `size of ${id}` })),
    },
  ]);
});

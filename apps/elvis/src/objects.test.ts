import { MemoryFolder } from "@elvis/formats";
import { type DetectorExposure, detectorExposure } from "@elvis/formats/product";
import { expect, test } from "vitest";
import { budgetOf } from "./budget.ts";
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

test("sums the electron budget by effect over a run's detectors, in the order of the chain", async () => {
  const folder = new MemoryFolder();
  const names = ["data/EUC_SIM_VIS-CCD-000001-0-1_CCD00_X.fits", "data/EUC_SIM_VIS-CCD-000001-0-1_CCD01_X.fits"];
  const stars = { effect: "stars", key: "STARS", unit: "electron", added: 10, removed: 0, moved: 0, changed: 4, clipped: 0 } as const;
  const bleeding = {
    effect: "bleeding",
    key: "BLEEDING",
    unit: "electron",
    added: 3,
    removed: 5,
    moved: 3,
    changed: 6,
    clipped: 1,
  } as const;
  const budgets = [
    [
      { ...stars, before: 0, after: 10 },
      { ...bleeding, before: 10, after: 8 },
    ],
    [{ ...stars, added: 20, before: 0, after: 20 }, bleeding],
  ];
  for (const [n, name] of names.entries()) {
    const made = { ...detector(name, [], []), budget: budgets[n] };
    await folder.create(name, (sink) => detectorExposure.encode(made, sink, folder));
  }
  const record: RunRecord = { runDate: "", jobs: 1, settings: {}, tasks: [task("EuclidVisDetector 1", names)] };
  expect(await budgetOf("/nowhere", record, folder)).toEqual([
    { ...stars, added: 30, changed: 8, after: 30 },
    { ...bleeding, added: 6, removed: 10, moved: 6, changed: 12, clipped: 2 },
  ]);
});

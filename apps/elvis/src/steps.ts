import { confmatch } from "@elvis/confmatch";
import { planner } from "@elvis/planner";
import { pointing } from "@elvis/pointing";
import { tu } from "@elvis/tu";
import { visCombine } from "@elvis/vis-combine";
import { visDetector } from "@elvis/vis-detector";
import { visSplit } from "@elvis/vis-split";
import type { Loop, Pipeline, Step } from "./pipeline.ts";

const plan: Step = {
  script: "0_SimPlanner",
  pipeline: "tu",
  package: "@elvis/planner",
  stage: planner,
  loops: [],
  inputs: { simrequest: "params", survey: "params", orbit: "params", mdb: "params" },
  settings: ["randomSeed"],
};

const pointings: Loop = { name: "pointing", key: "iteration", over: { step: plan, port: "pointing_input_files_list" } };

const universe: Step = {
  script: "1_EuclidTU",
  pipeline: "tu",
  package: "@elvis/tu",
  stage: tu,
  loops: [pointings],
  inputs: {
    starcat: "params",
    galcat: "params",
    ssocat: "params",
    mdb: "params",
    pointings: { step: plan, port: "pointing_input_files_list" },
  },
  settings: ["allowGaps"],
  gathers: { port: "outputTU", path: "SimTU_pkg/outputTU_list.json" },
};

const match: Step = {
  script: "2_SimTuInputConfMatch",
  pipeline: "post-tu",
  package: "@elvis/confmatch",
  stage: confmatch,
  loops: [],
  inputs: { tucatalog: { step: universe, port: "outputTU" }, inputconfs: { step: plan, port: "inputconfs" } },
};

const instrument: Step = {
  script: "3_SimPlannerPointing",
  pipeline: "post-tu",
  package: "@elvis/pointing",
  stage: pointing,
  loops: [pointings],
  inputs: { matched: { step: match, port: "matched" }, simrequest: "params" },
};

const exposures: Loop = { name: "exposure", key: "exposure", over: { step: instrument, port: "vis_input_pointing_list" } };

const split: Step = {
  script: "4_EuclidVisSplit",
  pipeline: "post-tu",
  package: "@elvis/vis-split",
  stage: visSplit,
  loops: [pointings, exposures],
  inputs: {
    tasks: { step: instrument, port: "vis_input_pointing_list" },
    tucatalog: { step: universe, port: "outputTU" },
    // All the rest are instrument models, which no step makes.
    ...params(...Object.keys(visSplit.inputs).filter((name) => name !== "tasks" && name !== "tucatalog")),
  },
  settings: ["ccds", "keepSteps"],
};

const detectors: Loop = { name: "detector", over: { step: split, port: "detectors" } };

const detector: Step = {
  script: "5_EuclidVisDetector",
  pipeline: "post-tu",
  package: "@elvis/vis-detector",
  stage: visDetector,
  loops: [pointings, exposures, detectors],
  inputs: { conf: "element" },
  threads: "workers",
  gathers: {
    port: "exposure",
    path: "call_pointing.iterations.{iteration}.call_exposure.iterations.{exposure}.VisDetector_pkg/VIS_detector_output_list.json",
  },
};

const combine: Step = {
  script: "6_EuclidVisCombine",
  pipeline: "post-tu",
  package: "@elvis/vis-combine",
  stage: visCombine,
  loops: [pointings, exposures],
  inputs: {
    tasks: { step: instrument, port: "vis_input_pointing_list" },
    detectors: { step: detector, port: "exposure" },
    distortion: "params",
    xtalk: "params",
  },
  settings: ["allowMissing"],
};

/** The whole pipeline, in order: `elvis run` and `elvis scripts` are both made from this. */
export const pipeline: Pipeline = [plan, universe, match, instrument, split, detector, combine];

function params(...names: string[]): Record<string, "params"> {
  return Object.fromEntries(names.map((name) => [name, "params"]));
}

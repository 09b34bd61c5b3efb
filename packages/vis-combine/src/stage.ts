import { detectorExposure, instrumentModels, rawFrame, visInputConfiguration } from "@elvis/formats/product";
import { defineStage, each, list, one, optional, StageError } from "@elvis/stage";
import { z } from "zod";
import { crosstalkOf } from "./crosstalk.ts";
import { assemble, collect } from "./exposure.ts";

/** EuclidVisCombine: 36 detectors become one raw exposure. */
export const visCombine = defineStage({
  name: "vis-combine",
  element: "EuclidVisCombine",
  summary: "combines the 36 detectors of an exposure into one raw frame",
  inputs: {
    tasks: list(visInputConfiguration, "VIS tasks of the pointing", {
      path: "call_pointing.iterations.{iteration}.SimSplitter_pkg/VIS_input_pointing_list.json",
    }),
    detectors: each(detectorExposure, "detectors of the exposure", {
      path: "call_pointing.iterations.{iteration}.call_exposure.iterations.{exposure}.VisDetector_pkg/VIS_detector_output_list.json",
    }),
    distortion: one(instrumentModels.distortion, "distortion model"),
    xtalk: optional(one(instrumentModels.xtalk, "couplings between CCDs; needed where the task has crosstalk on")),
  },
  outputs: {
    rawframe: one(rawFrame, "raw frame", {
      path: "call_pointing.iterations.{iteration}.call_exposure.iterations.{exposure}.VisCombine_pkg/outputVIS.xml",
    }),
  },
  config: z.strictObject({
    iteration: z.number().int().min(1).default(1).meta({ description: "which pointing, from 1" }),
    exposure: z.number().int().min(1).default(1).meta({ description: "which exposure of the pointing, from 1" }),
    allowMissing: z.boolean().default(false).meta({ description: "write CCDs that are missing as NO_DATA" }),
  }),
  async run({ tasks, detectors, distortion, xtalk }, { exposure, allowMissing }, context) {
    const task = tasks[exposure - 1];
    if (task === undefined) throw new StageError(`--exposure: expected 1 to ${tasks.length}, the tasks of the pointing, found ${exposure}`);
    const crosstalk = crosstalkOf(task, xtalk?.model);
    const found = await collect(detectors, task);
    const rawframe = assemble({ task, detectors: found, distortion: distortion.model, allowMissing, crosstalk }, context);
    context.log("combined", {
      observation: task.identity.observationId,
      dither: task.identity.ditherId,
      ccds: found.size,
      file: rawframe.fileName,
    });
    return { rawframe };
  },
});

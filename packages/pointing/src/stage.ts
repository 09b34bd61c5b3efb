import { simRequest, type VisInputConfiguration, visInputConfiguration } from "@elvis/formats/product";
import { defineStage, list, one } from "@elvis/stage";
import { z } from "zod";
import { tasksOfIteration } from "./tasks.ts";

/** SimPlannerPointingProgram: one pointing's tasks, for one instrument. */
export const pointing = defineStage({
  name: "pointing",
  element: "SimPlannerPointingProgram",
  summary: "picks the VIS tasks of one pointing",
  inputs: {
    matched: list(visInputConfiguration, "VIS tasks that name their true universe", {
      path: "SimTuInputConfMatch_pkg/matched_inputconfs.json",
    }),
    simrequest: one(simRequest, "simulation request"),
  },
  outputs: {
    vis_input_pointing_list: list(visInputConfiguration, "VIS tasks of the pointing", {
      path: "call_pointing.iterations.{iteration}.SimSplitter_pkg/VIS_input_pointing_list.json",
      name: ({ fileName }: VisInputConfiguration) => `data/${fileName}`,
      isIndex: true,
    }),
  },
  config: z.strictObject({
    iteration: z.number().int().min(1).default(1).meta({ description: "which pointing, in the order in which they begin, from 1" }),
  }),
  async run({ matched, simrequest }, { iteration }, context) {
    const tasks = tasksOfIteration(matched, simrequest, iteration);
    context.log("picked", { pointing: tasks[0].identity.pointingId, tasks: tasks.length });
    return { vis_input_pointing_list: tasks };
  },
});

import { trueUniverse, type VisInputConfiguration, visInputConfiguration } from "@elvis/formats/product";
import { defineStage, list } from "@elvis/stage";
import { z } from "zod";
import { matchConfigurations } from "./match.ts";

/** SimTuInputConfMatch: between the two pipelines; each VIS task learns where its true universe is. */
export const confmatch = defineStage({
  name: "confmatch",
  element: "SimTuInputConfMatch",
  summary: "pairs each VIS task with the true universe of its pointing",
  inputs: {
    tucatalog: list(trueUniverse, "true universes, one for each pointing", {
      path: "call_pointing.iterations.{iteration}.SimTU_pkg/outputTU.xml",
    }),
    inputconfs: list(visInputConfiguration, "VIS tasks", { path: "VIS_inputconf.json" }),
  },
  outputs: {
    matched: list(visInputConfiguration, "VIS tasks that name their true universe", {
      path: "SimTuInputConfMatch_pkg/matched_inputconfs.json",
      name: ({ fileName }: VisInputConfiguration) => `data/${fileName}`,
    }),
  },
  config: z.strictObject({
    iteration: z
      .number()
      .int()
      .min(1)
      .default(1)
      .meta({ description: "which pointing's true universe is read where tucatalog is not given, from 1" }),
  }),
  async run({ tucatalog, inputconfs }, _config, context) {
    const { matched, unused } = matchConfigurations(inputconfs, tucatalog, context);
    for (const { fileName, euclidPointingId } of unused)
      context.log("no task asks for", { file: String(fileName), pointing: euclidPointingId });
    context.log("matched", { tasks: matched.length, trueUniverses: tucatalog.length - unused.length });
    return { matched };
  },
});

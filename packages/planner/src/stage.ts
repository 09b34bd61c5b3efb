import { mjdOf } from "@elvis/focal-plane";
import { orbit, orbitAt } from "@elvis/formats/config";
import {
  missionDatabase,
  type PointingOutput,
  pointingOutput,
  simRequest,
  surveyPlan,
  visInputConfiguration,
} from "@elvis/formats/product";
import { defineStage, list, one } from "@elvis/stage";
import { z } from "zod";
import { calibrationSettings } from "./calibration.ts";
import { exposureType } from "./effects.ts";
import { checkSolarAspect, checkSurveyAngles } from "./limits.ts";
import { selectPointings } from "./pointings.ts";
import { pointingOutputOf, refuseTwins } from "./tasks.ts";

/** SimPlanner: what the request asks for, pointing by pointing and exposure by exposure. */
export const planner = defineStage({
  name: "planner",
  element: "SimPlanner",
  summary: "splits a simulation request into pointings and their VIS tasks",
  inputs: {
    simrequest: one(simRequest, "what is to be simulated"),
    survey: one(surveyPlan, "pointings to choose from"),
    orbit: one(orbit, "where the spacecraft is"),
    mdb: one(missionDatabase, "limits of the solar aspect angle"),
  },
  outputs: {
    pointing_input_files_list: list(pointingOutput, "one file a pointing, with the list of its tasks", {
      path: "SimPlanner_pkg/pointing_input_files_list.json",
      name: (output: PointingOutput) => `data/${output.header.productId}.xml`,
    }),
    inputconfs: list(visInputConfiguration, "the VIS tasks of all pointings", {
      path: "VIS_inputconf.json",
      name: ({ fileName }) => `data/${fileName}`,
    }),
  },
  config: z.strictObject({
    startOffset: z
      .number()
      .min(0)
      .max(3600)
      .default(8)
      .meta({ unit: "s", description: "from the start of a pointing to that of its nominal exposure" }),
    randomSeed: z
      .int()
      .min(0)
      .optional()
      .meta({ description: "seed of everything that is drawn from here on; the simulation request's own unless given" }),
    shortExposures: z.boolean().default(true).meta({ description: "plan the short exposures of dithers 0 and 1 too" }),
    aberration: z
      .boolean()
      .default(true)
      .meta({ description: "sources are where the moving telescope sees them: velocity aberration, as it differs over the field" }),
    radiationDamage: z.boolean().default(true).meta({ description: "charge meets traps on its way out (RADIATIONDAMAGE)" }),
    ...calibrationSettings,
  }),
  async run({ simrequest: asked, survey, orbit, mdb }, config, context) {
    const simrequest = { ...asked, randomSeed: config.randomSeed ?? asked.randomSeed };
    const type = exposureType(simrequest, config.radiationDamage);
    const selected = selectPointings(simrequest, survey);
    const plan = {
      request: simrequest,
      type,
      startOffset: config.startOffset,
      shortExposures: config.shortExposures,
      calibration: config,
      aberration: config.aberration,
      runDate: context.runDate,
      version: context.version,
      stateAt: (time: number) => orbitAt(orbit, mjdOf(time)),
    };
    const pointings = selected.map((pointing) => pointingOutputOf(pointing, plan));
    refuseTwins(pointings, survey);
    const inputconfs = pointings.flatMap(({ tasks }) => tasks.flatMap(({ vis }) => vis ?? []));
    checkSolarAspect(inputconfs, mdb, context);
    checkSurveyAngles(selected, inputconfs, context);
    context.log("planned", { pointings: pointings.length, tasks: inputconfs.length, type: `${type.category} ${type.first}` });
    return { pointing_input_files_list: pointings, inputconfs };
  },
});

import { skyProjection } from "@elvis/focal-plane";
import { detectorJob, missionDatabase, trueUniverse, visInputConfiguration } from "@elvis/formats/product";
import { defineStage, each, list, one, optional } from "@elvis/stage";
import { z } from "zod";
import { seenUniverse } from "./aberration.ts";
import { splitCatalog, splitUniverse } from "./catalog.ts";
import { chooseCcds } from "./ccds.ts";
import { ctiOf, trapShareOn } from "./cti.ts";
import { jobOf, keepOf, skyOf, taskOf } from "./detector-config.ts";
import { ghostReach } from "./ghost.ts";
import { injectionOf } from "./injection.ts";
import { modelInputs } from "./inputs.ts";
import { lampOf } from "./lamp.ts";
import { smoothLight } from "./light.ts";
import { checkPsf } from "./psf.ts";
import { shutterOf } from "./shutter.ts";
import { ZODIACAL_MODELS } from "./sky.ts";
import { atStart, ssoReach } from "./sso.ts";

const TASK = "call_pointing.iterations.{iteration}";

/** A setting is refused by what reads it, before anything is done. */
const readableBy =
  (read: (text: string) => unknown) =>
  (text: string): boolean => {
    read(text);
    return true;
  };

/** EuclidVisSplit: one exposure of the focal plane becomes one job for each CCD. */
export const visSplit = defineStage({
  name: "vis-split",
  element: "EuclidVisSplit",
  summary: "cuts a VIS exposure, its catalogues and the instrument models into detector jobs",
  inputs: {
    tasks: list(visInputConfiguration, "the exposures of the pointing", { path: `${TASK}.SimSplitter_pkg/VIS_input_pointing_list.json` }),
    tucatalog: optional(
      one(trueUniverse, "stars and galaxies of the pointing; None for exposures that show no sky", {
        path: `${TASK}.SimTU_pkg/outputTU.xml`,
      }),
    ),
    mdb: one(missionDatabase, "sky, dark current, full well, traps"),
    ...modelInputs,
  },
  outputs: {
    detectors: each(detectorJob, "one a CCD", {
      path: `${TASK}.call_exposure.iterations.{exposure}.VisSplit_pkg/VIS_detector_list.json`,
      name: ({ fileName }) => fileName,
    }),
  },
  config: z.strictObject({
    iteration: z.int().min(1).default(1).meta({ description: "which pointing of the plan" }),
    exposure: z.int().min(1).default(1).meta({ description: "which exposure of the pointing" }),
    ccds: z
      .string()
      .default("all")
      .refine(readableBy(chooseCcds))
      .meta({ description: 'CCDs: "all", a list such as 1-1,3-4, or a count N for the N in the middle' }),
    keepSteps: z
      .string()
      .default("")
      .refine(readableBy(keepOf))
      .meta({ description: "effects whose images are kept: a list such as STARS,BIAS, or all" }),
    faintFrom: z.number().min(0).max(99).default(25).meta({
      unit: "mag",
      description: "AB magnitude in VIS from which on galaxies are drawn by FAINTGALAXIES, the quicker way; 99: none",
    }),
    edgeResponse: z.number().min(0).max(0.5).default(0.02).meta({
      description: "IPQE: share of a pixel's central sensitivity that the middle of its edges lacks; not public, a plausible value",
    }),
    zodiacal: z.enum(ZODIACAL_MODELS).default("leinert").meta({
      description:
        "zodiacal light by Leinert's table of latitude and longitude from the Sun, or by the mission database's factor of latitude",
    }),
    outfield: z.number().min(0).max(10).default(0).meta({
      unit: "e-/s/pixel",
      description: "stray light of the Galaxy's stars beside the field, at the galactic poles; not public, so none unless given",
    }),
    thermalRate: z.number().min(0).optional().meta({
      unit: "e-/s/pixel",
      description: "thermal light of the telescope; Planck's law at the mission database's temperature unless given",
    }),
    trapShare: z.number().min(0).max(10).optional().meta({
      description:
        "share of the mission database's traps that there are on the day; grown evenly from launch to 1 after 6.25 years unless given",
    }),
  }),
  async run({ tasks, tucatalog, QCTable, TK_Zplugin, ...models }, config, context) {
    const task = taskOf(tasks, config.exposure);
    const ccds = chooseCcds(config.ccds);
    const { faintFrom, edgeResponse } = config;
    await checkPsf(models.psf.model, context.signal);
    const way = { shutter: shutterOf(task, models.mdb), ...lampOf(task, models.mdb) };
    const trapShare = config.trapShare ?? trapShareOn(task.start);
    const traps = { cti: ctiOf(models.mdb, trapShare), ...injectionOf(task, models.mdb) };
    const light = smoothLight(models.mdb, task, config);
    const projection = skyProjection(task.pointing, models.distortion.model);
    const sky = seenUniverse(atStart(skyOf(task, tucatalog), task), task);
    const { stars, galaxies } = await splitUniverse(sky, projection, ccds, ghostReach(task, models));
    const sso = sky?.sso && (await splitCatalog(sky.sso, sky.sso.fileName, ssoReach(task.exposureTime), projection, ccds));
    const exposure = { task, models, light, way, traps, keep: keepOf(config.keepSteps), faintFrom, edgeResponse, runDate: context.runDate };
    const { skyRate, outfieldRate, thermalRate } = light;
    const used = { stars: stars.used, galaxies: galaxies.used, ...(sso && { ssos: sso.used }) };
    context.log("split", { ccds: ccds.length, ...used, skyRate, outfieldRate, thermalRate, trapShare });
    for (const product of [QCTable, ...TK_Zplugin]) context.log("read and recorded, not used", { product: product.header.productId });
    async function* detectors() {
      for (const [done, ccd] of ccds.entries()) {
        context.progress("detector jobs", done, ccds.length);
        yield await jobOf(exposure, ccd, stars.rows.get(ccd.id), galaxies.rows.get(ccd.id), sso?.rows.get(ccd.id));
      }
      context.progress("detector jobs", ccds.length, ccds.length);
    }
    return { detectors: detectors() };
  },
});

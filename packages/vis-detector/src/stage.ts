import { type DetectorExposure, detectorExposure, detectorJob } from "@elvis/formats/product";
import { defineStage, one } from "@elvis/stage";
import { z } from "zod";
import { expose } from "./expose.ts";

/** EuclidVisDetector: what one CCD sees and reads out, from the light of its stars and galaxies to 16-bit numbers. */
export const visDetector = defineStage({
  name: "vis-detector",
  element: "EuclidVisDetector",
  summary: "simulates one CCD: its four quadrants as they are read out, the truth, and the images after chosen effects",
  inputs: {
    conf: one(detectorJob, "configuration of one detector (myVISconf)"),
  },
  outputs: {
    exposure: one(detectorExposure, "the CCD's four quadrants, ADU", { name: ({ fileName }: DetectorExposure) => fileName }),
  },
  config: z.strictObject({
    keepSteps: z
      .boolean()
      .default(false)
      .meta({ description: "keep the image after every effect that runs, not only after those whose FITS_ switch is set" }),
    workers: z
      .int()
      .min(1)
      .max(64)
      .default(1)
      .meta({ description: "threads that share the work of the CCD; products do not depend on it" }),
  }),
  async run({ conf }, config, context) {
    return { exposure: await expose(conf, config, context) };
  },
});

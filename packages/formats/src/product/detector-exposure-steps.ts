import type { EffectKey } from "../config/effect-keys.ts";
import { type HduToWrite, Header, writeFits } from "../fits/index.ts";
import type { Folder } from "../io.ts";
import { detectorName, exposureName } from "./names.ts";
import type { DetectorExposure, KeptStep } from "./types.ts";

/** Name of a kept step's file, relative to the workdir. */
export const keptStepName = ({ detectorId, identity }: Pick<DetectorExposure, "detectorId" | "identity">, key: EffectKey): string =>
  `data/${exposureName(identity)}_${detectorName(detectorId)}_${key}.fits`;

/** Writes the kept images of a CCD, each a file of its own beside the product, which does not depend on them. */
export async function writeSteps(value: DetectorExposure, folder: Folder): Promise<void> {
  for (const step of value.steps) await writeStep(folder, value, step);
}

/** Cards of all files of one CCD of one exposure: whose they are. */
export function identityCards({ ccd, detectorId, identity, randomSeed }: DetectorExposure): Header {
  return new Header()
    .set("TELESCOP", "Euclid")
    .set("INSTRUME", "VISsim", "simulated")
    .set("CCDID", ccd)
    .set("DETID", detectorId, "0 to 35")
    .set("OBS_ID", identity.observationId)
    .set("DITHOBS", identity.ditherId)
    .set("PTGID", identity.pointingId)
    .set("EXPNUM", identity.exposure)
    .set("TOTEXP", identity.totalExposures)
    .set("PATCH_ID", identity.patchId)
    .set("RANDSEED", randomSeed, "seed of the run");
}

/** Cards of a kept image: of which effect it is, what that added and was told. Sums are over all pixels of the CCD, in each of its images. */
function stepCards(value: DetectorExposure, { budget, settings }: KeptStep): Header {
  const unit = budget.unit === "adu" ? "ADU" : "electron";
  const header = identityCards(value)
    .set("BUNIT", unit)
    .set("EFFECT", budget.key, "image after this effect")
    .setReal("ADDED", budget.added, `[${unit}] sum of what pixels gained`)
    .setReal("REMOVED", budget.removed, `[${unit}] sum of what pixels lost`)
    .setReal("MOVED", budget.moved, `[${unit}] lost to other pixels, in both`)
    .set("CHANGED", budget.changed, "pixels changed")
    .set("CLIPPED", budget.clipped, "pixels clipped");
  if (budget.before !== undefined) header.setReal("BEFORE", budget.before, "sum over all pixels, in the unit they had");
  if (budget.after !== undefined) header.setReal("AFTER", budget.after, `[${unit}] sum over all pixels`);
  for (const [n, [name, told]] of Object.entries(settings).entries())
    header.set(`PAR${n + 1}`, name, "a setting of the effect").set(`VAL${n + 1}`, told);
  return header;
}

function writeStep(folder: Folder, value: DetectorExposure, step: KeptStep): Promise<void> {
  return folder.create(keptStepName(value, step.budget.key), (sink) =>
    writeFits(
      sink,
      step.planes.map(
        (plane): HduToWrite => ({
          kind: "image",
          name: plane.name === "" ? undefined : `${value.ccd}.${plane.name}`,
          shape: [plane.width, plane.height],
          pixels: plane.pixels,
          header: stepCards(value, step),
        }),
      ),
    ),
  );
}

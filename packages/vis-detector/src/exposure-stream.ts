import type { DetectorJob } from "@elvis/formats/product";
import { type Stream, stream } from "@elvis/kernels";

/** The random numbers of one CCD in one exposure: each effect draws from its child of its own name. */
export const exposureStream = ({ randomSeed, identity, ccd }: Pick<DetectorJob, "randomSeed" | "identity" | "ccd">): Stream =>
  stream(randomSeed, "pointing", identity.observationId, identity.ditherId, identity.pointingId, identity.exposure, ccd);

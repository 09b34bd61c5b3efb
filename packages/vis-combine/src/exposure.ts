import { CCDS, ccdOf, parseUtc, quadrantsOf, type SkyProjection, seenSky, skyProjection, spacecraftVelocity } from "@elvis/focal-plane";
import {
  type CcdId,
  type CrosstalkModel,
  type DetectorExposure,
  type DistortionModel,
  productFileName,
  type RawFrame,
  type RawQuadrant,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { type Context, StageError } from "@elvis/stage";
import { unitReader } from "./crosstalk.ts";
import { type Detector, quadrantOf } from "./detector.ts";
import { headerOf, PRIMARY_KEYWORDS, QUADRANT_KEYWORDS } from "./header.ts";
import { localWcs } from "./wcs.ts";

/**
 * Detectors by CCD. Each is looked at once, and its truth and budget are let go.
 *
 * @throws StageError for a CCD that comes twice, or a file of another exposure, seed or shape
 */
export async function collect(detectors: AsyncIterable<DetectorExposure>, task: VisInputConfiguration): Promise<Map<CcdId, Detector>> {
  const found = new Map<CcdId, Detector>();
  for await (const { fileName, ccd, quadrants, gain, readNoise, biasLevel, zeroPoint, identity, randomSeed, detectorId } of detectors) {
    const expect = (what: string, expected: number, is: number): void => {
      if (is !== expected) throw new StageError(`${fileName}: ${what}: expected ${expected}, found ${is}`);
    };
    for (const key of ["observationId", "ditherId", "pointingId", "exposure"] as const)
      expect(`${key} of the task ${task.fileName}`, task.identity[key], identity[key]);
    expect(`seed of the task ${task.fileName}`, task.randomSeed, randomSeed);
    expect(`detector id of CCD ${ccd}`, ccdOf(ccd).detectorId, detectorId);
    const twin = found.get(ccd);
    if (twin !== undefined) throw new StageError(`CCD ${ccd} comes twice: ${twin.fileName} and ${fileName}`);
    found.set(ccd, { fileName, ccd, quadrants, gain, readNoise, biasLevel, zeroPoint });
  }
  return found;
}

/** What a raw frame is assembled from. */
export interface Parts {
  readonly task: VisInputConfiguration;
  readonly detectors: ReadonlyMap<CcdId, Detector>;
  readonly distortion: DistortionModel;
  readonly allowMissing: boolean;
  /** Couplings between the CCDs of a readout unit; those inside a CCD are in its pixels already. Left out: none. */
  readonly crosstalk?: CrosstalkModel;
}

/**
 * The raw frame: 144 quadrants in order, read from the detectors' files only while they are written, with what couples from the other CCDs of their
 * readout units.
 *
 * @throws StageError when CCDs are missing and `allowMissing` is not set, or the distortion model does not reach a quadrant
 */
export function assemble({ task, detectors, distortion, allowMissing, crosstalk }: Parts, context: Context): RawFrame {
  const missing = CCDS.map(({ id }) => id).filter((id) => !detectors.has(id));
  if (missing.length > 0) {
    if (!allowMissing)
      throw new StageError(`${missing.length} of 36 CCDs are missing: ${missing.join(", ")}; --allow-missing writes them as NO_DATA`);
    context.log("CCDs missing, written as NO_DATA", { missing: missing.length, ccds: missing.join(" ") }, "WARNING");
  }
  const fileName = frameName(task, context.runDate, "fits");
  const projection = skyOf(task, distortion);
  const readCoupled = unitReader({ task, detectors, crosstalk: crosstalk ?? {} }, context);
  let done = 0;
  const quadrants = CCDS.flatMap((ccd) =>
    quadrantsOf(ccd).map((quadrant): RawQuadrant => {
      const detector = detectors.get(ccd.id);
      const wcs = localWcs(ccd.id, quadrant, projection);
      if (wcs === undefined)
        throw new StageError(
          `distortion: expected a field that reaches quadrant ${ccd.id}.${quadrant}, found one of ${distortion.validX} x ${distortion.validY} degrees`,
        );
      const header = headerOf(QUADRANT_KEYWORDS, { task, ccd, quadrant, wcs, detector });
      const id = `${ccd.id}.${quadrant}` as const;
      if (detector === undefined) return { id, header };
      quadrantOf(detector, quadrant);
      const read = (): Promise<Uint16Array> => {
        context.signal.throwIfAborted();
        context.progress("quadrants", ++done, 4 * detectors.size);
        return readCoupled(id);
      };
      return { id, header, read };
    }),
  );
  return {
    header: newHeader({
      type: "DpdVisRawFrame",
      id: fileName.replace(/\.fits$/, ""),
      date: context.runDate,
      software: "elvis-vis-combine",
      version: context.version,
      dataSetRelease: task.release,
    }),
    fileName,
    task,
    primary: headerOf(PRIMARY_KEYWORDS, { task, runDate: context.runDate, version: context.version, missing }),
    quadrants,
  };
}

/** Where places of the focal plane are on the sky: which sources are seen there, in an exposure with velocity aberration. */
function skyOf({ pointing, aberration, start, orbit }: VisInputConfiguration, distortion: DistortionModel): Pick<SkyProjection, "toSky"> {
  const still = skyProjection(pointing, distortion);
  if (aberration !== true) return still;
  const { source } = seenSky(pointing, spacecraftVelocity(parseUtc(start), orbit));
  return {
    toSky(point) {
      const at = still.toSky(point);
      return at && source(at.ra, at.dec);
    },
  };
}

/**
 * "EUC_SIM_VIS-SCIENCE-4924-0_…": VIS-SCIENCE for the nominal exposure of a science dither, VIS-SHORT for its second one, and for
 * calibrations VIS- and the first image type (VIS-BIAS, VIS-DARK), with the exposure's number where there are several.
 */
export function frameName(task: VisInputConfiguration, runDate: Date, extension: string): string {
  const { observationId, ditherId, exposure, totalExposures } = task.identity;
  const isScience = task.imageType.category === "SCIENCE";
  const type = !isScience
    ? `VIS-${task.imageType.first.toUpperCase().replace(/[^A-Z0-9]+/g, "-")}`
    : exposure === 1
      ? "VIS-SCIENCE"
      : "VIS-SHORT";
  const number = (isScience && exposure > 2) || (!isScience && totalExposures > 1) ? `-${exposure}` : "";
  return productFileName({
    type,
    instance: `${observationId}-${ditherId}${number}`,
    seed: task.randomSeed,
    runDate,
    ...(task.release === "" ? {} : { release: task.release }),
    extension,
  });
}

import type { DetectorExposure, DetectorQuadrant } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** What is kept of a detector until its turn comes to be written: no pixels. */
export type Detector = Pick<DetectorExposure, "fileName" | "ccd" | "quadrants" | "gain" | "readNoise" | "biasLevel" | "zeroPoint">;

/** @throws StageError when the detector lacks it */
export function quadrantOf(detector: Detector, letter: string): DetectorQuadrant {
  const quadrant = detector.quadrants.find((it) => it.quadrant === letter);
  if (quadrant === undefined)
    throw new StageError(
      `${detector.fileName}: expected quadrant ${letter} of CCD ${detector.ccd}, found ${detector.quadrants.map((it) => it.quadrant).join(", ") || "none"}`,
    );
  return quadrant;
}

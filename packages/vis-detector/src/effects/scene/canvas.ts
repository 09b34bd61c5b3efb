import { INJECTION_ROWS, QUADRANT_HEIGHT } from "@elvis/focal-plane";
import type { Canvas } from "@elvis/kernels";
import type { Charge } from "../../frame.ts";

/**
 * The canvas of a CCD's frame: objects are drawn at their place on the silicon, where the rows of the charge-injection structure lie between the halves.
 * A frame of not more than 2066 rows is the lower part of one half and has no gap.
 */
export function canvasOf(frame: Charge): Canvas {
  const gapRows = frame.height > QUADRANT_HEIGHT ? INJECTION_ROWS : 0;
  return { width: frame.width, height: frame.height + gapRows, pixels: frame.pixels, gapStart: QUADRANT_HEIGHT, gapRows };
}

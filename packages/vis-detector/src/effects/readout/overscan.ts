import { ccdOf, cornerOf } from "@elvis/focal-plane";
import type { QuadrantLetter } from "@elvis/formats/product";
import { copyWindowOn } from "@elvis/kernels";
import { StageError } from "@elvis/stage";
import type { Effect } from "../../effect.ts";
import { type Charge, emptyPlane, LETTERS, type Readout } from "../../frame.ts";

/** Nothing to set: how many columns are read beside the light is the frame's own geometry. */
export type OverscanSettings = Readonly<Record<never, never>>;

/** Cuts the CCD into the planes of its four amplifiers, between empty prescan and overscan columns. See ./overscan.md. */
export const overscan = {
  name: "overscan",
  elvisKey: "PREOVERSCAN",
  async apply(frame, _settings, { ccd, pool }) {
    const { width, height, margins, pixels } = frame;
    if (width % 2 !== 0 || height % 2 !== 0) throw new StageError(`overscan: expected a CCD of even sides, found ${width} x ${height}`);
    const layout = ccdOf(ccd);
    const columns = width / 2;
    const rows = height / 2;
    const planeWidth = margins.prescan + columns + margins.overscan;
    const spareRows = margins.parallelOverscan;
    const planes: Partial<Record<QuadrantLetter, Float32Array>> = {};
    for (const letter of LETTERS) {
      // The quarter that is read through the amplifier in this corner, the pixel beside it first.
      const corner = cornerOf(layout, letter);
      const isFromRight = corner.endsWith("Right");
      const isFromTop = corner.startsWith("upper");
      const plane = emptyPlane(planeWidth, rows + spareRows, pixels, pool).subarray(0, planeWidth * rows);
      await copyWindowOn(pool, pixels, plane, {
        ...{ width, left: isFromRight ? columns : 0, bottom: isFromTop ? rows : 0, columns, rows, isFromRight, isFromTop },
        ...{ toWidth: planeWidth, toLeft: margins.prescan },
      });
      planes[letter] = plane;
    }
    return { kind: "readout", width: planeWidth, height: rows, planes: planes as Readout["planes"], margins, spareRows };
  },
} as const satisfies Effect<Charge, Readout, OverscanSettings>;

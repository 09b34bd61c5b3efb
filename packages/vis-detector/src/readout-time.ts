import type { Margins } from "./frame.ts";

/** Size of a CCD, pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
  readonly margins: Margins;
}

/** s; four transfers of 1 ms a row. Ground-test software of the VIS team (vison): TOI 1000 us. */
const ROW_TRANSFER = 4e-3;
/** s; one pixel through the amplifier, likewise: the unit of release times in the serial register. */
export const PIXEL_TIME = 14.3e-6;

/** From row to row, s: 34.4 ms for VIS, the unit of release times along the columns. */
export const lineTime = ({ width, margins }: Pick<Size, "width" | "margins">): number =>
  ROW_TRANSFER + (margins.prescan + width / 2 + margins.overscan) * PIXEL_TIME;

/** From the end of the exposure until the last row is read, s: 71.8 for VIS. The four quadrants are read at the same time. */
export const readoutTime = (size: Size): number => (size.height / 2 + size.margins.parallelOverscan) * lineTime(size);

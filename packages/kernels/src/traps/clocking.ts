/** How charge is moved to the readout, in one direction. */
export interface Clocking {
  /**
   * - standard: every pixel is read from where it is, across as many pixels as lie before it;
   * - charge-injection: every line enters at the far end and crosses them all;
   * - trap-pumping: charge is moved forward by one pixel and back, again and again; one row has traps.
   */
  readonly sequence: "standard" | "charge-injection" | "trap-pumping";
  /** Time at each step, in the unit of the release times: one step per phase, two when pumping. A phase's traps have that of the step of its number. */
  readonly dwellTimes: readonly number[];
  /** Times back and forth; only for trap-pumping. */
  readonly pumps?: number;
  /** Pixels between the image and the readout that are not in the image. */
  readonly prescan: number;
  /** Row, from 0, from which pixels are overscan: clocked, but with no pixel of the CCD of their own. Without it there is none. */
  readonly overscanStart?: number;
  /** Each column finds empty traps; else what the column before has left. */
  readonly emptyBetweenColumns: boolean;
  /** The first transfer of each pixel finds empty traps, and counts once. */
  readonly emptyForFirstTransfers: boolean;
  /** What is released goes to the pixel's own electrons or further from the readout, never nearer. */
  readonly releaseAway: boolean;
  /** Multipliers of express passes are rounded up to whole transfers. */
  readonly integerExpress: boolean;
}

/** One phase, one time unit a transfer; no prescan, no overscan. */
export const standardClocking: Clocking = {
  sequence: "standard",
  dwellTimes: [1],
  prescan: 0,
  emptyBetweenColumns: true,
  emptyForFirstTransfers: false,
  releaseAway: true,
  integerExpress: false,
};

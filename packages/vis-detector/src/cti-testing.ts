import type { CtiDirection } from "@elvis/formats/product";

/** Charge transfer for tests: one kind of traps, 10 a pixel, half of them empty after a transfer; 1000 electrons fill the well, volume in proportion. */
export const testTraps = (changes: Partial<CtiDirection> = {}): CtiDirection => ({
  traps: [{ density: 10, releaseTime: 1 / Math.LN2, releaseSigma: 0, captureTime: 0 }],
  well: { fullWell: 1000, notch: 0, power: 1, firstElectronFill: 0 },
  phases: [{ dwellTime: 1, trapShare: 1 }],
  express: 0,
  emptyBetweenLines: true,
  emptyForFirstTransfers: false,
  releaseAway: true,
  integerExpress: false,
  ...changes,
});

import { describe, expect, it } from "vitest";
import { clockSequence, type StepPhase } from "./clock.ts";

/** Short: `0` captures from and releases to pixel 0; `>1` and `>-1&0` only release. */
const short = ({ high, captureFrom, releaseTo }: StepPhase): string => (high ? captureFrom.join() : `>${releaseTo.join("&")}`);
const sequence = (steps: number, pumps: boolean, away: boolean): string[] =>
  clockSequence(steps, pumps, away).map((step) => step.map(short).join(" "));

describe("clock sequences", () => {
  // All as ArCTIC 7.0.7 has them.
  it("hold the charge in one phase after the other, and what low phases release goes to the nearest", () => {
    expect(sequence(1, false, true)).toEqual(["0"]);
    expect(sequence(4, false, false)).toEqual(["0 >0 >-1&0 >-1", ">0 0 >0 >-1&0", ">0&1 >0 0 >0", ">1 >0&1 >0 0"]);
  });

  it("send what the phases past the high one release away from the readout when told to", () => {
    expect(sequence(3, false, true)).toEqual(["0 >1 >0", ">0 0 >1", ">1 >0 0"]);
    expect(sequence(5, false, true)).toEqual(["0 >1 >1 >0 >0", ">0 0 >1 >1 >0", ">0 >0 0 >1 >1", ">1 >0 >0 0 >1", ">1 >1 >0 >0 0"]);
  });

  it("pump to the pixel before and back: half way, the first phase holds the next pixel's charge", () => {
    expect(sequence(6, true, false)).toEqual(["0 >0 >-1", ">0 0 >0", ">1 >0 0", "1 >1 >0", ">1 >0 0", ">0 0 >0"]);
    expect(sequence(2, true, false)).toEqual(["0", "1"]);
  });

  it("give shares that sum to 1", () => {
    for (let steps = 1; steps <= 8; steps++)
      for (const phase of clockSequence(steps, false, false).flat())
        expect(phase.releaseShare.reduce((sum, share) => sum + share, 0)).toBe(1);
  });

  it("are refused without steps, or with an odd number to pump by", () => {
    expect(() => clockSequence(0, false, true)).toThrow("0 dwell times, expected one or more");
    expect(() => clockSequence(5, true, false)).toThrow("5 dwell times, expected an even number");
  });
});

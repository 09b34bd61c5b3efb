import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { spill } from "./spill.ts";

const sum = (values: ArrayLike<number>) => Array.from(values).reduce((total, value) => total + value, 0);

/** The column after the spill, and what left at its register; 100 e- a pixel unless said. */
function spilt(charge: readonly number[], full: readonly number[] = charge.map(() => 100)) {
  const after = Float64Array.from(charge);
  const left = spill(after, Float64Array.from(full));
  return { after: Array.from(after, (value) => Number(value.toFixed(9))), left };
}

describe("a column that spills", () => {
  test("sends half of the excess each way, as far as it fills", () => {
    expect(spilt([0, 0, 0, 350, 0, 0, 0])).toEqual({ after: [0, 25, 100, 100, 100, 25, 0], left: 0 });
    // 100 each way: 50 + 50 downwards, all into the first pixel upwards.
    expect(spilt([0, 0, 50, 300, 0, 0, 0]).after).toEqual([0, 50, 100, 100, 100, 0, 0]);
  });

  test("fills pixels to their own full well", () => {
    expect(spilt([0, 0, 300, 0, 0], [100, 40, 100, 90, 100]).after).toEqual([60, 40, 100, 90, 10]);
  });

  test("leaves at the register, and there only", () => {
    expect(spilt([0, 450, 0, 0, 0])).toEqual({ after: [100, 100, 100, 75, 0], left: 75 });
    expect(spilt([500, 0, 0, 0, 0])).toEqual({ after: [100, 100, 100, 0, 0], left: 200 });
  });

  test("turns back at the injection structure", () => {
    expect(spilt([0, 0, 0, 0, 350])).toEqual({ after: [0, 50, 100, 100, 100], left: 0 });
    // 200 e- a unit of time each way: the pixel above is full at 1/2, and all goes down from then on: 100 + 200.
    expect(spilt([0, 0, 0, 0, 500, 0])).toEqual({ after: [0, 100, 100, 100, 100, 100], left: 0 });
    expect(spilt([0, 800])).toEqual({ after: [100, 100], left: 600 });
  });

  test("passes over pixels that are full already", () => {
    expect(spilt([0, 0, 100, 260, 100, 30, 0]).after).toEqual([0, 80, 100, 100, 100, 100, 10]);
  });

  test("spills that do not meet do not know of each other", () => {
    expect(spilt([0, 0, 240, 0, 0, 0, 300, 0, 0]).after).toEqual([0, 70, 100, 70, 0, 100, 100, 100, 0]);
  });

  test("spills that meet share the room between them, and go on at both ends together", () => {
    // The gap of 100 gets 80 and 120 a unit of time: full at 1/2. Until then 40 and 60 went outwards, then 100 each.
    expect(spilt([0, 0, 0, 260, 0, 340, 0, 0, 0])).toEqual({ after: [0, 40, 100, 100, 100, 100, 100, 60, 0], left: 0 });
  });

  test("a pixel hardly above full well changes hardly anything", () => {
    const without = spilt([0, 0, 0, 100, 0, 700, 0, 0, 0, 0]).after;
    const with_ = spilt([0, 0, 0, 100.001, 0, 700, 0, 0, 0, 0]).after;
    with_.forEach((value, y) => {
      expect(Math.abs(value - without[y])).toBeLessThan(0.002);
    });
  });

  test("leaves a column without an excess as it is", () => {
    expect(spilt([100, 3, 99.5, -2])).toEqual({ after: [100, 3, 99.5, -2], left: 0 });
  });
});

describe("any column", () => {
  const column = fc
    .array(fc.tuple(fc.oneof(fc.nat(100), fc.constant(100), fc.integer({ min: 101, max: 900 })), fc.integer({ min: 80, max: 120 })), {
      minLength: 1,
      maxLength: 24,
    })
    .map((pixels) => ({ charge: pixels.map(([charge]) => charge), full: pixels.map(([, full]) => full) }));

  test("keeps its charge, but for what left, and has none above full well", () => {
    fc.assert(
      fc.property(column, ({ charge, full }) => {
        const { after, left } = spilt(charge, full);
        expect(sum(after) + left).toBeCloseTo(sum(charge), 6);
        after.forEach((value, y) => {
          expect(value).toBeLessThanOrEqual(full[y]);
        });
        expect(left).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  test("is full without a gap from each pixel above full well to the last one that got charge", () => {
    fc.assert(
      fc.property(column, ({ charge, full }) => {
        const { after } = spilt(charge, full);
        const isFull = (y: number) => after[y] >= full[y] - 1e-6;
        after.forEach((value, y) => {
          if (!(value > charge[y] + 1e-6)) return;
          // One way or the other there are only full pixels up to one that was above full well.
          const reaches = (step: number) => {
            let at = y + step;
            while (at >= 0 && at < after.length && isFull(at) && charge[at] <= full[at]) at += step;
            return at >= 0 && at < after.length && charge[at] > full[at];
          };
          expect(reaches(1) || reaches(-1)).toBe(true);
        });
      }),
    );
  });

  test("turned upside down spills upside down, as long as no end is reached", () => {
    fc.assert(
      fc.property(column, ({ charge, full }) => {
        const room = new Array<number>(240).fill(0);
        const wells = new Array<number>(240).fill(100);
        const upright = spilt([...room, ...charge, ...room], [...wells, ...full, ...wells]).after;
        const turned = spilt([...room, ...charge.toReversed(), ...room], [...wells, ...full.toReversed(), ...wells]).after;
        turned.toReversed().forEach((value, y) => {
          expect(Math.abs(value - upright[y])).toBeLessThan(1e-6);
        });
      }),
    );
  });

  test("is what comes out when the excess comes a little at a time", () => {
    fc.assert(
      fc.property(column, ({ charge, full }) => {
        const { after, left } = spilt(charge, full);
        const slow = littleByLittle(charge, full, 2000);
        after.forEach((value, y) => {
          expect(Math.abs(value - slow.after[y])).toBeLessThan(sum(charge) / 200);
        });
        expect(Math.abs(left - slow.left)).toBeLessThan(sum(charge) / 200);
      }),
      { numRuns: 40 },
    );
  });
});

/** The definition: each part of the excess goes to the first pixel in its direction that is not full. */
function littleByLittle(charge: readonly number[], full: readonly number[], parts: number): { after: number[]; left: number } {
  const after = charge.map((value, y) => Math.min(value, full[y]));
  let left = 0;
  const place = (from: number, direction: number, amount: number): void => {
    let [y, step] = [from + direction, direction];
    let rest = amount;
    while (rest > 0) {
      if (y < 0) {
        left += rest;
        return;
      }
      if (y >= after.length) {
        [y, step] = [after.length - 1, -1];
        continue;
      }
      const taken = Math.min(rest, full[y] - after[y]);
      after[y] += taken;
      rest -= taken;
      y += step;
    }
  };
  for (let part = 0; part < parts; part++)
    charge.forEach((value, y) => {
      const excess = Math.max(0, value - full[y]) / parts;
      if (excess === 0) return;
      place(y, 1, excess / 2);
      place(y, -1, excess / 2);
    });
  return { after, left };
}

import { describe, expect, it } from "vitest";
import { type Phase, trapGroups } from "./groups.ts";
import { checkSpecies, type Species } from "./species.ts";

/** 1000 electrons fill the well, volume in proportion. */
const phase: Phase = { fullWell: 1000, notch: 0, power: 1, firstElectronFill: 0, trapFraction: 1 };
const HALF_LIFE = 1 / Math.LN2;
const visit = (species: Species, change: Partial<Phase> = {}): ((electrons: number) => number) => {
  const [group] = trapGroups([species], { ...phase, ...change }, 1, 100);
  return (electrons) => group.visit(electrons);
};

describe("traps that capture at once", () => {
  const traps: Species = { kind: "instant-capture", density: 10, releaseTime: HALF_LIFE };

  it("fill up to the electrons' level, and release half a half-life later from all layers", () => {
    const meet = visit(traps);
    expect(meet(1000)).toBeCloseTo(-10, 12);
    // 5 released; they reach to 0.505, where 5.05 of the traps are half empty.
    expect(meet(500)).toBeCloseTo(5 - 0.505 * 5, 12);
    // Released: half of 0.505 x 10 and of 0.495 x 5; none are there to capture save those.
    const released = 0.505 * 5 + 0.495 * 2.5;
    expect(meet(0)).toBeCloseTo(released - (released / 1000) * 5, 12);
  });

  it("share what there is when there is not enough", () => {
    const meet = visit({ ...traps, density: 2000 });
    expect(meet(100)).toBeCloseTo(-100, 12);
    // Half of the 100 comes back; with 100 more it reaches to 0.15, where there is room for 300 - 50.
    expect(meet(100)).toBeCloseTo(-100, 12);
    // Of the 200 held now half comes back, and meets no traps as it does not make up for what lacks.
    expect(meet(-150)).toBeCloseTo(100, 12);
  });

  it("near the surface are met by bright pixels only", () => {
    const meet = visit({ ...traps, surface: { none: 0.2, full: 0.6 } });
    expect(meet(200)).toBe(0);
    // Density where all are: 10 / 0.6; from 0.2 to 0.4 their share rises to a half.
    expect(meet(400)).toBeCloseTo((-10 / 0.6) * 0.5 * 0.5 * 0.2, 12);
    expect(visit({ ...traps, surface: { none: 0.2, full: 0.6 } })(1000)).toBeCloseTo(-10, 12);
    // A step, which the formula of a slope cannot have.
    expect(visit({ ...traps, surface: { none: 0.5, full: 0.5 } })(750)).toBeCloseTo(-5, 12);
  });

  it("meet nothing in a notch, and something in the first electron's volume", () => {
    expect(visit(traps, { notch: 100 })(100)).toBe(0);
    expect(visit(traps, { firstElectronFill: 0.1 })(1)).toBeCloseTo(-1, 12);
  });
});

describe("traps that capture slowly", () => {
  it("fill as the rates of capture and release have it", () => {
    const meet = visit({ kind: "slow-capture", density: 10, releaseTime: 2, captureTime: 0.5 });
    const rate = 1 / 0.5 + 1 / 2;
    const share = (2 / rate) * (1 - Math.exp(-rate));
    expect(meet(1000)).toBeCloseTo(-10 * share, 12);
  });

  it("lose what is released where the electrons reach no traps, as ArCTIC's do", () => {
    const meet = visit({ kind: "slow-capture", density: 10, releaseTime: 2, captureTime: 0.5 }, { notch: 100 });
    expect(meet(1000)).toBeLessThan(-5);
    expect(meet(0)).toBe(0);
  });

  it("are all but those that capture at once when they are quick", () => {
    const slow = visit({ kind: "slow-capture", density: 10, releaseTime: 1000, captureTime: 1e-6 });
    expect(slow(700)).toBeCloseTo(-7, 4);
  });
});

describe("traps of many release times", () => {
  it("are those of one time when the spread is small", () => {
    const one = visit({ kind: "instant-capture", density: 10, releaseTime: 3 });
    const many = visit({ kind: "instant-capture-continuum", density: 10, releaseTime: 3, releaseSigma: 0.01 });
    for (const electrons of [800, 30, 0, 500, 10]) expect(many(electrons)).toBeCloseTo(one(electrons), 3);
    const slow = visit({ kind: "slow-capture", density: 10, releaseTime: 3, captureTime: 0.4 });
    const slowMany = visit({ kind: "slow-capture-continuum", density: 10, releaseTime: 3, releaseSigma: 0.01, captureTime: 0.4 });
    for (const electrons of [800, 30, 5, 500, 10]) expect(slowMany(electrons)).toBeCloseTo(slow(electrons), 3);
  });

  it("are none in a phase that has none", () => {
    expect(visit({ kind: "instant-capture-continuum", density: 10, releaseTime: 3, releaseSigma: 0.5 }, { trapFraction: 0 })(500)).toBe(0);
  });
});

describe("species of traps", () => {
  it.each<[string, Species]>([
    ["density -1 of instant-capture traps, expected traps per pixel from 0 up", { kind: "instant-capture", density: -1, releaseTime: 1 }],
    ["release time 0", { kind: "slow-capture", density: 1, releaseTime: 0, captureTime: 1 }],
    ["capture time -1", { kind: "slow-capture", density: 1, releaseTime: 1, captureTime: -1 }],
    ["spread of release times 0", { kind: "instant-capture-continuum", density: 1, releaseTime: 1, releaseSigma: 0 }],
    ["capture time 0", { kind: "slow-capture-continuum", density: 1, releaseTime: 1, releaseSigma: 1, captureTime: 0 }],
    ["volume without traps 0.4", { kind: "instant-capture", density: 1, releaseTime: 1, surface: { none: 0.4, full: 0.3 } }],
    ["volume with all traps 1.1", { kind: "instant-capture", density: 1, releaseTime: 1, surface: { none: 0.4, full: 1.1 } }],
  ])("are refused with %s", (words, species) => {
    expect(() => checkSpecies(species)).toThrow(words);
  });
});

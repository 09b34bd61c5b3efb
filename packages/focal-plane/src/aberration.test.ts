import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  ARCSECOND,
  aberrate,
  directionOf,
  earthVelocity,
  longitudeLatitudeDeg,
  parseUtc,
  seenSky,
  separation,
  spacecraftVelocity,
} from "./index.ts";

/** By ERFA and astropy: tools/oracle/attitude.py. */
const oracle: {
  readonly earth: readonly { readonly time: string; readonly velocity: readonly [number, number, number] }[];
  readonly fields: readonly {
    readonly time: string;
    readonly pointing: { readonly ra: number; readonly dec: number; readonly pa: number };
    readonly orbit: { readonly velocity: readonly [number, number, number] };
    readonly velocity: readonly [number, number, number];
    readonly sources: readonly {
      readonly ra: number;
      readonly dec: number;
      readonly seen: readonly [number, number];
      readonly astropySeparation: number;
    }[];
  }[];
} = JSON.parse(readFileSync(new URL("./aberration.oracle.json", import.meta.url), "utf8"));

const MILLIARCSECOND = ARCSECOND / 1000;
const apart = (a: { readonly ra: number; readonly dec: number }, b: { readonly ra: number; readonly dec: number }): number =>
  separation(directionOf(a.ra, a.dec), directionOf(b.ra, b.dec));
const off = (a: readonly number[], b: readonly number[]): number => Math.hypot(...a.map((value, axis) => value - b[axis]));

describe("the velocity", () => {
  it("of the Earth is ERFA's within 2 m/s, from 2020 to 2037", () => {
    expect(oracle.earth).toHaveLength(60);
    const worst = Math.max(...oracle.earth.map(({ time, velocity }) => off(earthVelocity(parseUtc(time)), velocity)));
    expect(worst).toBeLessThan(0.002);
  });

  it("of the spacecraft is the Earth's and its own", () => {
    for (const { time, orbit, velocity } of oracle.fields)
      expect(off(spacecraftVelocity(parseUtc(time), orbit), velocity)).toBeLessThan(0.002);
  });
});

describe("aberrate", () => {
  it("moves a source by 20.6 seconds of arc when the observer flies at 29.9 km/s across it, towards its motion", () => {
    const seen = longitudeLatitudeDeg(aberrate([1, 0, 0], [0, 29.9, 0]));
    expect(seen.longitude * 3600).toBeCloseTo((29.9 / 299792.458) * (180 / Math.PI) * 3600, 3);
    expect(aberrate([0, 0, 1], [0, 0, 30])).toEqual([0, 0, 1]);
  });
});

describe("seenSky", () => {
  it("has sources where a Lorentz boost and the smallest turn back put them, within a microarcsecond for the same velocity", () => {
    for (const { pointing, velocity, sources } of oracle.fields) {
      const { seen } = seenSky(pointing, velocity);
      for (const it of sources) expect(apart(seen(it.ra, it.dec), { ra: it.seen[0], dec: it.seen[1] }) / MILLIARCSECOND).toBeLessThan(1e-3);
    }
  });

  // Astropy bends the light at the Sun as well, 4 mas at 90 degrees from it, which stretches half a degree by 0.04 mas.
  it("stretches the field as astropy's observer sees it, within 0.1 mas, with our own velocity", () => {
    let largest = 0;
    for (const { time, pointing, orbit, sources } of oracle.fields) {
      const { seen } = seenSky(pointing, spacecraftVelocity(parseUtc(time), orbit));
      for (const { ra, dec, astropySeparation } of sources) {
        const ours = apart(seen(ra, dec), seen(pointing.ra, pointing.dec)) / ARCSECOND;
        expect(Math.abs(ours - astropySeparation)).toBeLessThan(1e-4);
        largest = Math.max(largest, Math.abs(ours - apart({ ra, dec }, pointing) / ARCSECOND));
      }
    }
    // So that the agreement says something: half a pixel is at stake.
    expect(largest).toBeGreaterThan(0.05);
  });

  const any = fc.record({
    pointing: fc.record({
      ra: fc.double({ min: 0, max: 360, noNaN: true }),
      dec: fc.double({ min: -90, max: 90, noNaN: true }),
      pa: fc.constant(0),
    }),
    velocity: fc.tuple(...[0, 1, 2].map(() => fc.double({ min: -20, max: 20, noNaN: true }))) as fc.Arbitrary<[number, number, number]>,
    ra: fc.double({ min: 0, max: 360, noNaN: true }),
    dec: fc.double({ min: -90, max: 90, noNaN: true }),
  });

  it("leaves the pointing where it is, and every source when nothing moves", () => {
    fc.assert(
      fc.property(any, ({ pointing, velocity, ra, dec }) => {
        expect(apart(seenSky(pointing, velocity).seen(pointing.ra, pointing.dec), pointing) / MILLIARCSECOND).toBeLessThan(1e-6);
        expect(apart(seenSky(pointing, [0, 0, 0]).seen(ra, dec), { ra, dec }) / MILLIARCSECOND).toBeLessThan(1e-6);
      }),
      { seed: 11 },
    );
  });

  it("goes back from where a source is seen to the source", () => {
    fc.assert(
      fc.property(any, ({ pointing, velocity, ra, dec }) => {
        const { seen, source } = seenSky(pointing, velocity);
        const at = seen(ra, dec);
        expect(apart(source(at.ra, at.dec), { ra, dec }) / MILLIARCSECOND).toBeLessThan(1e-6);
      }),
      { seed: 12 },
    );
  });

  it("scales the field about its centre by 1 - v.p / c and turns it by nothing", () => {
    // Flying straight at the pointing, 30 km/s: sources close in by 1.0007e-4 of their distance; away from it they open up.
    const pointing = { ra: 40, dec: 0, pa: 0 };
    const towards = directionOf(40, 0).map((it) => 30 * it) as [number, number, number];
    for (const [sign, velocity] of [
      [-1, towards],
      [1, towards.map((it) => -it) as [number, number, number]],
    ] as const) {
      const at = seenSky(pointing, velocity).seen(40, 0.39);
      expect(at.ra).toBeCloseTo(40, 11);
      expect((at.dec - 0.39) * 3600).toBeCloseTo(sign * 0.39 * 3600 * (30 / 299792.458), 4);
    }
    // Across it: no change of scale in the first order, 0.07 mas towards the motion at 0.39 degrees in the second.
    const across = seenSky(pointing, [-30 * Math.sin((40 * Math.PI) / 180), 30 * Math.cos((40 * Math.PI) / 180), 0]);
    expect(apart(across.seen(40.39, 0), { ra: 40.39, dec: 0 }) / MILLIARCSECOND).toBeLessThan(1);
  });
});

import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import {
  apparentSun,
  attitudeOf,
  DEGREE,
  directionOf,
  fieldCorners,
  fromEcliptic,
  mjdOf,
  parseUtc,
  separation,
  toEcliptic,
} from "./index.ts";

/** Header of a real exposure: Euclid observation 357, dither 3 (calibrated frame header published with SHE_PPT's VIS templates). */
const flight = {
  start: "2024-03-04T00:17:20.075495Z",
  pointing: { ra: 80.70958138, dec: -48.69567793, pa: 256.56010628 },
  orbit: {
    position: [-1078899.86699189, 996352.276188178, 501931.307833226],
    velocity: [-0.118166512501096, -0.170858777137357, -0.228024085119612],
  },
  corners: [
    [80.06027398, -48.39602157],
    [80.32749195, -49.15561602],
    [81.36661647, -48.99164219],
    [81.08474309, -48.23449931],
  ],
} as const;

/** By astropy: tools/oracle/attitude.py. */
const oracle: {
  readonly cases: readonly {
    readonly time: string;
    readonly mjd: number;
    readonly pointing: { readonly ra: number; readonly dec: number; readonly pa: number };
    readonly orbit: Parameters<typeof attitudeOf>[2];
    readonly longitude: number;
    readonly latitude: number;
    readonly positionAngle: number;
    readonly solarAspectAngle: number;
    readonly alpha: number;
    readonly beta: number;
    readonly corners: readonly (readonly [number, number])[];
  }[];
} = JSON.parse(readFileSync(new URL("./attitude.oracle.json", import.meta.url), "utf8"));

const within = (value: number, expected: number, tolerance: number): void =>
  expect(Math.abs(value - expected), `${value} and ${expected}`).toBeLessThan(tolerance);

describe("attitude", () => {
  it("gives the ecliptic attitude and solar angles of a flight header", () => {
    const attitude = attitudeOf(flight.pointing, parseUtc(flight.start), flight.orbit);
    within(attitude.longitude, 70.37454206, 2e-5);
    within(attitude.latitude, -71.50254216, 2e-5);
    within(attitude.positionAngle, 268.23794142, 5e-4);
    within(attitude.solarAspectAngle, 89.8626965, 5e-4);
    within(attitude.beta, 0.13773605, 5e-4);
    within(attitude.alpha, -4.54200293, 0.05);
  });

  it("gives the four corners of a flight header in their order", () => {
    const corners = fieldCorners(flight.pointing);
    flight.corners.forEach(([ra, dec], at) => {
      within(corners[at][0], ra, 1e-3);
      within(corners[at][1], dec, 1e-3);
    });
  });

  it("turns equatorial into ecliptic attitude and back", () => {
    const back = fromEcliptic(toEcliptic(flight.pointing));
    within(back.ra, flight.pointing.ra, 1e-10);
    within(back.dec, flight.pointing.dec, 1e-10);
    within(back.pa, flight.pointing.pa, 1e-9);
  });

  // Oracle: ERFA 2.0 epv00 (astropy 6), apparent = -position + velocity / c, ICRS.
  it.each([
    ["2023-10-01T00:00:00Z", [186.642416, -2.870127, 1.001393]],
    ["2024-03-04T00:17:20.075495Z", [344.864627, -6.457975, 0.991591]],
    ["2026-06-21T12:00:00Z", [89.750286, 23.435592, 1.0162028]],
    ["2030-12-31T23:59:59Z", [280.789083, -23.064585, 0.9833098]],
  ])("has the apparent Sun of %s within 2e-4 degree", (time, [ra, dec, distance]) => {
    const sun = apparentSun(parseUtc(time));
    within(separation(sun.direction, directionOf(ra, dec)) * (180 / Math.PI), 0, 2e-4);
    within(sun.distance, distance, 1e-5);
  });

  // BarycentricMeanEcliptic has the frame bias of ICRS in it, 0.02 seconds of arc, which the flight headers have not.
  it("agrees with astropy on attitude, solar angles and corners, at the poles and over RA 0 too", () => {
    for (const { time, mjd, pointing, orbit, corners, ...theirs } of oracle.cases) {
      const ours = attitudeOf(pointing, parseUtc(time), orbit);
      expect(mjdOf(parseUtc(time))).toBeCloseTo(mjd, 10);
      within(separation(directionOf(ours.longitude, ours.latitude), directionOf(theirs.longitude, theirs.latitude)) / DEGREE, 0, 1e-5);
      // A position angle turns as the meridians do: as fast as the place moves, over the distance to the pole.
      within(ours.positionAngle, theirs.positionAngle, 2e-5 / Math.cos(Math.max(Math.abs(ours.latitude), Math.abs(pointing.dec)) * DEGREE));
      for (const angle of ["solarAspectAngle", "alpha", "beta"] as const) within(ours[angle], theirs[angle], 3e-4);
      fieldCorners(pointing).forEach(([ra, dec], at) => {
        within(separation(directionOf(ra, dec), directionOf(...corners[at])) / DEGREE, 0, 1e-9);
      });
    }
  });
});

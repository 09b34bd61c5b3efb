import { attitudeOf, mjdOf, parseUtc } from "@elvis/focal-plane";
import { orbitAt, parseOrbit } from "@elvis/formats/config";
import { describe, expect, test } from "vitest";
import { orbitState, orbitText } from "./orbit.ts";
import { observationRequests, planSurvey } from "./survey.ts";

describe("the orbit", () => {
  const orbit = parseOrbit(orbitText(new Date(Date.UTC(2026, 0, 2))), "orbit.xml");

  test("stays at the distance and speed of Euclid's flight headers", () => {
    for (let day = 0; day < 340; day += 5) {
      const { position, velocity } = orbitState(parseUtc("2024-02-05T00:00:00Z") + day * 86_400_000_000);
      expect(Math.hypot(...position)).toBeGreaterThan(1.33e6);
      expect(Math.hypot(...position)).toBeLessThan(1.58e6);
      expect(Math.hypot(...velocity)).toBeGreaterThan(0.26);
      expect(Math.hypot(...velocity)).toBeLessThan(0.51);
    }
  });

  test("is interpolated from its file to 100 m", () => {
    const time = parseUtc("2024-05-22T07:13:00Z");
    const [read, exact] = [orbitAt(orbit, mjdOf(time)), orbitState(time)];
    for (const [axis, value] of exact.position.entries()) expect(Math.abs(read.position[axis] - value)).toBeLessThan(0.1);
    for (const [axis, value] of exact.velocity.entries()) expect(Math.abs(read.velocity[axis] - value)).toBeLessThan(1e-5);
  });
});

describe("the survey plan", () => {
  test("points at the field first, with the Sun 90 degrees away in the plane of symmetry", () => {
    const plan = planSurvey(150.1, 2.2, 2);
    expect(plan).toHaveLength(8);
    expect(plan[0].pointing.ra).toBeCloseTo(150.1, 9);
    expect(plan[0].pointing.dec).toBeCloseTo(2.2, 9);
    for (const { pointing, time } of plan) {
      const { alpha, solarAspectAngle } = attitudeOf(pointing, time, orbitState(time));
      expect(Math.abs(alpha)).toBeLessThan(1);
      expect(solarAspectAngle).toBeGreaterThan(87);
      expect(solarAspectAngle).toBeLessThan(100);
    }
  });

  test("steps from dither to dither by 50 and 100 seconds of arc", () => {
    const plan = planSurvey(150.1, 2.2, 1);
    const step = (from: number, to: number): number => {
      const [a, b] = [plan[from].pointing, plan[to].pointing];
      return 3600 * Math.hypot((b.ra - a.ra) * Math.cos((2.2 * Math.PI) / 180), b.dec - a.dec);
    };
    expect(step(0, 1)).toBeCloseTo(Math.hypot(50, 100), 1);
    expect(step(1, 2)).toBeCloseTo(100, 1);
  });

  test("finds a day for a field at the ecliptic pole too", () => {
    const [{ pointing, time }] = planSurvey(269.73, 66.01, 1);
    expect(attitudeOf(pointing, time, orbitState(time)).solarAspectAngle).toBeCloseTo(90, 0);
  });

  test("has numbers of its own for observations and pointings", () => {
    const requests = observationRequests(planSurvey(150.1, 2.2, 3));
    expect(requests.map(({ id }) => id)).toEqual([4924, 4925, 4926]);
    expect(new Set(requests.flatMap(({ pointings }) => pointings.map(({ id }) => id))).size).toBe(12);
  });
});

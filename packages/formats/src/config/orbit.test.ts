import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FormatError } from "../errors.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { orbit, orbitAt, parseOrbit } from "./orbit.ts";
import { leapSeconds, parseTime, taiSeconds } from "./time-systems.ts";

const MJD_2024_03_04 = 60373;
const RADIUS = 1.5e6;
const RATE = (2 * Math.PI) / (180 * 86400);

/** A circle in the x-y plane with an inclination, one state every two days, from 2024-03-04. */
function circle(metadata: readonly string[], timeSystem = "UTC", count = 20): string {
  const states = Array.from({ length: count }, (_, at) => {
    const angle = RATE * 2 * 86400 * at;
    const numbers = [
      Math.cos(angle),
      Math.sin(angle),
      0.2 * Math.sin(angle),
      -RATE * Math.sin(angle),
      RATE * Math.cos(angle),
      0.2 * RATE * Math.cos(angle),
    ].map((it) => it * RADIUS);
    return `2024-03-${String(4 + 2 * at).padStart(2, "0")}T00:00:00 ${numbers.join(" ")}`;
  }).filter((_, at) => 4 + 2 * at <= 31);
  return [
    "CCSDS_OEM_VERS = 2.0",
    "CREATION_DATE = 2024-01-01T00:00:00",
    "ORIGINATOR = TEST",
    "META_START",
    "OBJECT_NAME = EUCLID",
    "OBJECT_ID = 2023-092A",
    "CENTER_NAME = EARTH",
    "REF_FRAME = EME2000",
    `TIME_SYSTEM = ${timeSystem}`,
    "START_TIME = 2024-03-04T00:00:00",
    "STOP_TIME = 2024-03-30T00:00:00",
    ...metadata,
    "META_STOP",
    ...states,
  ].join("\n");
}

const onCircle = (days: number): number[] => {
  const angle = RATE * 86400 * days;
  return [Math.cos(angle) * RADIUS, Math.sin(angle) * RADIUS, 0.2 * Math.sin(angle) * RADIUS];
};

describe("an orbit", () => {
  test.each([
    ["INTERPOLATION = HERMITE", "INTERPOLATION_DEGREE = 7", 0.001],
    ["INTERPOLATION = Lagrange", "INTERPOLATION_DEGREE = 7", 0.05],
    ["INTERPOLATION = LAGRANGE", "INTERPOLATION_DEGREE = 3", 50],
    // A chord leaves the arc by R (rate step)^2 / 8 = 914 km.
    ["INTERPOLATION = LINEAR", "INTERPOLATION_DEGREE = 1", 950],
  ])("by %s, %s is within %d km of a circle", (method, degree, tolerance) => {
    const value = parseOrbit(circle([method, degree]), "a.oem");
    for (const days of [0, 0.7, 5, 11.3, 25.9, 26]) {
      const { position, velocity } = orbitAt(value, MJD_2024_03_04 + days);
      const expected = onCircle(days);
      expect(Math.hypot(...position.map((it, axis) => it - expected[axis]))).toBeLessThan(tolerance);
      expect(Math.hypot(velocity[0], velocity[1])).toBeCloseTo(RADIUS * RATE, 2);
    }
  });

  // Half-way between states 2 days apart, cubic through the two states on either side: error 0.0234 (step angle)^4 R = 0.84 km; off centre 1.39 km.
  test("by HERMITE of degree 1 takes two states all the same: one would be a jump from state to state", () => {
    const value = parseOrbit(circle(["INTERPOLATION = HERMITE", "INTERPOLATION_DEGREE = 1"]), "a.oem");
    const at = (days: number) => orbitAt(value, MJD_2024_03_04 + days).position[0];
    expect(Math.abs(at(1) - onCircle(1)[0])).toBeLessThan(10);
    expect(Math.abs(at(3 - 1e-6) - at(3))).toBeLessThan(0.1);
  });

  test("in XML whose units are not km and km/s is refused, with its line", () => {
    const state = (unit: string) =>
      `<stateVector><EPOCH>2024-03-04T00:00:00</EPOCH>\n<X units="${unit}">1</X><Y>2</Y><Z>3</Z>` +
      `<X_DOT units="km/s">4</X_DOT><Y_DOT>5</Y_DOT><Z_DOT>6</Z_DOT></stateVector>`;
    const metadata = { OBJECT_NAME: "E", OBJECT_ID: "E", CENTER_NAME: "EARTH", REF_FRAME: "ICRF", TIME_SYSTEM: "UTC" };
    const times = { START_TIME: "2024-03-04T00:00:00", STOP_TIME: "2024-03-04T00:00:00" };
    const inside = Object.entries({ ...metadata, ...times }).map(([key, value]) => `<${key}>${value}</${key}>`);
    const message = (unit: string) =>
      `<oem version="2.0"><header><CREATION_DATE>2024-01-01T00:00:00</CREATION_DATE><ORIGINATOR>T</ORIGINATOR></header><body>` +
      `<segment><metadata>${inside.join("")}</metadata><data>${state(unit)}</data></segment></body></oem>`;
    expect(parseOrbit(message("km"), "a.xml").segments[0].states[0]).toBe(1);
    expect(() => parseOrbit(message("m"), "a.xml")).toThrow("a.xml: line 2: expected <X> in km, found m");
  });

  test("takes its states evenly about the date", () => {
    const { position } = orbitAt(
      parseOrbit(circle(["INTERPOLATION = LAGRANGE", "INTERPOLATION_DEGREE = 3"]), "a.oem"),
      MJD_2024_03_04 + 11,
    );
    const expected = onCircle(11);
    expect(Math.hypot(...position.map((it, axis) => it - expected[axis]))).toBeLessThan(1);
  });

  test("by LINEAR of degree 1 does leave the circle by the sagitta", () => {
    const { position } = orbitAt(parseOrbit(circle(["INTERPOLATION = LINEAR", "INTERPOLATION_DEGREE = 1"]), "a.oem"), MJD_2024_03_04 + 11);
    expect(Math.hypot(position[0], position[1])).toBeCloseTo(RADIUS * Math.cos(RATE * 86400), 3);
  });

  test("in TT is the one in UTC 69.184 s earlier", () => {
    const utc = orbitAt(parseOrbit(circle([]), "a.oem"), MJD_2024_03_04 + 10);
    const tt = orbitAt(parseOrbit(circle([], "TT"), "a.oem"), MJD_2024_03_04 + 10 - 69.184 / 86400);
    for (const axis of [0, 1, 2]) expect(tt.position[axis]).toBeCloseTo(utc.position[axis], 3);
  });

  test("is not given outside its useable span, and says so with file and date", () => {
    const value = parseOrbit(circle(["USEABLE_START_TIME = 2024-03-06T00:00:00", "USEABLE_STOP_TIME = 2024-03-28T00:00:00"]), "a.oem");
    expect(() => orbitAt(value, MJD_2024_03_04 + 2)).not.toThrow();
    expect(() => orbitAt(value, MJD_2024_03_04 + 1)).toThrow(
      "a.oem: expected an orbit on 2024-03-05T00:00:00Z, found one from 2024-03-06T00:00:00Z to 2024-03-28T00:00:00Z",
    );
  });

  test("about another body or in a rotating frame is not given", () => {
    const other = (from: string, to: string) => () => orbitAt(parseOrbit(circle([]).replace(from, to), "a.oem"), MJD_2024_03_04 + 1);
    expect(other("CENTER_NAME = EARTH", "CENTER_NAME = MARS")).toThrow("a.oem: segment 1: expected CENTER_NAME EARTH, found MARS");
    expect(other("EME2000", "ITRF2014")).toThrow("found ITRF2014");
    expect(other("TIME_SYSTEM = UTC", "TIME_SYSTEM = MRT")).toThrow(FormatError);
  });

  test("written and read again is the same", async () => {
    const text = circle(["INTERPOLATION = HERMITE", "INTERPOLATION_DEGREE = 5"]);
    const value = parseOrbit(text, "a.oem");
    const sink = new BufferSink();
    await orbit.encode(value, sink, new MemoryFolder());
    expect(await orbit.decode(bufferSource(sink.bytes(), "a.oem"), new MemoryFolder())).toEqual(value);
  });
});

describe("times", () => {
  test("are read by calendar day and by day of the year, to any number of decimals", () => {
    expect(parseTime("1996-353T12:00:00.331")).toEqual(parseTime("1996-12-18T12:00:00.331Z"));
    expect(parseTime("2000-01-01T00:00:01.5")).toEqual({ day: 51544, seconds: 1.5 });
    for (const text of ["2023-02-29T00:00:00", "2023-366T00:00:00", "2023-000T00:00:00", "2023-01-01T24:00:00", "2023-01-01"])
      expect(parseTime(text), text).toBeUndefined();
  });

  // 2016-12-31 had a leap second: 23:59:60 is one second before 2017-01-01T00:00:00.
  test("count leap seconds", () => {
    const tai = (text: string) => taiSeconds(parseTime(text)!, "UTC");
    expect(tai("2017-01-01T00:00:00") - tai("2016-12-31T23:59:60")).toBe(1);
    expect(tai("2016-12-31T23:59:60") - tai("2016-12-31T23:59:59")).toBe(1);
    expect(leapSeconds(60373)).toBe(37);
    expect(() => leapSeconds(41316)).toThrow(RangeError);
    expect(taiSeconds({ day: 51544, seconds: 0 }, "GPS")).toBe(19);
  });
});

const samples = new URL("../../../../../shared/data/orbit_oem", import.meta.url).pathname;

describe.skipIf(!existsSync(samples))("the published samples (skipped without ../shared)", () => {
  const list = (folder: string): string[] =>
    readdirSync(folder).flatMap((name) => (statSync(join(folder, name)).isDirectory() ? list(join(folder, name)) : [join(folder, name)]));
  const files = existsSync(samples) ? list(samples).map((file) => file.slice(samples.length + 1)) : [];
  // By their names, and by CCSDS 502.0: number 8 has an INTERPOLATION without its degree, 7 is two halves of a file.
  const isMalformed = (file: string) =>
    file.includes("/invalid/") || /OEM-(covariance|ephemeris|keyword|too)-|OEMExample8\.txt|OEMExample7\./.test(file);
  const isOtherPacking = (file: string) => /\.(bz2|xz|lzma)$/.test(file);
  const decode = (file: string) => orbit.decode(bufferSource(readFileSync(join(samples, file)), file), new MemoryFolder());

  test("are all sorted into valid, malformed and packed otherwise than by gzip", () => {
    expect(files.filter(isOtherPacking).length).toBe(6);
    expect(files.filter(isMalformed).length).toBe(31);
    expect(files.length).toBe(74);
    console.info("not read: bzip2, xz and lzma samples");
  });

  test.each(files.filter((file) => !isMalformed(file) && !isOtherPacking(file)))(
    "%s is accepted, and the same when written and read again",
    async (file) => {
      const value = await decode(file);
      for (const { times, states } of value.segments) {
        expect(times.length).toBeGreaterThan(0);
        expect(states.length).toBe(6 * times.length);
        expect([...states].every(Number.isFinite)).toBe(true);
      }
      const sink = new BufferSink();
      await orbit.encode(value, sink, new MemoryFolder());
      expect(await orbit.decode(bufferSource(sink.bytes(), file), new MemoryFolder())).toEqual(value);
    },
  );

  test.each(files.filter(isMalformed))("%s is refused with its line", async (file) => {
    await expect(decode(file)).rejects.toThrow(FormatError);
    await expect(decode(file)).rejects.toThrow(/: line \d+: expected /);
  });

  test("taken from a real ephemeris reproduce a state that is left out, to a metre", () => {
    const text = readFileSync(join(samples, "bradsease_oem/real/GEO_20s.oem"), "utf8");
    const whole = parseOrbit(text, "GEO_20s.oem").segments[0];
    const middle = whole.epochs[Math.floor(whole.epochs.length / 2)];
    const without = parseOrbit(text.replace(new RegExp(`^${middle}.*\\n`, "m"), ""), "GEO_20s.oem");
    expect(without.segments[0].times.length).toBe(whole.times.length - 1);
    const { day, seconds } = parseTime(middle)!;
    const at = whole.epochs.indexOf(middle);
    const { position } = orbitAt(without, day + seconds / 86400);
    for (const axis of [0, 1, 2]) expect(Math.abs(position[axis] - whole.states[6 * at + axis])).toBeLessThan(0.001);
  });
});

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { FormatError } from "../errors.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { interpolate } from "./interpolate.ts";
import { orbit, orbitAt, parseOrbit } from "./orbit.ts";

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
    expect(parseOrbit(`<ndm>\n${message("km")}</ndm>`, "a.xml").segments[0].states[0]).toBe(1);
    expect(() => parseOrbit(`<ndm>\n${message("m")}</ndm>`, "a.xml")).toThrow("a.xml: line 3: expected <X> in km, found m");
    expect(() => parseOrbit("<ndm><opm/></ndm>", "a.xml")).toThrow("a.xml: line 1: expected one <oem> in <ndm>, found 0");
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

  // 0.1 of a day is no number of a computer: the last of these instants is a fraction of a microsecond after the states end.
  test("is given at its first and last state, whatever the rounding of their dates", () => {
    const text = circle([]).replaceAll("T00:00:00", "T02:24:00");
    const value = parseOrbit(text, "a.oem");
    for (const day of [0, 26]) {
      const at = orbitAt(value, MJD_2024_03_04 + day + 0.1 + (day === 0 ? -8e-12 : 8e-12));
      expect(Math.hypot(...at.position)).toBeGreaterThan(RADIUS - 1);
    }
    expect(() => orbitAt(value, MJD_2024_03_04 + 26.1 + 1e-6)).toThrow("found one from");
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

/** km3/s2, the Earth */
const MU = 398_600.4418;

interface Ellipse {
  /** km */
  readonly axis: number;
  readonly e: number;
  /** radians */
  readonly inclination: number;
}

/** State on an ellipse by Kepler's equation, `seconds` after perigee: km, km/s. */
function keplerState({ axis, e, inclination }: Ellipse, seconds: number): number[] {
  const rate = Math.sqrt(MU / axis ** 3);
  const mean = rate * seconds;
  let anomaly = mean + e * Math.sin(mean);
  for (let n = 0; n < 30; n++) anomaly -= (anomaly - e * Math.sin(anomaly) - mean) / (1 - e * Math.cos(anomaly));
  const minor = axis * Math.sqrt(1 - e * e);
  const speed = rate / (1 - e * Math.cos(anomaly));
  const [x, y] = [axis * (Math.cos(anomaly) - e), minor * Math.sin(anomaly)];
  const [vx, vy] = [-axis * speed * Math.sin(anomaly), minor * speed * Math.cos(anomaly)];
  const [c, s] = [Math.cos(inclination), Math.sin(inclination)];
  return [x, c * y, s * y, vx, c * vy, s * vy];
}

/** An ephemeris of the ellipse, a state every `step` seconds, perigee at 2026-01-01T00:00:00 TT. */
function ephemeris(ellipse: Ellipse, step: number, count: number, method: string, degree: number): string {
  const epoch = (n: number): string => new Date(Date.UTC(2026, 0, 1) + 1000 * step * n).toISOString().slice(0, -1);
  const rows = Array.from({ length: count }, (_, n) => `${epoch(n)} ${keplerState(ellipse, step * n).join(" ")}`);
  return [
    "CCSDS_OEM_VERS = 2.0",
    "CREATION_DATE = 2026-01-01T00:00:00",
    "ORIGINATOR = TEST",
    "META_START",
    "OBJECT_NAME = EUCLID",
    "OBJECT_ID = 2023-092A",
    "CENTER_NAME = EARTH",
    "REF_FRAME = EME2000",
    "TIME_SYSTEM = TT",
    `START_TIME = ${epoch(0)}`,
    `STOP_TIME = ${epoch(count - 1)}`,
    `INTERPOLATION = ${method}`,
    `INTERPOLATION_DEGREE = ${degree}`,
    "META_STOP",
    ...rows,
  ].join("\n");
}

describe("a two-body orbit", () => {
  /** As far out as L2, slow; half as far and through perigee; low and fast. */
  const far: Ellipse = { axis: 1.2e6, e: 0.25, inclination: 0.4 };
  const long: Ellipse = { axis: 4e5, e: 0.6, inclination: 1.1 };
  const low: Ellipse = { axis: 7000, e: 0.02, inclination: 0.9 };

  test.each([
    ["far, a state a day", far, 86_400, "HERMITE", 7],
    ["far, a state a day", far, 86_400, "LAGRANGE", 9],
    ["far, a state every two days", far, 172_800, "HERMITE", 11],
    ["long, a state every two hours", long, 7200, "HERMITE", 7],
    ["long, a state every two hours", long, 7200, "LAGRANGE", 9],
    ["low, a state a minute", low, 60, "HERMITE", 5],
    ["low, a state a minute", low, 60, "LAGRANGE", 7],
    ["low, a state every two minutes", low, 120, "HERMITE", 11],
  ] as const)("%s: %j by %d s, %s of degree %d is met within 1 m and 1 mm/s", (_, ellipse, step, method, degree) => {
    const count = 60;
    const value = parseOrbit(ephemeris(ellipse, step, count, method, degree), "two-body.oem");
    // Where there are as many states before as after: at the ends a polynomial does worse, whoever draws it.
    const margin = Math.ceil(degree / 2);
    for (let n = 0; n < 200; n++) {
      const seconds = step * (margin + ((count - 1 - 2 * margin) * (n + 0.37)) / 200);
      // TT is 69.184 s ahead of UTC.
      const { position, velocity } = orbitAt(value, 61_041 + (seconds - 69.184) / 86_400);
      const state = keplerState(ellipse, seconds);
      expect(Math.hypot(...position.map((it, axis) => it - state[axis]))).toBeLessThan(0.001);
      expect(Math.hypot(...velocity.map((it, axis) => it - state[axis + 3]))).toBeLessThan(1e-6);
    }
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

  test.each(files.filter((file) => !isMalformed(file) && !isOtherPacking(file)))(
    "%s is interpolated by its own method: through its states, and from one to the next without a jump",
    async (file) => {
      for (const segment of (await decode(file)).segments) {
        const { times, states } = segment;
        const step = Math.ceil(times.length / 25);
        const steps = Array.from(times.subarray(1), (time, n) => time - times[n]);
        // Examples of the standard leave days of states out between two of them: what a polynomial does there is nobody's orbit.
        const isEven = Math.max(...steps) < 2 * Math.min(...steps);
        for (let n = 0; n < times.length; n += step) {
          const at = interpolate(segment, times[n]);
          [...at.position, ...at.velocity].forEach((value, axis) => {
            expect(value).toBeCloseTo(states[6 * n + axis], axis < 3 ? 6 : 9);
          });
          if (n + 1 === times.length || !isEven) continue;
          // Half way, from the two ends by their own velocities: how far these two are apart bounds how far the orbit can be from either.
          const half = (times[n + 1] - times[n]) / 2;
          const middle = interpolate(segment, times[n] + half);
          for (const axis of [0, 1, 2]) {
            const from = states[6 * n + axis] + half * states[6 * n + axis + 3];
            const to = states[6 * n + 6 + axis] - half * states[6 * n + axis + 9];
            const room = Math.abs(from - to) + half * Math.abs(states[6 * n + axis + 3] - states[6 * n + axis + 9]) + 1e-6;
            expect(Math.abs(middle.position[axis] - (from + to) / 2)).toBeLessThan(room);
          }
        }
      }
    },
  );

  test.each(["GEO_20s", "GEO_60s", "MEO_20s", "MEO_60s", "LEO_10s", "LEO_60s"])(
    "%s, a real ephemeris, has a state that is left out to a metre and a millimetre a second",
    (name) => {
      const text = readFileSync(join(samples, `bradsease_oem/real/${name}.oem`), "utf8");
      const whole = parseOrbit(text, name).segments[0];
      const at = Math.floor(whole.epochs.length / 2);
      const middle = whole.epochs[at];
      const without = parseOrbit(text.replace(new RegExp(`^${middle}.*\\n`, "m"), ""), name);
      expect(without.segments[0].times.length).toBe(whole.times.length - 1);
      const { position, velocity } = interpolate(without.segments[0], whole.times[at]);
      [...position, ...velocity].forEach((value, axis) => {
        expect(Math.abs(value - whole.states[6 * at + axis])).toBeLessThan(axis < 3 ? 1e-3 : 1e-6);
      });
    },
  );
});

import { apparentSun, formatUtc, parseUtc } from "@elvis/focal-plane";
import type { OrbitState } from "@elvis/formats/product";
import { element, leaf, writeXml, type XmlElement } from "@elvis/formats/xml";

type Vector = readonly [number, number, number];

const ASTRONOMICAL_UNIT = 149_597_870.7;
/** Distance of L2 from the Earth over that of the Sun: (m / 3M)^(1/3), Earth and Moon. */
const L2_DISTANCE = 0.01004;
/** rad/s: a halo orbit goes round L2 about twice a year (180 days for Euclid). */
const RATE = (2 * Math.PI) / (180 * 86_400);
/** Amplitudes, km, along the Sun line, along the Earth's way, and north: ours, such that distance and speed are as in the flight headers (1.33 and 1.55 million km, 0.31 and 0.50 km/s). */
const AMPLITUDE = { sunward: 65_000, along: 208_000, north: 430_000 };
const CENTRE_SHIFT = -45_000;
const START = parseUtc("2024-02-01T00:00:00Z");
const END = parseUtc("2025-01-10T00:00:00Z");
const STEP = 12 * 3600 * 1_000_000;
const DAY = 86_400_000_000;

/**
 * A halo orbit around L2 with the elongation of its linear theory (along 3.2 times sunward; Richardson 1980), Earth-centred EME2000.
 *
 * @param time microseconds of UTC
 */
export function orbitState(time: number): OrbitState {
  const hour = 3_600_000_000;
  const [before, after] = [positionAt(time - hour), positionAt(time + hour)];
  const velocity = [0, 1, 2].map((axis) => (after[axis] - before[axis]) / 7200);
  return { position: positionAt(time), velocity: [velocity[0], velocity[1], velocity[2]] };
}

function positionAt(time: number): Vector {
  const sun = apparentSun(time);
  const away = sun.direction.map((value) => -value) as unknown as Vector;
  // North of the ecliptic, J2000: obliquity 84381.406 seconds of arc.
  const north: Vector = [0, -0.3977769691, 0.9174821431];
  const along = unit(cross(north, away));
  const up = cross(away, along);
  const phase = RATE * ((time - START) / 1e6);
  const x = L2_DISTANCE * sun.distance * ASTRONOMICAL_UNIT + CENTRE_SHIFT - AMPLITUDE.sunward * Math.cos(phase);
  const y = AMPLITUDE.along * Math.sin(phase);
  const z = AMPLITUDE.north * Math.sin(phase);
  const axis = (n: number): number => x * away[n] + y * along[n] + z * up[n];
  return [axis(0), axis(1), axis(2)];
}

const cross = (a: Vector, b: Vector): Vector => [a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0]];
function unit(v: Vector): Vector {
  const length = Math.hypot(...v);
  return [v[0] / length, v[1] / length, v[2] / length];
}

/** The orbit as a CCSDS OEM, version 2, XML (CCSDS 505.0-B): a state every 12 hours from 2024-02-01 to 2025-01-10. */
export function orbitText(runDate: Date): string {
  const epoch = (time: number): string => formatUtc(time).slice(0, -1);
  const states: XmlElement[] = [];
  for (let time = START; time <= END; time += STEP) {
    const { position, velocity } = orbitState(time);
    const names = ["X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"];
    states.push(
      element(
        "stateVector",
        {},
        leaf("EPOCH", epoch(time)),
        ...[...position, ...velocity].map((value, n) => leaf(names[n], value.toFixed(n < 3 ? 6 : 12))),
      ),
    );
  }
  const last = START + Math.floor((END - START) / STEP) * STEP;
  const metadata = element(
    "metadata",
    {},
    leaf("OBJECT_NAME", "EUCLID"),
    leaf("OBJECT_ID", "2023-092A"),
    leaf("CENTER_NAME", "EARTH"),
    leaf("REF_FRAME", "EME2000"),
    leaf("TIME_SYSTEM", "UTC"),
    leaf("START_TIME", epoch(START)),
    leaf("USEABLE_START_TIME", epoch(START + 3 * DAY)),
    leaf("USEABLE_STOP_TIME", epoch(last - 3 * DAY)),
    leaf("STOP_TIME", epoch(last)),
    leaf("INTERPOLATION", "LAGRANGE"),
    leaf("INTERPOLATION_DEGREE", 7),
  );
  return writeXml(
    element(
      "oem",
      { id: "CCSDS_OEM_VERS", version: "2.0" },
      element("header", {}, leaf("CREATION_DATE", runDate.toISOString().slice(0, -1)), leaf("ORIGINATOR", "ELVIS")),
      element("body", {}, element("segment", {}, metadata, element("data", {}, ...states))),
    ),
  );
}

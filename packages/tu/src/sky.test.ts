import { utcOfMjd } from "@elvis/focal-plane";
import { healpixAt } from "@elvis/formats/catalog";
import type { CatalogTile, Rows, SkyArea } from "@elvis/formats/product";
import { testContext } from "@elvis/stage/testing";
import * as fc from "fast-check";
import { expect, test } from "vitest";
import { again, galaxies, mdb, pointing, type StarRow, stars, tile } from "../test/values.ts";
import { atEpoch, epochOf } from "./proper-motion.ts";
import { MARGIN } from "./select.ts";
import { tu } from "./stage.ts";

const RADIAN = Math.PI / 180;
/** Start of the exposure of `pointing`, and years from the catalogue's epoch to it. */
const START_MJD = 60373.01203703704;
const YEARS = (START_MJD - 57388.5) / 365.25;

interface Field {
  readonly ra: number;
  readonly dec: number;
  readonly pa: number;
}

/** Standard coordinates of the textbooks, turned by PA: how far along PA and along PA + 90 degrees; tangents, undefined for the other half of the sky. */
function standard({ ra, dec, pa }: Field, ra2: number, dec2: number): readonly [along: number, across: number] | undefined {
  const [d, d2, turn, p] = [dec * RADIAN, dec2 * RADIAN, (ra2 - ra) * RADIAN, pa * RADIAN];
  const depth = Math.sin(d) * Math.sin(d2) + Math.cos(d) * Math.cos(d2) * Math.cos(turn);
  if (depth <= 0) return undefined;
  const xi = (Math.cos(d2) * Math.sin(turn)) / depth;
  const eta = (Math.cos(d) * Math.sin(d2) - Math.sin(d) * Math.cos(d2) * Math.cos(turn)) / depth;
  return [eta * Math.cos(p) + xi * Math.sin(p), xi * Math.cos(p) - eta * Math.sin(p)];
}

/** 1 inside, -1 outside, 0 where rounding decides. Field of 0.70 degrees along PA and 0.78 across it, and the margin. */
function side(field: Field, ra: number, dec: number): number {
  const at = standard(field, ra, dec);
  if (at === undefined) return -1;
  const beyond = Math.max(Math.abs(at[0]) / ((0.35 + MARGIN) * RADIAN), Math.abs(at[1]) / ((0.39 + MARGIN) * RADIAN)) - 1;
  return Math.abs(beyond) < 1e-9 ? 0 : -Math.sign(beyond);
}

/** The direction at a distance and a bearing, degrees. */
function away({ ra, dec }: Field, distance: number, bearing: number): readonly [number, number] {
  const [d, s, b] = [dec * RADIAN, distance * RADIAN, bearing * RADIAN];
  const sine = Math.sin(d) * Math.cos(s) + Math.cos(d) * Math.sin(s) * Math.cos(b);
  const turn = Math.atan2(Math.sin(b) * Math.sin(s) * Math.cos(d), Math.cos(s) - Math.sin(d) * sine);
  return [(((ra + turn / RADIAN) % 360) + 360) % 360, Math.asin(Math.max(-1, Math.min(1, sine))) / RADIAN];
}

/** Boxes of a fiftieth of a degree in declination, and of right ascension as many as keep them about as wide; one of each row across 0. */
function boxAt({ ra, dec }: StarRow): { readonly key: string; readonly area: SkyArea } {
  const row = Math.min(4499, Math.floor(50 * dec));
  const count = Math.max(3, Math.floor(18_000 * Math.cos(((row + 0.5) / 50) * RADIAN)));
  const width = 360 / count;
  const column = Math.floor(ra / width + 0.5) % count;
  const raMin = (column - 0.5) * width;
  const area = {
    kind: "box",
    raMin: raMin < 0 ? raMin + 360 : raMin,
    raMax: raMin + width,
    decMin: row / 50,
    decMax: (row + 1) / 50,
  } as const;
  return { key: `${row}/${column}`, area };
}

/** HEALPix pixels of a quarter of a degree. */
function pixelAt({ ra, dec }: StarRow): { readonly key: string; readonly area: SkyArea } {
  const index = healpixAt(8, ra, dec);
  return { key: `${index}`, area: { kind: "healpix", order: 8, index } };
}

/** Rows in small tiles, so that a row lost with its tile shows. */
function tilesOf(kind: "star" | "galaxy", rows: readonly StarRow[]): readonly CatalogTile[] {
  const groups = new Map<string, { area: SkyArea; rows: StarRow[] }>();
  for (const row of rows) {
    const { key, area } = kind === "star" ? boxAt(row) : pixelAt(row);
    const group = groups.get(key) ?? { area, rows: [] };
    groups.set(key, group);
    group.rows.push(row);
  }
  return [...groups.values()].map(({ area, rows }) => tile(kind, area, (kind === "star" ? stars : galaxies)(rows)));
}

async function idsOf(rows: Rows): Promise<number[]> {
  const ids: number[] = [];
  for await (const batch of rows.read()) ids.push(...Array.from(batch.int64("SOURCE_ID"), Number));
  return ids;
}

/** Position angle, from that of the short side, of a corner: turned by it, a corner points north, where the declination decides. */
const CORNER = Math.atan2(0.39 + MARGIN, 0.35 + MARGIN) / RADIAN;
const fields = fc.record({
  ra: fc.oneof(fc.double({ min: 0, max: 359.9999, noNaN: true }), fc.constantFrom(0, 359.9999, 0.3, 359.7)),
  dec: fc.oneof(fc.double({ min: -90, max: 90, noNaN: true }), fc.constantFrom(-90, 90, 89.7, -89.6, 0, 41.8103)),
  pa: fc.oneof(fc.double({ min: 0, max: 360, noNaN: true }), fc.constantFrom(-CORNER, CORNER, 90 - CORNER, 90 + CORNER, 0, 90)),
});

test("every row of the true universe is inside the field and its margin, and none inside is lost, at the poles and across RA 0 too", async () => {
  let [insiders, nearPole, acrossZero] = [0, 0, 0];
  await fc.assert(
    fc.asyncProperty(fields, fc.integer({ min: 1, max: 2 ** 31 - 2 }), async (field, seed) => {
      let state = seed;
      const draw = (): number => {
        state = (state * 48271) % 2147483647;
        return state / 2147483647;
      };
      const within = (low: number, high: number): number => low + (high - low) * draw();
      /** All over the field and around it; at its corners and borders, where mistakes are made; anywhere. */
      const places: readonly (() => readonly [number, number])[] = [
        () => at(within(-0.6, 0.6), within(-0.6, 0.6)),
        () => at(sign() * (0.35 + MARGIN) * within(0.97, 1.03), sign() * (0.39 + MARGIN) * within(0.97, 1.03)),
        () => at(sign() * (0.35 + MARGIN) * within(0.999, 1.001), within(-0.46, 0.46)),
        () => at(within(-0.42, 0.42), sign() * (0.39 + MARGIN) * within(0.999, 1.001)),
        () => (draw() < 0.1 ? [360 * draw(), Math.asin(within(-1, 1)) / RADIAN] : away(field, 180 - draw(), 360 * draw())),
      ];
      const sign = (): number => (draw() < 0.5 ? -1 : 1);
      const at = (along: number, across: number): readonly [number, number] =>
        away(field, Math.atan(Math.hypot(along, across) * RADIAN) / RADIAN, field.pa + Math.atan2(across, along) / RADIAN);
      const seen = Array.from({ length: 150 }, (_, id) => places[id % 5]());
      // Half of the stars have gone up to 0.04 degrees since the catalogue's epoch; galaxies are seen up to 0.014 degrees from where their tile has them.
      const starRows: StarRow[] = seen.map(([ra, dec], id) => {
        const [speed, bearing] = [id % 2 === 0 ? 0 : 19_000 * draw(), 360 * draw()];
        const from = away({ ra, dec, pa: 0 }, (speed * YEARS) / 3.6e6, bearing + 180);
        const motion = { PMRA: speed * Math.sin(bearing * RADIAN), PMDEC: speed * Math.cos(bearing * RADIAN), PARALLAX: 700 * draw() };
        return { id, ra: from[0], dec: from[1], more: { TU_FNU_VIS: 1e-3, ...motion } };
      });
      const galaxyRows: StarRow[] = seen.map(([ra, dec], id) => {
        const from = away({ ra, dec, pa: 0 }, 0.014 * draw(), 360 * draw());
        return { id, ra: from[0], dec: from[1], more: { ra_mag_gal: ra, dec_mag_gal: dec } };
      });
      const { outputTU } = await tu.run(
        {
          starcat: again(...tilesOf("star", starRows)),
          galcat: again(...tilesOf("galaxy", galaxyRows)),
          ssocat: undefined,
          mdb,
          pointings: [pointing(field.ra, field.dec, field.pa)],
        },
        tu.config.parse({ allowGaps: true }),
        testContext(),
      );
      const epoch = epochOf(utcOfMjd(START_MJD));
      const compare = (ids: readonly number[], place: (id: number) => readonly [number, number]): void => {
        const found = new Set(ids);
        expect(found.size).toBe(ids.length);
        for (const id of seen.keys()) {
          const [ra, dec] = place(id);
          const expected = side(field, ra, dec);
          if (expected !== 0) expect(found.has(id), `${id} at ${ra}, ${dec}`).toBe(expected > 0);
          if (expected <= 0) continue;
          insiders++;
          if (Math.abs(field.dec) > 89) nearPole++;
          else if (Math.abs(ra - field.ra) > 180) acrossZero++;
        }
      };
      compare(await idsOf(outputTU.stars), (id) => {
        const { ra, dec, more = {} } = starRows[id];
        // Motions are float32 in the catalogue.
        const [motionRa, motionDec, parallax] = [more.PMRA, more.PMDEC, more.PARALLAX].map(Math.fround);
        return atEpoch(ra, dec, motionRa, motionDec, parallax, epoch);
      });
      compare(await idsOf(outputTU.galaxies), (id) => seen[id]);
    }),
    { seed: 5, numRuns: 60 },
  );
  // The pointings were such that all cases came up.
  expect(Math.min(insiders / 10, nearPole, acrossZero)).toBeGreaterThan(300);
}, 120_000);

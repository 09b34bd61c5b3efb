#!/usr/bin/env node
// Runs our code on cases whose truth other programs or the flight made, prints ours beside theirs and the worst deviation.
// usage: npm run cases -- attitude FILE.json | focal-plane FILE.csv | galsim DIR [--out DIR2] | arctic DIR [--out DIR2]
// Exit 1 when a deviation is above its limit.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { arctic } from "./cases-arctic.mjs";
import { galsim } from "./cases-galsim.mjs";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (name) => import(pathToFileURL(join(root, "packages", name, "dist/index.js")).href);

/** Degrees apart, around the circle. */
const turn = (a, b) => Math.abs(((((a - b) % 360) + 540) % 360) - 180);

async function attitude(path) {
  const { attitudeOf, fieldCorners, parseUtc } = await load("focal-plane");
  const flight = JSON.parse(readFileSync(path, "utf8"));
  const pointing = { ra: flight.RA, dec: flight.DEC, pa: flight.PA };
  const ours = attitudeOf(pointing, parseUtc(flight["DATE-OBS"]), { position: flight.POS_km, velocity: flight.VEL_km_s });
  const corners = fieldCorners(pointing);
  const rows = [
    ["ELONG", ours.longitude, flight.ELONG, 2e-5],
    ["ELAT", ours.latitude, flight.ELAT, 2e-5],
    ["POS", ours.positionAngle, flight.POS, 5e-4],
    ["SAA", ours.solarAspectAngle, flight.SAA, 5e-4],
    ["BETA", ours.beta, flight.BETA, 5e-4],
    ["ALPHA", ours.alpha, flight.ALPHA ?? flight.ALPHA_planned, 0.05],
    ...corners.flatMap(([ra, dec], n) => [
      [`FOV_LON${n + 1}`, ra, flight.FOV_LON[n], 1e-3],
      [`FOV_LAT${n + 1}`, dec, flight.FOV_LAT[n], 1e-3],
    ]),
  ].filter(([, , theirs]) => theirs !== undefined);
  let failed = 0;
  for (const [name, mine, theirs, limit] of rows) {
    const off = turn(mine, theirs);
    if (off > limit) failed++;
    console.log(
      `${name.padEnd(9)} ours ${mine.toFixed(8).padStart(14)}  theirs ${theirs.toFixed(8).padStart(14)}  off ${off.toExponential(2)}  limit ${limit}${off > limit ? "  ABOVE" : ""}`,
    );
  }
  console.log(`${rows.length} values, ${failed} above their limit`);
  return failed;
}

async function focalPlane(path) {
  const { distort, nominalDistortion, locateFocalPlane } = await load("focal-plane");
  const LIMIT = 0.25;
  let worst = 0;
  let count = 0;
  let refused = 0;
  let failed = 0;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const values = line.split(",").map(Number);
    if (line.startsWith("#") || values.length < 4 || values.some(Number.isNaN)) continue;
    const [x, y, theirX, theirY] = values;
    const point = distort(nominalDistortion, { x, y });
    if (theirX < -1e30 || theirY < -1e30) {
      if (point === undefined || locateFocalPlane(point) === undefined) refused++;
      else {
        failed++;
        console.log(`(${x}, ${y}): ours ${(1000 * point.x).toFixed(3)} ${(1000 * point.y).toFixed(3)}, theirs outside the focal plane`);
      }
      continue;
    }
    count++;
    const off =
      point === undefined ? Number.POSITIVE_INFINITY : Math.max(Math.abs(1000 * point.x - theirX), Math.abs(1000 * point.y - theirY));
    worst = Math.max(worst, off);
    if (!(off <= LIMIT)) failed++;
    const mine = point === undefined ? "refused" : `${(1000 * point.x).toFixed(3)} ${(1000 * point.y).toFixed(3)}`;
    console.log(`(${x}, ${y}): ours ${mine}, theirs ${theirX} ${theirY}, off ${off.toFixed(3)} um${off <= LIMIT ? "" : "  ABOVE"}`);
  }
  console.log(`${count} pairs, worst ${worst.toFixed(3)} um (limit ${LIMIT}); ${refused} outside, refused; ${failed} failed`);
  return failed;
}

const kinds = { attitude, "focal-plane": focalPlane, galsim, arctic };
/** Those of folders, which write ours beside theirs when asked to. */
const folders = ["galsim", "arctic"];
const [kind, path, ...rest] = process.argv.slice(2);
const out = folders.includes(kind) && rest.length === 2 && rest[0] === "--out" ? rest[1] : undefined;
if (!Object.hasOwn(kinds, kind ?? "") || path === undefined || (rest.length > 0 && out === undefined)) {
  console.error(
    `cases: expected KIND PATH (${folders.join(", ")}: DIR [--out DIR2]) with KIND one of ${Object.keys(kinds).join(", ")}, found ${process.argv.slice(2).join(" ") || "nothing"}`,
  );
  process.exit(1);
}
try {
  process.exitCode = (await kinds[kind](path, out)) > 0 ? 1 : 0;
} catch (error) {
  if (error.code !== "ENOENT") throw error;
  console.error(`cases: ${error.path ?? path}: expected a file, found none`);
  process.exit(1);
}

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

/** What was wrong with a file, in one line. */
class CaseError extends Error {}

/** A number of a case, or undefined where it has none. Numbers may stand as text, as header cards have them. */
function numberOf(at, name, value) {
  if (value === undefined || value === null) return undefined;
  const number = typeof value === "string" && value.trim() === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number)) throw new CaseError(`${at}: ${name}: expected a number, found ${JSON.stringify(value)}`);
  return number;
}

/** A list under one name, or its parts under names of their own: POS_km or POS_X, POS_Y, POS_Z; undefined where any is missing. */
function listOf(at, it, name, parts) {
  const values = parts.map((part, n) => numberOf(at, part, Array.isArray(it[name]) ? it[name][n] : it[part]));
  return values.includes(undefined) ? undefined : values;
}

/** One exposure, or several in a list. */
async function attitude(path) {
  const { attitudeOf, fieldCorners, mjdOf, parseUtc } = await load("focal-plane");
  let read;
  try {
    read = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new CaseError(`${path}: expected JSON, found ${error.message.replace(/\s+/g, " ")}`);
  }
  const exposures = Array.isArray(read) ? read : [read];
  let count = 0;
  let failed = 0;
  for (const [n, flight] of exposures.entries()) {
    const at = exposures.length > 1 ? `${path}, exposure ${n + 1}` : path;
    const value = (name, ...names) => [name, ...names].map((it) => numberOf(at, it, flight?.[it])).find((it) => it !== undefined);
    const needed = (name) => {
      const it = value(name);
      if (it === undefined) throw new CaseError(`${at}: ${name}: expected a number, found none`);
      return it;
    };
    const pointing = { ra: needed("RA"), dec: needed("DEC"), pa: needed("PA") };
    let time;
    try {
      time = parseUtc(String(flight["DATE-OBS"]));
    } catch (error) {
      throw new CaseError(`${at}: DATE-OBS: ${error.message}`);
    }
    const position = listOf(at, flight, "POS_km", ["POS_X", "POS_Y", "POS_Z"]);
    const velocity = listOf(at, flight, "VEL_km_s", ["VEL_X", "VEL_Y", "VEL_Z"]);
    if (position === undefined)
      console.log("no orbit state: the Sun is taken as seen from the Earth, 0.6 deg off at worst; its angles are not judged");
    const ours = attitudeOf(pointing, time, { position: position ?? [0, 0, 0], velocity: velocity ?? [0, 0, 0] });
    const solar = position === undefined ? Number.POSITIVE_INFINITY : 5e-4;
    const corners = fieldCorners(pointing);
    const rows = [
      ["MJD-OBS", mjdOf(time), value("MJD-OBS"), 1e-8],
      ["ELONG", ours.longitude, value("ELONG"), 2e-5],
      ["ELAT", ours.latitude, value("ELAT"), 2e-5],
      ["POS", ours.positionAngle, value("POS"), 5e-4],
      ["SAA", ours.solarAspectAngle, value("SAA"), solar],
      ["BETA", ours.beta, value("BETA"), solar],
      ["ALPHA", ours.alpha, value("ALPHA", "ALPHA_planned"), 100 * solar],
      ...corners.flatMap(([ra, dec], corner) => {
        const [lon, lat] = ["FOV_LON", "FOV_LAT"].map((name) =>
          numberOf(at, name, flight[name]?.[corner] ?? flight[`${name}${corner + 1}`]),
        );
        return [
          [`FOV_LON${corner + 1}`, ra, lon, 1e-3],
          [`FOV_LAT${corner + 1}`, dec, lat, 1e-3],
        ];
      }),
    ].filter(([, , theirs]) => theirs !== undefined);
    for (const [name, mine, theirs, limit] of rows) {
      const off = turn(mine, theirs);
      if (!(off <= limit)) failed++;
      console.log(
        `${name.padEnd(9)} ours ${mine.toFixed(8).padStart(14)}  theirs ${theirs.toFixed(8).padStart(14)}  off ${off.toExponential(2)}  limit ${limit}${off <= limit ? "" : "  ABOVE"}`,
      );
    }
    count += rows.length;
  }
  console.log(`${count} values, ${failed} above their limit`);
  return failed;
}

/** A place that stands for "outside the focal plane": ELViS writes -1e32. */
const isNowhere = (value) => !(Math.abs(value) < 1e30);

async function focalPlane(path) {
  const { distort, isInElvisField, nominalDistortion } = await load("focal-plane");
  const LIMIT = 0.25;
  let worst = 0;
  let count = 0;
  let refused = 0;
  let failed = 0;
  for (const [n, line] of readFileSync(path, "utf8").split("\n").entries()) {
    const fields = line.trim().split(line.includes(",") ? "," : /\s+/);
    // Comments, empty lines and a line of names.
    if (line.startsWith("#") || line.trim() === "" || (count + refused + failed === 0 && Number.isNaN(Number(fields[0])))) continue;
    const [x, y, theirX, theirY] = fields.map(Number);
    if (fields.length < 4 || ![x, y].every(Number.isFinite) || Number.isNaN(theirX) || Number.isNaN(theirY))
      throw new CaseError(`${path}, line ${n + 1}: expected four numbers (deg, deg, um, um), found ${line.trim().slice(0, 60)}`);
    const isOurs = isInElvisField({ x, y });
    const point = distort(nominalDistortion, { x, y });
    const mine = isOurs ? `${(1000 * point.x).toFixed(4)} ${(1000 * point.y).toFixed(4)}` : "refused";
    if (isNowhere(theirX) || isNowhere(theirY)) {
      if (isOurs) failed++;
      else refused++;
      console.log(`(${x}, ${y}): ours ${mine}, theirs outside the focal plane${isOurs ? "  NOT REFUSED" : ""}`);
      continue;
    }
    count++;
    const off = isOurs ? Math.max(Math.abs(1000 * point.x - theirX), Math.abs(1000 * point.y - theirY)) : Number.POSITIVE_INFINITY;
    worst = Math.max(worst, off);
    if (!(off <= LIMIT)) failed++;
    console.log(`(${x}, ${y}): ours ${mine}, theirs ${theirX} ${theirY}, off ${off.toFixed(4)} um${off <= LIMIT ? "" : "  ABOVE"}`);
  }
  console.log(`${count} pairs, worst ${worst.toFixed(4)} um (limit ${LIMIT}); ${refused} outside, refused; ${failed} failed`);
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
  if (!(error instanceof CaseError) && error.code !== "ENOENT") throw error;
  console.error(`cases: ${error instanceof CaseError ? error.message : `${error.path ?? path}: expected a file, found none`}`);
  process.exit(1);
}

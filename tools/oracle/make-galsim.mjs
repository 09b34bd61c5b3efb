#!/usr/bin/env node
// Makes packages/vis-detector/src/effects/scene/galsim.oracle.json from a folder of GalSim's cases: a few numbers of a few cases, and the transform of their
// point spread function on a coarse grid, rounded to 16 bits. usage: node tools/oracle/make-galsim.mjs DIR
import { readFileSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { deflateRawSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, "packages", path)).href);
const { bufferSource } = await load("formats/dist/index.js");
const { openFits } = await load("formats/dist/fits/index.js");
const { blurOtf, otfOfSamples } = await load("kernels/dist/index.js");

/** One of each kind: discs small and off centre, thin; n = 2.5 and 4; two components; a star. */
const CASES = ["gal_02", "gal_06", "gal_12", "gal_18", "gal_24", "gal_26", "star_02"];
/** pixels; holds the whole point spread function, 80 pixels wide */
const PERIOD = 128;
const SCALE = 32767;

const [folder] = process.argv.slice(2);
const read = async (name) => (await openFits(bufferSource(readFileSync(join(folder, name)), name))).primary.readFloat32();
const { generator, galaxies, stars, psf, pixel_scale_arcsec: scale } = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
const { width, pixels } = await read(psf.file);
const band = (1.02 * psf.optics.diam * scale * (Math.PI / 648000) * 1e9) / psf.optics.lam;
const otf = otfOfSamples(pixels, width, psf.oversample, PERIOD, band);
blurOtf(otf, 0, 0, true);
const { limit, re, im } = otf;
const rounded = Int16Array.from([...re, ...im], (value) => Math.round(SCALE * Math.max(-1, Math.min(1, value))));

const cases = [];
for (const id of CASES) {
  const {
    file,
    nx,
    ny,
    x0,
    y0,
    flux,
    g1 = 0,
    g2 = 0,
    disk = null,
    bulge = null,
    sum_in_stamp,
    peak,
    weighted_moments,
  } = [...galaxies, ...stars].find((one) => one.id === id);
  const stamp = await read(file);
  const middle = [Math.round(x0), Math.round(y0)];
  const places = [
    [0, 0],
    [1, 0],
    [0, -1],
    [-2, 1],
    [3, 3],
    [0, 6],
    [-8, -4],
  ].map(([dx, dy]) => [middle[0] + dx, middle[1] + dy]);
  const values = places.map(([x, y]) => [x, y, Number(stamp.pixels[y * nx + x].toPrecision(7))]);
  cases.push({ id, nx, ny, x0, y0, flux, g1, g2, disk, bulge, sum_in_stamp, peak, weighted_moments, pixels: values });
}
const out = {
  source: `${generator} at tight settings, shared cases/galsim; made by tools/oracle/make-galsim.mjs`,
  psf: { period: PERIOD, limit, scale: SCALE, int16Deflated: deflateRawSync(Buffer.from(rounded.buffer), { level: 9 }).toString("base64") },
  cases,
};
writeFileSync(join(root, "packages/vis-detector/src/effects/scene/galsim.oracle.json"), `${JSON.stringify(out, undefined, 1)}\n`);

// Stamps of galaxies and stars against those of GalSim: a folder with cases.json, the point spread function and one FITS image a case.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const load = (path) => import(pathToFileURL(join(root, "packages", path)).href);

/** Worst that is allowed. Moments have a fixed Gaussian weight about the object's place. */
const LIMITS = { peak: 2e-4, flux: 4e-4, centroid: 1e-3, size: 1e-4, ellipticity: 1e-4 };
/** pixels; FWHM 0.75 arcsec, when the folder does not say */
const WEIGHT_SIGMA = 3.185;

/**
 * Draws every case with the effects' own code.
 *
 * @param folder has cases.json, whose `conventions` are ours to keep
 * @param outFolder where our stamps go, float32, named as theirs; nothing is written without it
 * @returns how many cases are above a limit
 */
export async function galsim(folder, outFolder) {
  const { bufferSource, BufferSink } = await load("formats/dist/index.js");
  const { Header, openFits, writeFits } = await load("formats/dist/fits/index.js");
  const { paint, startPool } = await load("kernels/dist/index.js");
  const { psfField } = await load("vis-detector/dist/psf/lut.js");
  const { ellipse, multiply, point, profileOf, shear } = await load("vis-detector/dist/effects/scene/shape.js");

  const read = async (name) => (await openFits(bufferSource(readFileSync(join(folder, name)), name))).primary.readFloat32();
  const { galaxies = [], stars = [], psf, pixel_scale_arcsec: scale = 0.1 } = JSON.parse(readFileSync(join(folder, "cases.json"), "utf8"));
  const { width, pixels: samples } = await read(psf.file);
  // The table is what the effects get; its Gaussian (jitter, diffusion) and its diffraction limit are in it already.
  const { lam = 725, diam = Number.POSITIVE_INFINITY } = psf.optics ?? {};
  const model = { wavelengths: [lam], gridX: [0], gridY: [0], oversampling: psf.oversample, size: width, stamp: async () => samples };
  const field = psfField(model, { diffusion: false, jitter: 0, aperture: (diam * 0.1) / scale });
  const corners = await field.at(0, 0);
  const pool = startPool();
  const tables = field.tables(pool);

  const profilesOf = ({ flux, disk, bulge, g1 = 0, g2 = 0 }) => {
    const lens = shear(g1, g2);
    const parts = [disk, bulge].filter((part) => part != null && part.frac > 0);
    if (parts.length === 0) return [point(flux)];
    return parts.map(({ n, frac, hlr, q, pa_deg }) => {
      const circle = hlr / scale;
      const shape = ellipse(circle / Math.sqrt(q), circle * Math.sqrt(q), (pa_deg * Math.PI) / 180);
      return profileOf(n, flux * frac, multiply(lens, shape));
    });
  };

  if (outFolder !== undefined) mkdirSync(outFolder, { recursive: true });
  const worst = Object.fromEntries(Object.keys(LIMITS).map((name) => [name, { off: 0, id: "none" }]));
  let failed = 0;
  for (const one of [...galaxies, ...stars]) {
    const { id, file, nx, ny, dx = 0, dy = 0, x0 = (nx - 1) / 2 + dx, y0 = (ny - 1) / 2 + dy } = one;
    const canvas = { width: nx, height: ny, pixels: new Float32Array(nx * ny), gapStart: ny, gapRows: 0 };
    await paint(pool, canvas, tables, [{ x: x0, y: y0, profiles: profilesOf(one), corners }]);
    if (outFolder !== undefined) {
      const sink = new BufferSink(basename(file));
      await writeFits(sink, [{ kind: "image", shape: [nx, ny], pixels: canvas.pixels, header: new Header() }]);
      mkdirSync(dirname(join(outFolder, file)), { recursive: true });
      writeFileSync(join(outFolder, file), sink.bytes());
    }
    if (!existsSync(join(folder, file))) {
      console.log(`${id.padEnd(10)} drawn; no stamp of theirs to compare with`);
      continue;
    }
    const off = deviations(canvas, (await read(file)).pixels, x0, y0, one.weighted_moments?.sigma_w_px ?? WEIGHT_SIGMA);
    const above = Object.keys(LIMITS).filter((name) => !(Math.abs(off[name]) <= LIMITS[name]));
    if (above.length > 0) failed++;
    for (const name of Object.keys(LIMITS)) if (!(Math.abs(off[name]) <= Math.abs(worst[name].off))) worst[name] = { off: off[name], id };
    const numbers = Object.keys(LIMITS).map((name) => `${name} ${off[name].toExponential(1).padStart(8)}`);
    console.log(`${id.padEnd(10)} ${numbers.join("  ")}${above.length > 0 ? `  ABOVE: ${above.join(", ")}` : ""}`);
  }
  for (const [name, { off, id }] of Object.entries(worst))
    console.log(`worst ${name.padEnd(12)} ${off.toExponential(2).padStart(9)}  limit ${LIMITS[name].toExponential(0)}  ${id}`);
  console.log(`${galaxies.length + stars.length} cases, ${failed} above a limit`);
  return failed;
}

/** Ours from theirs: worst pixel over the peak, flux relative, centroid in pixels, size relative, ellipticity. */
function deviations({ width, pixels }, theirs, x0, y0, sigma) {
  let [peak, worst, sum, theirSum] = [0, 0, 0, 0];
  for (let at = 0; at < pixels.length; at++) {
    peak = Math.max(peak, Math.abs(theirs[at]));
    worst = Math.max(worst, Math.abs(pixels[at] - theirs[at]));
    sum += pixels[at];
    theirSum += theirs[at];
  }
  const a = moments(pixels, width, x0, y0, sigma);
  const b = moments(theirs, width, x0, y0, sigma);
  return {
    peak: worst / peak,
    flux: sum / theirSum - 1,
    centroid: Math.hypot(a.x - b.x, a.y - b.y),
    size: a.size / b.size - 1,
    ellipticity: Math.hypot(a.e1 - b.e1, a.e2 - b.e2),
  };
}

/** Moments about (x0, y0) with a circular Gaussian weight, divided by its sum over the light. */
function moments(pixels, width, x0, y0, sigma) {
  let [s, x, y, xx, yy, xy] = [0, 0, 0, 0, 0, 0];
  for (let at = 0; at < pixels.length; at++) {
    const dx = (at % width) - x0;
    const dy = Math.floor(at / width) - y0;
    const light = pixels[at] * Math.exp(-(dx * dx + dy * dy) / (2 * sigma * sigma));
    s += light;
    x += light * dx;
    y += light * dy;
    xx += light * dx * dx;
    yy += light * dy * dy;
    xy += light * dx * dy;
  }
  return { x: x / s, y: y / s, size: Math.sqrt((xx + yy) / (2 * s)), e1: (xx - yy) / (xx + yy), e2: (2 * xy) / (xx + yy) };
}

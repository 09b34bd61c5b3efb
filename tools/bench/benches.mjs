// What is measured: each bench sets up (not measured) and gives its parts, which are.
import { readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { gunzipSync } from "node:zlib";

const root = join(dirname(fileURLToPath(import.meta.url)), "../..");
const shared = join(root, "../shared/cases/galsim");
const load = (path) => import(pathToFileURL(join(root, "packages", path)).href);

/** VIS: one CCD. */
const WIDTH = 4096;
const HEIGHT = 4132;
const SEED = 1;

/** Rows of a CSV text as objects of numbers. */
function rowsOf(text) {
  const [head, ...lines] = text.trim().split(/\r?\n/);
  const names = head.split(",");
  return lines.map((line) => Object.fromEntries(line.split(",").map((value, n) => [names[n], Number(value)])));
}

/** One CCD's galaxies and stars on one canvas, as the effects draw them, from a catalogue already in pixels. */
async function scene() {
  const { bufferSource } = await load("formats/dist/index.js");
  const { openFits } = await load("formats/dist/fits/index.js");
  const { renderer, sersicTable } = await load("kernels/dist/index.js");
  const { psfField } = await load("vis-detector/dist/psf/lut.js");
  const { drawObject } = await load("vis-detector/dist/effects/scene/draw.js");
  const { ellipse, multiply, point, profileOf, shear } = await load("vis-detector/dist/effects/scene/shape.js");
  const stars = rowsOf(readFileSync(join(shared, "bench/stars.csv"), "utf8"));
  const galaxies = rowsOf(gunzipSync(readFileSync(join(shared, "bench/galaxies.csv.gz"))).toString());
  const bright = galaxies.filter(({ mag }) => mag < FAINT);
  const faint = galaxies.filter(({ mag }) => mag >= FAINT);
  const { psf } = JSON.parse(readFileSync(join(shared, "cases.json"), "utf8"));
  const { width, pixels } = await (await openFits(bufferSource(readFileSync(join(shared, psf.file)), psf.file))).primary.readFloat32();
  const model = { wavelengths: [725], gridX: [0], gridY: [0], oversampling: psf.oversample, size: width, stamp: async () => pixels };
  const field = psfField(model, { diffusion: false, jitter: 0 });
  const image = await field.at(0, 0, 725);
  const table = sersicTable();
  const work = renderer();
  const canvas = { width: WIDTH, height: HEIGHT + 4, pixels: new Float32Array(WIDTH * HEIGHT), gapStart: HEIGHT / 2, gapRows: 4 };
  const profilesOf = ({ flux, bt, hlr_d, q_d, hlr_b, q_b, pa, g1, g2 }) => {
    const lens = shear(g1, g2);
    const part = (n, electrons, hlr, q) =>
      profileOf(table, n, electrons, multiply(lens, ellipse((10 * hlr) / Math.sqrt(q), 10 * hlr * Math.sqrt(q), (pa * Math.PI) / 180)));
    return [...(bt < 1 ? [part(1, flux * (1 - bt), hlr_d, q_d)] : []), ...(bt > 0 ? [part(BULGE_INDEX, flux * bt, hlr_b, q_b)] : [])];
  };
  const draw = (rows, profiles, smallest) => () => {
    let electrons = 0;
    for (const row of rows) electrons += drawObject(canvas, work, image, profiles(row), row.x, row.y, smallest).collected;
    return { objects: rows.length, electrons };
  };
  return {
    doc: "galaxies and stars of one CCD, rendered as the effects do, one point spread function",
    parts: [
      { label: `galaxies below ${FAINT}`, task: draw(bright, profilesOf) },
      { label: `galaxies from ${FAINT}`, task: draw(faint, profilesOf) },
      { label: "stars", task: draw(stars, ({ flux }) => [point(flux)], 64) },
    ],
  };
}
/** AB magnitude between the catalogue's two groups: 5436 galaxies brighter, 10078 fainter. */
const FAINT = 26;
const BULGE_INDEX = 4;

/** Inverse transforms of half spectra to real planes, of the sizes of stamps. */
async function fft() {
  const { fftScratch, fftTables, inverseRealFft2d } = await load("kernels/dist/index.js");
  const tables = fftTables();
  const scratch = fftScratch();
  const part = (side, count) => {
    const re = new Float64Array((side / 2 + 1) * side);
    const im = new Float64Array(re.length);
    const out = new Float64Array(side * side);
    const task = () => {
      for (let n = 0; n < count; n++) {
        re.fill(0);
        im.fill(0);
        re[1] = 1;
        inverseRealFft2d(tables, scratch, side, side, re, im, out);
      }
      return { transforms: count };
    };
    return { label: `${side} x ${side}`, task };
  };
  return {
    doc: "real transforms in two dimensions",
    parts: [part(32, 4000), part(64, 2000), part(128, 1000), part(256, 200), part(1024, 4)],
  };
}

/** The table of Sersic transforms, and galaxies' worth of look-ups in it. */
async function profile() {
  const { discTransform, sersicRow, sersicTable, sersicTransform } = await load("kernels/dist/index.js");
  const lookUp = (transform) => () => {
    let sum = 0;
    for (let n = 0; n < LOOK_UPS; n++) sum += transform(1e-3 * (n % 100_000));
    return { lookups: LOOK_UPS, mean: sum / LOOK_UPS };
  };
  return {
    doc: "transforms of Sersic profiles",
    parts: [
      { label: "table", task: () => ({ rows: sersicTable().rows.length }) },
      {
        label: "rows",
        task: () => {
          for (let n = 0; n < ROWS; n++) sersicRow(sersicTable(), 0.5 + (5.5 * n) / ROWS);
          return { rows: ROWS };
        },
      },
      {
        label: "look-ups, n = 4",
        task: () => {
          const row = sersicRow(sersicTable(), 4);
          return lookUp((squared) => sersicTransform(row, squared))();
        },
      },
      { label: "look-ups, disc", task: lookUp(discTransform) },
    ],
  };
}
const LOOK_UPS = 2e7;
const ROWS = 5000;

/** Photon noise and readout noise of one CCD. */
async function noise() {
  const { addGaussian, poissonInPlace, stream } = await load("kernels/dist/index.js");
  const pixels = new Float32Array(WIDTH * HEIGHT).fill(SKY);
  return {
    doc: `one CCD of ${SKY} electrons a pixel`,
    parts: [
      { label: "Poisson", task: () => ({ pixels: pixels.length, below: poissonInPlace(stream(SEED, "bench", "poisson"), pixels) }) },
      {
        label: "Gaussian",
        task: () => {
          addGaussian(stream(SEED, "bench", "gaussian"), pixels, 4);
          return { pixels: pixels.length };
        },
      },
    ],
  };
}
/** e-/pixel; zodiacal light of a nominal exposure */
const SKY = 225;

/** Charge transfer of one CCD: its four quadrants through two species in parallel and three in serial. */
async function cti() {
  const kernels = await load("kernels/dist/index.js");
  const { addCti, standardClocking, startPool, transferCharge } = kernels;
  const { HEIGHT: height, quadrant, ROWS, WIDTH: width } = await import("./quadrant.mjs");
  const pool = startPool();
  const images = [1, 2, 3, 4].map((seed) => quadrant(kernels, seed));
  const phases = [{ fullWell: 200_000, notch: 1e-9, power: 0.58, firstElectronFill: 0, trapFraction: 1 }];
  const species = (...numbers) => numbers.map(([density, releaseTime]) => ({ kind: "instant-capture", density, releaseTime }));
  // Mission database (2017), density a pixel and release time in transfers.
  const directions = (express) => ({
    parallel: {
      clocking: { ...standardClocking, overscanStart: ROWS },
      phases,
      species: species([0.1656, 1.25], [0.3185, 4.4]),
      express,
    },
    serial: { clocking: standardClocking, phases, species: species([0.0442, 0.8], [0.1326, 3.5], [3.9782, 20]), express },
  });
  const held = images.map((image) => pool.float32(image.length));
  const kernel = (label, transfer) => ({
    label,
    task: async () => {
      for (const [n, image] of images.entries()) held[n].set(image);
      await transferCharge(pool, held, width, height, transfer);
      return { quadrants: held.length };
    },
  });
  const { parallel, serial } = directions(5);
  return {
    doc: `four quadrants of ${width} x ${height}, 2 + 3 species, one thread`,
    parts: [
      kernel("first run", directions(1)),
      kernel("parallel, 5 passes", { parallel }),
      kernel("serial, 5 passes", { serial }),
      kernel("both, 1 pass", directions(1)),
      kernel("both, 5 passes", directions(5)),
      {
        label: "plain, 5 passes",
        task: () => {
          addCti(images[0].slice(), width, height, directions(5));
          return { quadrants: 1 };
        },
      },
    ],
  };
}

/** A CCD's four quadrants and a table, in memory. */
async function fits() {
  const { bufferSource, BufferSink } = await load("formats/dist/index.js");
  const { Header, openFits, writeFits } = await load("formats/dist/fits/index.js");
  const [width, height] = [2128, 2086];
  const pixels = Uint16Array.from({ length: width * height }, (_, n) => (n * 7919) % 65536);
  const hdus = [
    { kind: "image", shape: [], header: new Header() },
    ...["E", "F", "G", "H"].map((letter) => ({ kind: "image", name: letter, shape: [width, height], pixels, header: new Header() })),
    {
      kind: "table",
      name: "TABLE",
      header: new Header(),
      rows: TABLE_ROWS,
      columns: [
        { name: "ID", letter: "K", repeat: 1 },
        { name: "RA", letter: "D", repeat: 1 },
        { name: "FLUX", letter: "E", repeat: 1 },
      ],
      batches: [
        {
          ID: BigInt64Array.from({ length: TABLE_ROWS }, (_, n) => BigInt(n)),
          RA: Float64Array.from({ length: TABLE_ROWS }, (_, n) => n / 1000),
          FLUX: Float32Array.from({ length: TABLE_ROWS }, (_, n) => n),
        },
      ],
    },
  ];
  let bytes = new Uint8Array(0);
  return {
    doc: "four quadrants of 16 bits and a table, in memory, with checksums",
    parts: [
      {
        label: "write",
        task: async () => {
          const sink = new BufferSink("bench.fits");
          await writeFits(sink, hdus);
          bytes = sink.bytes();
          return { mib: bytes.length / 2 ** 20 };
        },
      },
      {
        label: "read",
        task: async () => {
          const file = await openFits(bufferSource(bytes, "bench.fits"));
          for (const letter of ["E", "F", "G", "H"]) await file.image(letter).read();
          await file.table("TABLE").readColumns(["ID", "RA", "FLUX"]);
          return { mib: bytes.length / 2 ** 20 };
        },
      },
    ],
  };
}
const TABLE_ROWS = 200_000;

export const benches = { scene, fft, profile, noise, cti, fits };

// What is measured: each bench sets up (not measured) and gives its parts, which are.
import { ccd } from "./ccd.mjs";
import { bfe, rays } from "./charge.mjs";
import { fft, profile } from "./kernels.mjs";
import { load } from "./load.mjs";
import { noise } from "./noise.mjs";
import { photometry } from "./photometry.mjs";
import { pointing } from "./pointing.mjs";
import { scene } from "./scene.mjs";
import { tu } from "./tu.mjs";

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

export const benches = { ccd, pointing, scene, fft, profile, noise, cti, bfe, rays, fits, photometry, tu };

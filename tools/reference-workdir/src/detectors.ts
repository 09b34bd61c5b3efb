import { ccdOf } from "@elvis/focal-plane";
import { Header } from "@elvis/formats/fits";
import {
  AREAS,
  type BiasModel,
  CCD_IDS,
  type CrosstalkModel,
  DEFECT_FLAGS,
  type DefectMap,
  type GainModel,
  type ImageMap,
  madeImageMap,
  type NonLinearityModel,
  type PerQuadrant,
  QUADRANT_IDS,
  type StraylightModel,
  type ZeroPointModel,
} from "@elvis/formats/product";
import { child, fillGaussian, gaussian, poisson, type Stream, uniform } from "@elvis/kernels";

/** A number for each quadrant: the published mean, and a scatter between quadrants. */
const scattered = (from: Stream, value: (gaussian: number) => number): PerQuadrant<number> =>
  Object.fromEntries(QUADRANT_IDS.map((id, n) => [id, value(gaussian(from, n))]));

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** 3.48 e-/ADU: flight headers (GAIN; 3.432 in one calibrated quadrant, GAINCORR 0.98629: hence a scatter of about 1 %). */
export const makeGain = (from: Stream): GainModel => scattered(child(from, "gain"), (g) => 3.48 * (1 + 0.01 * clamp(g, -3, 3)));

/** 25.79: flight header, MAGZEROP 24.44082 ADU/s + 2.5 log10(3.48). The scatter between quadrants, 0.01, is ours. */
export function makeZeroPoint(from: Stream): ZeroPointModel {
  const electrons = 24.44082 + 2.5 * Math.log10(3.48);
  return { electrons, perQuadrant: scattered(child(from, "zero-point"), (g) => electrons + 0.01 * clamp(g, -3, 3)) };
}

/**
 * Level 2705 ADU, read noise 3.4 e- (flight headers BIAS_LVL, RDNOISE; noise of quadrants 2.17 to 4.06 e-, Cropper et al. 2024); scatter of the level (60 ADU) ours.
 * Structure: an offset for each column of about 1 ADU and a settling at the start of the line, the same in each row.
 */
export function makeBias(from: Stream): BiasModel {
  const columns = child(from, "bias-columns");
  const { width } = AREAS.readout;
  const structure = madeImageMap(QUADRANT_IDS, (id) => ({
    shape: [width, 1],
    kind: "REPEAT",
    header: new Header().set("BUNIT", "ADU"),
    pixels() {
      const row = new Float32Array(width);
      fillGaussian(child(columns, id), row);
      // Settling of the first pixels of a line: a few ADU over tens of pixels.
      for (let x = 0; x < width; x++) row[x] = row[x] + 4 * Math.exp(-x / 15);
      return row;
    },
  }));
  return {
    level: scattered(child(from, "bias-level"), (g) => 2705 + 60 * clamp(g, -3, 3)),
    readNoise: scattered(child(from, "read-noise"), (g) => clamp(3.4 + 0.3 * g, 2.17, 4.06)),
    structure,
  };
}

/** Lithography exposes the CCD in blocks; structure repeats from block to block. Ours: a quarter of the quadrant's width, half its height. */
export const FULL_BLOCK = { width: 512, height: 1033 };
export const SMALL_BLOCK = { width: 64, height: 33 };
/** rms of the small-scale response: EVI's flat-field maps (sniemi/EuclidVisibleInstrument) have 1 and 2 %. */
const PRNU_RMS = 0.01;

/** Pixel response: 1 % rms pixel to pixel, of which a tenth in power is common to the block's columns. Stored in 8 bits: steps of 0.0005, a twentieth of the rms. */
export function makePrnu(from: Stream, block = FULL_BLOCK): ImageMap {
  const root = child(from, "prnu");
  const header = new Header().set("BITPIX", 8).set("BSCALE", 0.0005).setReal("BZERO", 0.936);
  return madeImageMap(QUADRANT_IDS, (id) => ({
    shape: [block.width, block.height],
    kind: "REPEAT",
    header,
    pixels() {
      const pixels = new Float32Array(block.width * block.height);
      const columns = new Float32Array(block.width);
      fillGaussian(child(root, id, "pixels"), pixels);
      fillGaussian(child(root, id, "columns"), columns);
      const [own, common] = [PRNU_RMS * Math.sqrt(0.9), PRNU_RMS * Math.sqrt(0.1)];
      for (let at = 0; at < pixels.length; at++) pixels[at] = 1 + own * pixels[at] + common * columns[at % block.width];
      return pixels;
    },
  }));
}

/** A map for each CCD that is a smooth function of the focal plane, on a coarse grid. @param value of focal-plane position, mm */
function coarseMap(cells: number, unit: string | undefined, value: (x: number, y: number) => number): ImageMap {
  const { width, height } = AREAS.ccd;
  return madeImageMap(CCD_IDS, (id) => {
    const { x: centreX, y: centreY } = ccdOf(id);
    const at = (n: number, pixels: number): number => ((n + 0.5) / cells - 0.5) * pixels * 0.012;
    return {
      shape: [cells, cells],
      kind: "COARSE",
      header: unit === undefined ? undefined : new Header().set("BUNIT", unit),
      pixels: () =>
        Float32Array.from({ length: cells * cells }, (_, n) =>
          value(centreX + at(n % cells, width), centreY + at(Math.floor(n / cells), height)),
        ),
    };
  });
}

/** Large-scale flat, 1 in the mean: vignetting and coatings give a few per cent over the field (ours: 1.5 % from centre to corner, a tilt of 0.5 %). */
export const makeIllumination = (): ImageMap =>
  coarseMap(16, undefined, (x, y) => 1.007 - 0.015 * ((x / 152) ** 2 + (y / 170) ** 2) * 0.7 + 0.0025 * (x / 152) - 0.0025 * (y / 170));

/** Scattered light 0.0296 e-/s/pixel (EVI's `scattered light`), falling by a third across the field, away from the Sun. */
export const makeStraylight = (): StraylightModel => ({
  map: coarseMap(8, "electron/s", (x, y) => 0.0296 * (1 + 0.16 * (x / 152) + 0.04 * (y / 170))),
});

/**
 * Signals leak between the 12 quadrants of a readout unit (three CCDs, j-1 to j-3 or j-4 to j-6; Euclid DPDD, XTalkModel). Amplitudes are not
 * public: ours are 1e-5 to 1e-4 inside a CCD and 1e-6 to 1e-5 between CCDs, of either sign.
 */
export function makeCrosstalk(from: Stream): CrosstalkModel {
  const root = child(from, "crosstalk");
  const unit = (id: string): number => ccdOf(id.slice(0, 3)).roeId;
  return Object.fromEntries(
    QUADRANT_IDS.map((source, s) => [
      source,
      Object.fromEntries(
        QUADRANT_IDS.flatMap((victim, v) => {
          if (victim === source || unit(victim) !== unit(source)) return [];
          const index = s * QUADRANT_IDS.length + v;
          const least = victim.slice(0, 3) === source.slice(0, 3) ? 1e-5 : 1e-6;
          const sign = uniform(root, index, 1) < 0.3 ? -1 : 1;
          return [[victim, sign * least * 10 ** uniform(root, index)]];
        }),
      ),
    ]),
  );
}

/** Mission database 2017: NLFWC, NL_P1, NL_P2, NL_P3. */
const NL = { full: 200_000, p1: 0.99879, p2: -7.3184e-4, p3: 2.6349e-3 };

/** out = F (p1 x + p2 x2 + p3 x3), x = in / F, as coefficients of electrons; the terms of a quadrant differ by 10 % (ours). */
export function makeNonLinearity(from: Stream): NonLinearityModel {
  const root = child(from, "nonlinearity");
  return Object.fromEntries(
    QUADRANT_IDS.map((id, n) => {
      const size = 1 + 0.1 * clamp(gaussian(root, n), -3, 3);
      return [id, [(size * NL.p3) / NL.full ** 2, (size * NL.p2) / NL.full, 1 - size * (1 - NL.p1), 0]];
    }),
  );
}

const FLAG = DEFECT_FLAGS;
/** Mission database: VISCCDDefectsWhiteSpotsBOL; white is 100 e-/pixel/hour at 153 K. */
const WHITE_SPOTS = 600;
const WHITE_RATE = 100 / 3600;
/** Black spots and bad columns of a new CCD: ours (the mission database has limits for the end of life only: 150 000 spots, 40 columns). */
const BLACK_SPOTS = 100;
const BAD_COLUMNS = 2;
/** Hot pixels that are on in some exposures and off in others, and traps of 200 electrons: ours (the mission database has 2000 traps a CCD at the end of life). */
const BLINKING_SHARE = 0.05;
const TRAPS = 20;

/** Defects at the beginning of life: hot pixels with a rate that falls as rate^-2 above the threshold (at most 50 e-/s), a twentieth of them blinking, dim pixels, traps, and a few bad columns from a defect to the register's far end. */
export function makeDefects(from: Stream): DefectMap {
  return {
    ccds: CCD_IDS,
    async read(ccd) {
      const root = child(from, "defects", ccd);
      const { width, height } = AREAS.ccd;
      const rows: [x: number, y: number, flag: number, rate: number, response: number][] = [];
      const place = (stream: Stream, n: number): [number, number] => [
        Math.floor(uniform(stream, n, 1) * width),
        Math.floor(uniform(stream, n, 2) * height),
      ];
      const [hotCount, coldCount, columnCount, trapCount] = [WHITE_SPOTS, BLACK_SPOTS, BAD_COLUMNS, TRAPS].map((mean, n) =>
        poisson(root, n, mean),
      );
      const hot = child(root, "hot");
      for (let n = 0; n < hotCount; n++)
        rows.push([
          ...place(hot, n),
          FLAG.hot | FLAG.invalid | (uniform(hot, n, 3) < BLINKING_SHARE ? FLAG.blinking : 0),
          Math.min(50, WHITE_RATE / (1 - uniform(hot, n))),
          1,
        ]);
      const cold = child(root, "cold");
      for (let n = 0; n < coldCount; n++) rows.push([...place(cold, n), FLAG.cold | FLAG.invalid, 0, 0.5 * uniform(cold, n)]);
      const trap = child(root, "trap");
      for (let n = 0; n < trapCount; n++) rows.push([...place(trap, n), FLAG.trap | FLAG.invalid, 0, 1]);
      const column = child(root, "column");
      for (let n = 0; n < columnCount; n++) {
        const [x, first] = place(column, n);
        // Charge from beyond the defect passes it on its way to the register: rows between it and the middle of the CCD suffer.
        const middle = height / 2;
        const [low, high] = first < middle ? [first, middle] : [middle, first];
        for (let y = low; y < high; y++) rows.push([x, y, FLAG.badColumn | FLAG.invalid, 0, 0.3]);
      }
      // One defect a pixel, in the order of the pixels.
      rows.sort((a, b) => a[1] - b[1] || a[0] - b[0]);
      const single = rows.filter((row, n) => n === 0 || row[0] !== rows[n - 1][0] || row[1] !== rows[n - 1][1]);
      return {
        x: Int32Array.from(single, ([x]) => x),
        y: Int32Array.from(single, ([, y]) => y),
        flag: Int32Array.from(single, ([, , flag]) => flag),
        rate: Float32Array.from(single, ([, , , rate]) => rate),
        response: Float32Array.from(single, ([, , , , response]) => response),
      };
    },
  };
}

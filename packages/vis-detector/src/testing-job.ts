import { ccdOf, nominalDistortion, pixelToSky } from "@elvis/focal-plane";
import type { Catalog } from "@elvis/formats/catalog";
import { catalogFromColumns, tuGalaxyColumns, tuStarColumns } from "@elvis/formats/catalog";
import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import {
  type CcdId,
  type CtiDirection,
  DEFECT_FLAGS,
  type DetectorJob,
  type DetectorModels,
  detectorName,
  madeImageMap,
  type PsfModel,
  type Rows,
} from "@elvis/formats/product";

/** A star or galaxy for tests, by the pixel of the CCD where it is. */
export interface PlacedObject {
  readonly x: number;
  readonly y: number;
  /** AB magnitude in VIS. */
  readonly magnitude: number;
  /** Galaxies: half-light radius of the disc, arcsec; half as large for the bulge, which has a third of the light. */
  readonly radius?: number;
}

const switches = (on: readonly EffectKey[]): Readonly<Record<EffectKey, boolean>> =>
  Object.fromEntries(EFFECT_KEYS.map((key) => [key, on.includes(key)])) as Record<EffectKey, boolean>;

export interface TestJobOptions {
  readonly ccd?: CcdId;
  readonly effects?: readonly EffectKey[];
  readonly keep?: readonly EffectKey[];
  readonly stars?: readonly PlacedObject[];
  readonly galaxies?: readonly PlacedObject[];
}

const pointing = { ra: 150.1, dec: 2.2, pa: 30 };

/** A job in memory: plausible numbers, a round PSF, maps with a pattern, no files. */
export function testJob({ ccd = "1-1", effects = [], keep = [], stars = [], galaxies = [] }: TestJobOptions = {}): DetectorJob {
  return {
    fileName: `data/myVISconf_${detectorName(ccdOf(ccd).detectorId)}_test.txt`,
    ccd,
    detectorId: ccdOf(ccd).detectorId,
    identity: { observationId: 4924, ditherId: 0, pointingId: 52929, exposure: 1, totalExposures: 1, patchId: 1 },
    pointing,
    start: "2024-03-04T00:17:20.075495Z",
    exposureTime: 560.52,
    commandedDuration: 566,
    imageType: { category: "SCIENCE", first: "SURVEY", second: "OTHER", sequence: "NOMINAL", observationMode: "WIDE" },
    randomSeed: 20260101,
    release: "SC8",
    faintFrom: 21.5,
    edgeResponse: 0.03,
    effects: switches(effects),
    keep: switches(keep),
    models: testModels(ccd),
    stars: rowsOf(tuStarColumns, ccd, stars, ({ magnitude }) => ({ DIST: 500, TU_MAG_H_2MASS: magnitude })),
    galaxies: rowsOf(tuGalaxyColumns, ccd, galaxies, ({ radius = 0.5 }) => ({
      BULGE_FRACTION: 1 / 3,
      BULGE_R50: radius / 2,
      DISK_R50: radius,
      BULGE_NSERSIC: 2.5,
      BULGE_AXIS_RATIO: 0.8,
      INCLINATION_ANGLE: 50,
      DISK_ANGLE: 25,
      Z_OBS: 0.7,
    })),
  };
}

function testModels(ccd: CcdId): DetectorModels {
  const each = (E: number, F: number, G: number, H: number) => ({ E, F, G, H });
  const map = (
    names: readonly string[],
    kind: "REPEAT" | "COARSE",
    width: number,
    height: number,
    value: (x: number, y: number, n: number) => number,
  ) =>
    madeImageMap(names, (name) => ({
      kind,
      shape: [width, height],
      pixels: () =>
        Float32Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width), names.indexOf(name))),
    }));
  const letters = ["E", "F", "G", "H"];
  return {
    distortion: nominalDistortion,
    psf: roundPsf(0.65),
    zeroPoint: 25.79,
    gain: each(3.48, 3.43, 3.52, 3.5),
    biasLevel: each(2705, 2690, 2712, 2700),
    readNoise: each(3.4, 2.9, 4.1, 3.2),
    nonlinearity: { E: [6.6e-14, -3.7e-9, 0.9988, 0], F: [-2e-8, 1, 0], G: [1, 0], H: [1e-8, 0.999, 0] },
    crosstalk: { E: each(0, 1e-4, -2e-5, 3e-5), F: each(5e-5, 0, 0, 0), G: each(0, 0, 0, 8e-5), H: each(2e-5, 4e-5, 6e-5, 0) },
    biasStructure: map(letters, "REPEAT", 5, 3, (x, y, n) => x - 2 * y + n),
    prnu: map(letters, "REPEAT", 7, 4, (x, y, n) => 1 + 0.01 * (((x * 3 + y * 5 + n) % 7) / 3 - 1)),
    illumination: map([ccd], "COARSE", 2, 2, (x, y) => 1 + 0.02 * (x - y)),
    straylight: map([ccd], "COARSE", 2, 2, (x, y) => 0.01 + 0.005 * x * y),
    // A ring of 10 pixels, 250 to the right of its star.
    ghost: { a: [[0]], b: [[-3]], shift: [0, 0.9], brightness: 1e-5, outerRadius: 0.12, innerRatio: 0.4, struts: [[0, 0.7, 90, 0.6, 0.1]] },
    shutter: { openingDuration: 10, closingDuration: 10, openingAngle: 0, closingAngle: 180, openDuringReadout: false },
    lamp: [
      {
        led: 2,
        wavelength: 640,
        fluence: 50,
        profile: [
          [1, 0.01],
          [-0.02, 0],
        ],
      },
    ],
    brighterFatter: {
      aX: [
        [-8e-8, 8e-8],
        [-8e-7, 8e-7],
        [-8e-8, 8e-8],
      ],
      aY: [
        [-9e-8, 9e-8],
        [-9e-7, 9e-7],
        [-9e-8, 9e-8],
      ],
      scale: 0.2,
    },
    cti: {
      parallel: traps([0.1656, 1.25], [0.3185, 4.4]),
      serial: traps([0.0442, 0.8], [0.1326, 3.5], [3.9782, 20]),
    },
    injection: { level: 50_000, nonUniformity: 100, slope: 0, injectedLines: 10, nonInjectedLines: 6, start: 3, end: 2066 },
    pumping: { direction: "parallel", pumps: 500, phaseTime: 1e-3, releaseSigma: 0.1 },
    cosmicRays: {
      length: { probability: [0, 0.5, 0.9, 1], value: [0, 6, 15, 60] },
      energy: { probability: [0, 0.5, 0.9, 1], value: [1197, 12_216, 129_552, 3.57e6] },
      coveringFraction: 0.014,
      duration: 565,
    },
    defects: {
      x: Int32Array.of(9, 100, 40, 77, 110),
      y: Int32Array.of(20, 70, 30, 64, 80),
      flag: Int32Array.of(
        DEFECT_FLAGS.hot,
        DEFECT_FLAGS.hot,
        DEFECT_FLAGS.cold,
        DEFECT_FLAGS.hot | DEFECT_FLAGS.blinking,
        DEFECT_FLAGS.trap,
      ),
      rate: Float32Array.of(3, 0.5, 0, 2, 0),
      response: Float32Array.of(1, 1, 0.25, 1, 1),
    },
    darkRate: 0.001,
    skyRate: 0.22,
    skyGradient: { x: -0.004, y: 0.0015 },
    outfieldRate: 0.01,
    thermalRate: 0.002,
    fullWell: 200_000,
  };
}

/** Those of the mission database of 2017. */
const traps = (...kinds: readonly (readonly [density: number, releaseTime: number])[]): CtiDirection => ({
  traps: kinds.map(([density, releaseTime]) => ({ density, releaseTime, releaseSigma: 0, captureTime: 0 })),
  well: { fullWell: 200_000, notch: 1e-9, power: 0.58, firstElectronFill: 0 },
  phases: [{ dwellTime: 1, trapShare: 1 }],
  express: 5,
  emptyBetweenLines: true,
  emptyForFirstTransfers: false,
  releaseAway: true,
  integerExpress: false,
});

/** Round, with wings that fall as r^-8, the same everywhere. @param width of the core, pixels */
function roundPsf(width: number): PsfModel {
  const oversampling = 3;
  const size = 36;
  const stamp = Float32Array.from({ length: size * size }, (_, at) => {
    const x = ((at % size) - size / 2) / oversampling;
    const y = (Math.floor(at / size) - size / 2) / oversampling;
    // A power of a whole number, not exp: the same in every engine.
    return (1 + (x * x + y * y) / (6 * width * width)) ** -4;
  });
  const sum = stamp.reduce((total, value) => total + value, 0);
  const normalised = stamp.map((value) => value / sum);
  return {
    wavelengths: [700],
    gridX: [-130, 130],
    gridY: [-150, 150],
    oversampling,
    size,
    stamp: () => Promise.resolve(normalised.slice()),
  };
}

/** Rows whose other numbers are 0; fluxes of all bands as in VIS. */
function rowsOf(
  columns: typeof tuStarColumns,
  ccd: CcdId,
  objects: readonly PlacedObject[],
  values: (object: PlacedObject) => Readonly<Record<string, number>>,
): Rows {
  const places = objects.map(({ x, y }) => pixelToSky(pointing, nominalDistortion, ccd, x, y)!);
  const data = Object.fromEntries(
    columns
      .filter(({ optional }) => optional !== true)
      .map(({ name, type }) => [
        name,
        objects.map((object, n) => {
          if (name === "SOURCE_ID") return n + 1;
          if (type === "string") return "";
          if (name.startsWith("RA")) return places[n].ra;
          if (name.startsWith("DEC")) return places[n].dec;
          if (name.startsWith("TU_FNU_")) return 10 ** (-0.4 * (object.magnitude - 8.9));
          return values(object)[name] ?? 0;
        }),
      ]),
  );
  const catalog: Catalog = catalogFromColumns(columns, data);
  return {
    rows: objects.length,
    async *read() {
      yield catalog;
    },
  };
}

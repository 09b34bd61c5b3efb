import { CCDS, nominalDistortion } from "@elvis/focal-plane";
import { type Column, catalogFromColumns, tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "@elvis/formats/catalog";
import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import {
  type Calibration,
  type MissionDatabase,
  madeImageMap,
  type PsfModel,
  QUADRANT_IDS,
  type Rows,
  type TrueUniverse,
  type VisInputConfiguration,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import type { FocalPlaneModels } from "../src/model.ts";

/** Values in memory for the tests of vis-split. */
const header = (id: string, type = "Test") => newHeader({ type, id, date: new Date(0), software: "test" });

export const calibration = <Model>(id: string, model: Model, fileNames: readonly string[] = []): Calibration<Model> => ({
  header: header(id),
  fileNames,
  model,
});

/** A number that is different for each quadrant: 0, 1, 2, … in the order of a raw frame. */
export const quadrantNumber = (name: string): number => (QUADRANT_IDS as readonly string[]).indexOf(name);
export const perQuadrant = <T>(value: (at: number) => T): Record<string, T> =>
  Object.fromEntries(QUADRANT_IDS.map((name, at) => [name, value(at)]));

const ccdNames = CCDS.map(({ id }) => id);
const constant = (names: readonly string[], value: (name: string) => number) =>
  madeImageMap(names, (name) => ({ shape: [3, 2], kind: "REPEAT", pixels: () => new Float32Array(6).fill(value(name)) }));

const psf: PsfModel = {
  wavelengths: [700],
  gridX: [-130, 130],
  gridY: [-150, 150],
  oversampling: 3,
  size: 2,
  stamp: async () => Float32Array.of(0.25, 0.25, 0.25, 0.25),
};

export const mdb: MissionDatabase = { header: header("TEST-MDB"), parameters: new Map() };

export const models: FocalPlaneModels = {
  mdb,
  psf: calibration("PSF", psf, ["psf.fits"]),
  bias: calibration("BIAS", {
    level: perQuadrant((at) => 2000 + at),
    readNoise: perQuadrant((at) => 3 + at / 1000),
    structure: constant(QUADRANT_IDS, (name) => quadrantNumber(name) / 16),
  }),
  prnu: calibration(
    "PRNU",
    constant(QUADRANT_IDS, (name) => 1 + quadrantNumber(name) / 1024),
  ),
  flagmaps: [
    calibration("HOT", {
      ccds: ["1-4"],
      read: async () => ({
        x: Int32Array.of(5),
        y: Int32Array.of(6),
        flag: Int32Array.of(3),
        rate: Float32Array.of(2),
        response: Float32Array.of(1),
      }),
    }),
    calibration("COLUMNS", {
      ccds: ["1-4", "2-2"],
      read: async () => ({
        x: Int32Array.of(7, 7),
        y: Int32Array.of(8, 9),
        flag: Int32Array.of(129, 129),
        rate: Float32Array.of(0, 0),
        response: Float32Array.of(0, 0),
      }),
    }),
  ],
  gain: calibration(
    "GAIN",
    perQuadrant((at) => 3 + at / 1000),
  ),
  distortion: calibration("DISTORTION", nominalDistortion),
  ghost: calibration("GHOST", {
    a: [[1, 0, 0, 0]],
    b: [[2, 0, 0, 0]],
    shift: [0, 0.9] as const,
    brightness: 1e-5,
    outerRadius: 2,
    innerRatio: 0.33,
  }),
  nonlinearity: calibration(
    "NONLINEARITY",
    perQuadrant(() => [1, 0]),
  ),
  xtalk: calibration("XTALK", { "1-4.E": { "1-4.H": 2e-5, "1-5.E": 9e-5 } }),
  zerop: calibration("ZEROPOINT", { electrons: 25.79, perQuadrant: perQuadrant(() => 25.8) }),
  bfe: calibration("BFE", { aX: [[1e-7]], aY: [[2e-7]], scale: 0.2 }),
  illumination: [
    calibration(
      "ILLUMINATION",
      constant(ccdNames, (name) => 0.9 + ccdNames.indexOf(name as never) / 1000),
    ),
  ],
  cosmicRay: [
    calibration("COSMICRAYS", {
      length: { probability: [0, 1], value: [1, 464] },
      energy: { probability: [0, 1], value: [1197, 3.57e6] },
      coveringFraction: 0.014,
      duration: 565,
    }),
  ],
  svmstraylight: [calibration("STRAYLIGHT", { map: constant(ccdNames, () => 0.01) })],
};
export const recorded = { QCTable: calibration("QC", { limits: [] }), TK_Zplugin: [calibration("LE2", {})] };

export const effects = (isOn: (key: EffectKey) => boolean): VisInputConfiguration["effects"] =>
  Object.fromEntries(EFFECT_KEYS.map((key) => [key, isOn(key)])) as Record<EffectKey, boolean>;

export const task: VisInputConfiguration = {
  header: header("TASK", "DpdVisInputConfiguration"),
  fileName: "task.xml",
  identity: { observationId: 4924, ditherId: 1, pointingId: 7, exposure: 1, totalExposures: 1, patchId: 0 },
  pointing: { ra: 150.1, dec: 2.2, pa: 25 },
  attitude: { longitude: 151.3, latitude: -9.3, positionAngle: 268, solarAspectAngle: 90, alpha: 0, beta: 0 },
  corners: [],
  orbit: { position: [1e6, 0, 0], velocity: [0, 0.1, 0] },
  start: "2026-01-02T03:04:05.000001Z",
  end: "2026-01-02T03:14:47.000001Z",
  startMjd: 61042.1,
  commandedDuration: 566,
  exposureTime: 560.52,
  imageType: { category: "SCIENCE", first: "SURVEY", second: "OTHER", sequence: "NOMINAL", observationMode: "WIDE" },
  randomSeed: 12,
  simInputConfId: "TEST",
  release: "R1",
  magnitudeLimitFilter: "VIS",
  effects: effects((key) => key === "STARS" || key === "GALAXIES" || key === "BIAS"),
};

export interface Star {
  readonly ra: number;
  readonly dec: number;
  /** VIS, AB */
  readonly magnitude: number;
}

/** Rows of a true-universe table: what is not given is 0. @param batch rows in each batch */
function rowsOf(columns: readonly Column[], given: Readonly<Record<string, readonly number[]>>, rows: number, batch: number): Rows {
  const needed = columns.filter(({ optional }) => !optional);
  const part = (first: number, end: number) =>
    catalogFromColumns(
      needed,
      Object.fromEntries(
        needed.map(({ name, type }) => {
          const values = Array.from(
            { length: end - first },
            (_, at) => given[name]?.[first + at] ?? (name === "SOURCE_ID" ? first + at : 0),
          );
          return [name, type === "int64" ? BigInt64Array.from(values, BigInt) : values];
        }),
      ),
    );
  return {
    rows,
    async *read() {
      for (let first = 0; first < rows; first += batch) yield part(first, Math.min(rows, first + batch));
    },
  };
}
const flux = (magnitude: number): number => 10 ** (-0.4 * (magnitude - 8.9));

export const starRows = (stars: readonly Star[], batch = 3): Rows =>
  rowsOf(
    tuStarColumns,
    { RA: stars.map(({ ra }) => ra), DEC: stars.map(({ dec }) => dec), TU_FNU_VIS: stars.map(({ magnitude }) => flux(magnitude)) },
    stars.length,
    batch,
  );
export const galaxyRows = (galaxies: readonly (Star & { readonly radius: number })[]): Rows =>
  rowsOf(
    tuGalaxyColumns,
    { RA_MAG: galaxies.map(({ ra }) => ra), DEC_MAG: galaxies.map(({ dec }) => dec), DISK_R50: galaxies.map(({ radius }) => radius) },
    galaxies.length,
    2,
  );

/** Solar-system objects by their columns. */
export const ssoRows = (objects: readonly Readonly<Record<string, number>>[]): Rows =>
  rowsOf(tuSsoColumns, Object.fromEntries(tuSsoColumns.map(({ name }) => [name, objects.map((it) => it[name] ?? 0)])), objects.length, 2);

export const universe: TrueUniverse = {
  header: header("TU"),
  fileName: "outputTU.xml",
  inputProductId: "TEST",
  euclidPointingId: 7,
  observationId: 4924,
  ditherId: 1,
  observationDate: task.start,
  pointing: task.pointing,
  starRelease: "S1",
  galaxyRelease: "G1",
  starFileName: "stars.fits",
  galaxyFileName: "galaxies.fits",
  sedLibraries: [],
  referenceFilters: [],
  inputCatalogs: [],
  parameters: [],
  stars: starRows([]),
  galaxies: galaxyRows([]),
};

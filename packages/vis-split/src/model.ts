import { type Ccd, quadrantsOf } from "@elvis/focal-plane";
import {
  type BiasModel,
  type BrighterFatterModel,
  type Calibration,
  type CosmicRayModel,
  type CrosstalkModel,
  type DefectMap,
  type DetectorModels,
  type DistortionModel,
  fallOf,
  type GainModel,
  type GhostModel,
  type ImageMap,
  type MissionDatabase,
  mdbNumber,
  type NonLinearityModel,
  type PerLetter,
  type PsfModel,
  type StraylightModel,
  type ZeroPointModel,
} from "@elvis/formats/product";
import { StageError } from "@elvis/stage";

/** The instrument models of the whole focal plane, by port. */
export interface FocalPlaneModels {
  readonly mdb: MissionDatabase;
  readonly psf: Calibration<PsfModel>;
  readonly bias: Calibration<BiasModel>;
  readonly prnu: Calibration<ImageMap>;
  readonly flagmaps: readonly Calibration<DefectMap>[];
  readonly gain: Calibration<GainModel>;
  readonly distortion: Calibration<DistortionModel>;
  readonly ghost: Calibration<GhostModel>;
  readonly nonlinearity: Calibration<NonLinearityModel>;
  readonly xtalk: Calibration<CrosstalkModel>;
  readonly zerop: Calibration<ZeroPointModel>;
  readonly bfe: Calibration<BrighterFatterModel>;
  readonly illumination: readonly Calibration<ImageMap>[];
  readonly cosmicRay: readonly Calibration<CosmicRayModel>[];
  readonly svmstraylight: readonly Calibration<StraylightModel>[];
}

/** The light of an exposure that has no edges: the same numbers for all its detectors. */
export type SmoothLight = Pick<DetectorModels, "skyRate" | "skyGradient" | "outfieldRate" | "thermalRate">;

/** For mission databases without them: dark current of the 2017 database; full well at the beginning of life (its NLFWC). */
const DARK_RATE = 0.001;
const FULL_WELL = 200_000;

/**
 * Cuts one CCD out of the models of the focal plane. Images stay where they are and are read when they are asked for.
 *
 * A coupling that the crosstalk product does not list is 0. Lists of defects of several flag maps are put together.
 *
 * @throws StageError naming the product and the CCD or quadrant that it lacks, or whose response falls below full well
 */
export async function cutModels(
  models: FocalPlaneModels,
  ccd: Ccd,
  light: SmoothLight,
): Promise<Omit<DetectorModels, "shutter" | "lamp" | "cti" | "injection" | "pumping">> {
  const { bias, prnu, gain, nonlinearity, xtalk, zerop, mdb, psf } = models;
  const letters = <T>(port: string, product: Calibration<unknown>, values: Readonly<Record<string, T>>): PerLetter<T> =>
    perLetter(ccd, (name) => values[name] ?? lacks(port, product, name));
  const psfFileName = psf.fileNames.find((name) => /\.fits(\.gz)?$/.test(name));
  letters("zerop", zerop, zerop.model.perQuadrant);
  const fullWell = numberOr(mdb, "SpaceSegment.Instrument.VIS.CCDFullWellCapacityEOL", FULL_WELL);
  return {
    distortion: models.distortion.model,
    psf: psf.model,
    ...(psfFileName !== undefined && { psfFileName }),
    zeroPoint: zerop.model.electrons,
    gain: letters("gain", gain, gain.model),
    biasLevel: letters("bias", bias, bias.model.level),
    readNoise: letters("bias", bias, bias.model.readNoise),
    nonlinearity: perLetter(ccd, (name) => risingOf(nonlinearity, name, fullWell)),
    crosstalk: perLetter(ccd, (source) => perLetter(ccd, (victim) => xtalk.model[source]?.[victim] ?? 0)),
    biasStructure: quadrantMap("bias", bias, bias.model.structure, ccd),
    prnu: quadrantMap("prnu", prnu, prnu.model, ccd),
    illumination: ccdMap("illumination", models.illumination, (product) => product.model, ccd),
    straylight: ccdMap("svmstraylight", models.svmstraylight, (product) => product.model.map, ccd),
    ghost: models.ghost.model,
    brighterFatter: models.bfe.model,
    cosmicRays: only("cosmicRay", models.cosmicRay).model,
    defects: await defectsOf(models.flagmaps, ccd),
    darkRate: numberOr(mdb, "SpaceSegment.Instrument.VIS.VISDarkCurrent", DARK_RATE),
    ...light,
    fullWell,
  };
}

export const numberOr = (mdb: MissionDatabase, title: string, otherwise: number): number =>
  mdb.parameters.has(title) ? mdbNumber(mdb, title) : otherwise;

/** In the order E, F, G, H. @param value of a quadrant's name, "1-1.E" */
const perLetter = <T>(ccd: Ccd, value: (name: string) => T): PerLetter<T> =>
  Object.fromEntries([...quadrantsOf(ccd)].sort().map((letter) => [letter, value(`${ccd.id}.${letter}`)])) as unknown as PerLetter<T>;

function lacks(port: string, product: Calibration<unknown>, name: string): never {
  throw new StageError(`--${port}: ${product.header.productId}: expected ${name.includes(".") ? "quadrant" : "CCD"} ${name}, found none`);
}

/** The response of a quadrant, which must rise to this detector's full well: the product's reader knows only the usual one. */
function risingOf(product: Calibration<NonLinearityModel>, name: string, fullWell: number): readonly number[] {
  const coefficients = product.model[name] ?? lacks("nonlinearity", product, name);
  const fall = fallOf(coefficients, fullWell);
  if (fall === undefined) return coefficients;
  throw new StageError(
    `--nonlinearity: ${product.header.productId}: quadrant ${name}: expected a polynomial that rises from 0 to ${fullWell} e-, found one that does not at ${Math.round(fall)} e-`,
  );
}

/** The four quadrants of a CCD under the names E, F, G, H. */
function quadrantMap(port: string, product: Calibration<unknown>, map: ImageMap, ccd: Ccd): ImageMap {
  const letters = [...quadrantsOf(ccd)].sort();
  for (const letter of letters) if (!map.has(`${ccd.id}.${letter}`)) lacks(port, product, `${ccd.id}.${letter}`);
  const has = (name: string): boolean => (letters as readonly string[]).includes(name);
  return { names: letters, has, image: (name) => (has(name) ? map.image(`${ccd.id}.${name}`) : lacks(port, product, `${ccd.id}.${name}`)) };
}

/** The image of a CCD, from the one product of a list that has it. */
function ccdMap<P extends Calibration<unknown>>(port: string, products: readonly P[], mapOf: (product: P) => ImageMap, ccd: Ccd): ImageMap {
  if (products.length === 0) throw new StageError(`--${port}: expected at least one product, found an empty list`);
  const owners = products.filter((product) => mapOf(product).has(ccd.id));
  if (owners.length === 0) lacks(port, products[0], ccd.id);
  if (owners.length > 1)
    throw new StageError(
      `--${port}: expected one product with CCD ${ccd.id}, found ${owners.map(({ header }) => header.productId).join(" and ")}`,
    );
  const map = mapOf(owners[0]);
  return {
    names: [ccd.id],
    has: (name) => name === ccd.id,
    image: (name) => (name === ccd.id ? map.image(name) : lacks(port, owners[0], name)),
  };
}

function only<P>(port: string, products: readonly P[]): P {
  if (products.length !== 1) throw new StageError(`--${port}: expected a list of one product, found ${products.length}`);
  return products[0];
}

async function defectsOf(products: readonly Calibration<DefectMap>[], ccd: Ccd): Promise<DetectorModels["defects"]> {
  const lists = await Promise.all(products.filter(({ model }) => model.ccds.includes(ccd.id)).map(({ model }) => model.read(ccd.id)));
  const integers = (column: "x" | "y" | "flag"): Int32Array => Int32Array.from(lists.flatMap((list) => [...list[column]]));
  const reals = (column: "rate" | "response"): Float32Array => Float32Array.from(lists.flatMap((list) => [...list[column]]));
  return { x: integers("x"), y: integers("y"), flag: integers("flag"), rate: reals("rate"), response: reals("response") };
}

import { addSeconds, formatUtc, nominalDistortion } from "@elvis/focal-plane";
import { type Codec, type Folder, writeText } from "@elvis/formats";
import { writeJsonList, writeParamsDat } from "@elvis/formats/config";
import {
  type Calibration,
  type CatalogTile,
  extinctionLaws,
  galaxyCatalogTile,
  instrumentModels,
  missionDatabase,
  referenceFilters,
  type SimRequest,
  sedLibrary,
  simRequest,
  starCatalogTile,
  surveyPlan,
} from "@elvis/formats/product";
import { newHeader, type ProductHeader } from "@elvis/formats/xml";
import { stream } from "@elvis/kernels";
import {
  FULL_BLOCK,
  makeBias,
  makeCrosstalk,
  makeDefects,
  makeGain,
  makeIllumination,
  makeNonLinearity,
  makePrnu,
  makeStraylight,
  makeZeroPoint,
  SMALL_BLOCK,
} from "./detectors.ts";
import { footprintOf, MARGIN } from "./footprint.ts";
import { galaxyRows, galaxySky, galaxyTiles, POPULATIONS, TILE_ORDER } from "./galaxies.ts";
import { missionDatabaseValue } from "./mission-database.ts";
import { DUST_LAWS, FILTERS, GALAXY_SEDS, galaxyTileName, LISTED, NAMES, PARAMS, STAR_SEDS, starTileName } from "./names.ts";
import { brighterFatterModel, cosmicRayModel, ghostModel, pluginModel, qualityTable } from "./optics.ts";
import { orbitText } from "./orbit.ts";
import { FULL_GRID, makePsf, SMALL_GRID } from "./psf.ts";
import { dustLibrary, flatFilters, galaxyLibrary, starLibrary } from "./spectra.ts";
import { starRows, starSky, starTiles } from "./stars.ts";
import { firstDither, observationRequests, type PlannedPointing, planSurvey } from "./survey.ts";

export interface ReferenceOptions {
  /** Whole number from 0: the same seed and options give the same bytes. */
  readonly seed: number;
  /** First pointing, degrees, ICRS. COSMOS is 150.1, 2.2. */
  readonly ra: number;
  readonly dec: number;
  /** Fields of the survey plan, from 1; each has four dithers. With 1, the request asks for its first dither only; with more, for all dithers of all. */
  readonly observations: number;
  /** AB magnitude in VIS down to which stars and galaxies are drawn; 15 to 28. */
  readonly magnitudeLimit: number;
  readonly runDate: Date;
  /** For quick tests: the least PSF table that covers field and band, and flats that repeat every 64 x 33 pixels. Full products take 250 MB and half a minute, small ones 15 MB and seconds (with a bright magnitude limit). */
  readonly small?: boolean;
}

export interface ReferenceWorkdir {
  /** Names of all files made, relative to the workdir, in the order of their making. */
  readonly files: readonly string[];
  readonly stars: number;
  readonly galaxies: number;
}

/** Data release of all products made here. */
const RELEASE = "ELVIS_REFERENCE_R1";

/**
 * Makes a complete workdir: every port of both pipelines under the original's file names, from published numbers.
 *
 * Objects are drawn only within the fields and 0.1 degree about them, though the tiles are larger; each table says so (COVERAGE).
 * `VIS_inputconf.json` and the true universe are made by the first pipeline, not here.
 *
 * @param report called with a line for each part that is made
 * @throws RangeError for an option out of range
 */
export async function makeReferenceWorkdir(
  folder: Folder,
  options: ReferenceOptions,
  report: (line: string) => void = () => {},
): Promise<ReferenceWorkdir> {
  checkReferenceOptions(options);
  const files: string[] = [];
  const recorded: Folder = {
    open: (name) => folder.open(name),
    has: (name) => folder.has(name),
    async create(name, fill) {
      await folder.create(name, fill);
      files.push(name);
    },
  };
  const maker = new Maker(recorded, options.runDate);
  const plan = planSurvey(options.ra, options.dec, options.observations);
  report(`survey: ${options.observations} observation(s) of 4 dithers from ${formatUtc(plan[0].time)}`);
  await makeRequests(maker, options, plan);
  await makeModels(maker, options, report);
  const { stars, galaxies } = await makeCatalogues(maker, options, plan, report);
  for (const [name, entries] of Object.entries(PARAMS)) await maker.text(name, writeParamsDat(entries));
  return { files, stars, galaxies };
}

/** @throws RangeError for an option out of range: nothing needs to be made to know it */
export function checkReferenceOptions({ seed, ra, dec, observations, magnitudeLimit }: Omit<ReferenceOptions, "runDate" | "small">): void {
  const demand = (isRight: boolean, name: string, expected: string, found: number): void => {
    if (!isRight) throw new RangeError(`reference workdir: ${name}: expected ${expected}, found ${found}`);
  };
  demand(Number.isSafeInteger(seed) && seed >= 0, "seed", "a whole number from 0", seed);
  demand(ra >= 0 && ra < 360, "ra", "0 to less than 360 degrees", ra);
  demand(dec >= -89 && dec <= 89, "dec", "-89 to 89 degrees", dec);
  demand(
    Number.isInteger(observations) && observations >= 1 && observations <= 20,
    "observations",
    "a whole number from 1 to 20",
    observations,
  );
  demand(magnitudeLimit >= 15 && magnitudeLimit <= 28, "magnitude limit", "15 to 28", magnitudeLimit);
}

/** Writes products into the workdir, with a header of the run's date. */
class Maker {
  readonly folder: Folder;
  readonly #runDate: Date;

  constructor(folder: Folder, runDate: Date) {
    this.folder = folder;
    this.#runDate = runDate;
  }

  header(type: string, fileName: string): ProductHeader {
    return newHeader({
      type,
      id: fileName.replace(/(\.xml)+$/, ""),
      date: this.#runDate,
      software: "elvis-reference-workdir",
      dataSetRelease: RELEASE,
    });
  }

  text(name: string, text: string): Promise<void> {
    return this.folder.create(name, (sink) => writeText(sink, text));
  }

  product<Value>(codec: Codec<Value>, name: string, value: Value): Promise<void> {
    return this.folder.create(name, (sink) => codec.encode(value, sink, this.folder));
  }

  async model<Model>(
    codec: Codec<Calibration<Model>>,
    type: string,
    name: string,
    model: Model,
    extension: "fits" | "json",
  ): Promise<void> {
    const value: Calibration<Model> = { header: this.header(type, name), fileNames: [name.replace(/(\.xml)+$/, `.${extension}`)], model };
    await this.product(codec, name, value);
  }

  get orbit(): string {
    return orbitText(this.#runDate);
  }
}

async function makeRequests(
  maker: Maker,
  { seed, observations, magnitudeLimit }: ReferenceOptions,
  plan: readonly PlannedPointing[],
): Promise<void> {
  /** The same plan for both pipelines: the tasks of the first one are those of the second one's request. */
  const request = (name: string): SimRequest => ({
    header: maker.header("DpdSimRequest", name),
    category: "SCIENCE",
    magnitudeLimit,
    magnitudeLimitFilter: "VIS",
    randomSeed: seed,
    simInputConfId: "VIS_DR1_Step2_COSMOS",
    surveyTime:
      observations === 1
        ? firstDither(plan)
        : { start: firstDither(plan).start, end: formatUtc(addSeconds(plan[plan.length - 1].time, 300)) },
    surveyObservations: [...new Set(plan.map(({ observationId }) => observationId))],
  });
  await maker.product(simRequest, NAMES.requestTu, request(NAMES.requestTu));
  await maker.product(simRequest, NAMES.requestPostTu, request(NAMES.requestPostTu));
  await maker.product(missionDatabase, NAMES.mdb, missionDatabaseValue(maker.header("MDB_MissionConfiguration", NAMES.mdb)));
  await maker.product(surveyPlan, NAMES.survey, {
    header: maker.header("DpdReferenceSurvey", NAMES.survey),
    observations: observationRequests(plan),
  });
  await maker.text(NAMES.orbit, maker.orbit);
}

async function makeModels(maker: Maker, { seed, small = false }: ReferenceOptions, report: (line: string) => void): Promise<void> {
  const root = stream(seed, "instrument");
  const codecs = instrumentModels;
  const grid = small ? SMALL_GRID : FULL_GRID;
  report(`PSF: ${grid.wavelengths.length} wavelengths at ${grid.gridX.length * grid.gridY.length} field positions`);
  await maker.model(codecs.psf, "DpdVisPsfModel", NAMES.psf, makePsf(grid), "fits");
  report("detector models: bias, flats, gain, defects");
  await maker.model(codecs.bias, "DpdVisMasterBias", NAMES.bias, makeBias(root), "fits");
  await maker.model(codecs.prnu, "DpdVisMasterFlat", NAMES.prnu, makePrnu(root, small ? SMALL_BLOCK : FULL_BLOCK), "fits");
  await maker.model(codecs.gain, "DpdVisGainModel", NAMES.gain, makeGain(root), "json");
  await maker.model(codecs.distortion, "DpdVisDistortionModel", NAMES.distortion, nominalDistortion, "json");
  await maker.model(codecs.ghost, "DpdVisGhostModel", NAMES.ghost, ghostModel, "json");
  await maker.model(codecs.nonlinearity, "DpdVisNonLinearityModel", NAMES.nonlinearity, makeNonLinearity(root), "json");
  await maker.model(codecs.xtalk, "DpdVisXTalkModel", NAMES.xtalk, makeCrosstalk(root), "json");
  await maker.model(codecs.zerop, "DpdVisZeroPoint", NAMES.zerop, makeZeroPoint(root), "json");
  await maker.model(codecs.bfe, "DpdVisBrighterFatterModel", NAMES.bfe, brighterFatterModel, "json");
  await maker.model(codecs.QCTable, "DpdVisQualityTable", NAMES.QCTable, qualityTable, "json");
  await maker.model(codecs.flagmaps, "DpdVisFlagMap", LISTED.flagmaps, makeDefects(root), "fits");
  await maker.model(codecs.illumination, "DpdVisIlluminationCorrection", LISTED.illumination, makeIllumination(), "fits");
  await maker.model(codecs.TK_Zplugin, "DpdVisZPlugin", LISTED.TK_Zplugin, pluginModel, "json");
  await maker.model(codecs.cosmicRay, "DpdVisCosmicRayLibrary", LISTED.cosmicRay, cosmicRayModel, "fits");
  await maker.model(codecs.svmstraylight, "DpdVisSvmStraylight", LISTED.svmstraylight, makeStraylight(), "fits");
  for (const port of ["flagmaps", "illumination", "TK_Zplugin", "cosmicRay", "svmstraylight"] as const)
    await maker.text(NAMES[port], writeJsonList([LISTED[port]]));
}

async function makeCatalogues(
  maker: Maker,
  { seed, ra, dec, magnitudeLimit }: ReferenceOptions,
  plan: readonly PlannedPointing[],
  report: (line: string) => void,
): Promise<{ readonly stars: number; readonly galaxies: number }> {
  const footprint = footprintOf(plan.map(({ pointing }) => pointing));
  const metadata = new Map([
    ["RELEASE", RELEASE],
    ["COVERAGE", `fields of the plan and ${MARGIN} deg about them`],
    ["MAGLIMIT", `VIS ${magnitudeLimit}`],
  ]);
  await maker.product(sedLibrary, `data/${GALAXY_SEDS}`, galaxyLibrary);
  await maker.product(sedLibrary, `data/${STAR_SEDS}`, starLibrary);
  await maker.product(extinctionLaws, `data/${DUST_LAWS}`, dustLibrary);
  await maker.product(referenceFilters, `data/${FILTERS}`, flatFilters);

  const galaxiesSky = galaxySky(seed, ra, dec, footprint, magnitudeLimit);
  const galaxyNames: string[] = [];
  let galaxies = 0;
  for (const population of POPULATIONS)
    for (const tile of galaxyTiles(galaxiesSky, population)) {
      const name = galaxyTileName(population, tile.index);
      const value: CatalogTile = {
        header: maker.header("DpdGalaxyCatalogProduct", name),
        kind: "galaxy",
        population,
        release: "v3_SC8_Pilot",
        area: { kind: "healpix", order: TILE_ORDER, index: tile.index },
        fileName: `${name}.fits`,
        sedLibrary: GALAXY_SEDS,
        extinctionLaws: DUST_LAWS,
        referenceFilters: [FILTERS],
        open: async () => ({ rows: tile.numbers.length, read: (batch) => galaxyRows(galaxiesSky, tile, metadata, batch) }),
      };
      await maker.product(galaxyCatalogTile, `${name}.xml`, value);
      report(`galaxies: ${population}, tile ${tile.index}: ${tile.numbers.length}`);
      galaxyNames.push(`${name}.xml`);
      galaxies += tile.numbers.length;
    }
  await maker.text(NAMES.galcat, writeJsonList(galaxyNames));

  const starsSky = starSky(seed, ra, dec, footprint, magnitudeLimit);
  const starNames: string[] = [];
  let stars = 0;
  for (const tile of starTiles(starsSky)) {
    const name = starTileName(tile.ra, tile.dec);
    const value: CatalogTile = {
      header: maker.header("DpdStarsCatalogProduct", name),
      kind: "star",
      population: "STARS",
      release: "v13_SC8_MAIN",
      area: tile.area,
      fileName: `${name}.fits`,
      sedLibrary: STAR_SEDS,
      referenceFilters: [FILTERS],
      referenceColumn: "TU_MAG_H_2MASS",
      open: async () => ({ rows: tile.numbers.length, read: (batch) => starRows(starsSky, tile, metadata, batch) }),
    };
    await maker.product(starCatalogTile, `${name}.xml`, value);
    report(`stars: tile at ${tile.ra.toFixed(2)}, ${tile.dec.toFixed(2)}: ${tile.numbers.length}`);
    starNames.push(`${name}.xml`);
    stars += tile.numbers.length;
  }
  await maker.text(NAMES.starcat, writeJsonList(starNames));
  return { stars, galaxies };
}

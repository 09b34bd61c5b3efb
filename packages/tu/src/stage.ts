import { mjdOf, parseUtc } from "@elvis/focal-plane";
import { tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "@elvis/formats/catalog";
import {
  galaxyCatalogTile,
  missionDatabase,
  pointingOutput,
  productFileName,
  ssoCatalogTile,
  starCatalogTile,
  trueUniverse,
} from "@elvis/formats/product";
import { newHeader } from "@elvis/formats/xml";
import { defineStage, each, list, one, optional, StageError } from "@elvis/stage";
import { z } from "zod";
import { galaxiesToTu, galaxyPositions, starPositions, starsToTu } from "./convert.ts";
import { gather } from "./gather.ts";
import { limitsOf } from "./limit.ts";
import { rowsOf } from "./merge.ts";
import { parametersOf } from "./parameters.ts";
import { Photometry } from "./photometry/tile-fluxes.ts";
import { epochOf } from "./proper-motion.ts";
import { MARGIN, skyFieldOf } from "./select.ts";
import { ssoPositions, ssosToTu } from "./sso.ts";

/** EuclidTU: what is on the sky of one pointing. */
export const tu = defineStage({
  name: "tu",
  element: "EuclidTU",
  summary: "merges the star and galaxy catalogues into the true universe of a pointing",
  inputs: {
    starcat: each(starCatalogTile, "tiles of the input star catalogue", { path: "starcat.json" }),
    galcat: each(galaxyCatalogTile, "tiles of the input galaxy catalogues", { path: "galcat.json" }),
    ssocat: optional(each(ssoCatalogTile, "tiles of the catalogue of solar-system objects", { path: "ssocat.json" })),
    mdb: one(missionDatabase, "mission database"),
    pointings: list(pointingOutput, "pointings of the planner", { path: "SimPlanner_pkg/pointing_input_files_list.json" }),
  },
  outputs: {
    outputTU: one(trueUniverse, "true universe of the pointing", { path: "call_pointing.iterations.{iteration}.SimTU_pkg/outputTU.xml" }),
  },
  config: z.strictObject({
    iteration: z.number().int().min(1).default(1).meta({ description: "which pointing of the list, from 1" }),
    margin: z.number().min(0).max(1).default(MARGIN).meta({ unit: "deg", description: "sky taken beyond each side of the VIS field" }),
    allowGaps: z
      .boolean()
      .default(false)
      .meta({ description: "take what there is where the tiles of a population leave part of the field empty" }),
    visMagnitudeLimit: z
      .number()
      .optional()
      .meta({ unit: "mag", description: "faintest objects in VIS (AB), besides the limits of the request; none when left out" }),
  }),
  async run({ starcat, galcat, ssocat, mdb, pointings }, config, context) {
    const { iteration, margin, allowGaps } = config;
    const pointing = pointings[iteration - 1];
    if (pointing === undefined) throw new StageError(`--iteration: expected 1 to ${pointings.length}, found ${iteration}`);
    const { identity, randomSeed: seed } = pointing;
    const field = skyFieldOf(pointing.pointing, margin);
    const epoch = epochOf(parseUtc(pointing.start), pointing.tasks.find(({ vis }) => vis !== undefined)?.vis?.orbit);
    const limits = limitsOf(pointing, config.visMagnitudeLimit);
    const photometry = new Photometry((line) => context.log(line, {}, "WARNING"));
    // 20 arcsec a year is more than any star moves.
    const beyond = (20 / 3600) * Math.abs(epoch.years);
    const stars = await gather(
      starcat,
      {
        port: "starcat",
        field,
        allowGaps,
        columns: tuStarColumns,
        places: ["RA", "DEC", "PMRA", "PMDEC", "PARALLAX"],
        positions: (input, rows) => starPositions(input, epoch, rows),
        convert: async (input, tile) => starsToTu(await photometry.measure(input, tile), epoch),
        beyond,
        limits: limits.stars,
      },
      context,
    );
    const galaxies = await gather(
      galcat,
      {
        port: "galcat",
        field,
        allowGaps,
        columns: tuGalaxyColumns,
        places: ["ra_mag_gal", "dec_mag_gal"],
        positions: galaxyPositions,
        convert: async (input, tile) => galaxiesToTu(await photometry.measure(input, tile)),
        beyond: 0.02,
        limits: limits.galaxies,
      },
      context,
    );
    const start = mjdOf(parseUtc(pointing.start));
    const sso =
      ssocat &&
      (await gather(
        ssocat,
        {
          port: "ssocat",
          field,
          allowGaps: undefined,
          columns: tuSsoColumns,
          places: ["RA", "DEC", "EPOCH", "RATE_RA", "RATE_DEC"],
          positions: (input, rows) => ssoPositions(input, start, rows),
          convert: async (input) => ssosToTu(input, start),
          // They go anywhere.
          beyond: 180,
          limits: limits.stars.filter(({ column }) => tuSsoColumns.some(({ name }) => name === column)),
        },
        context,
      ));
    context.log("true universe", {
      stars: stars.catalog.rows,
      galaxies: galaxies.catalog.rows,
      ...(sso && { ssos: sso.catalog.rows }),
      integrated: photometry.integrated,
      mdb: mdb.header.productId,
    });
    const instance = identity.ditherId === 0 ? `${identity.observationId}` : `${identity.observationId}-${identity.ditherId}`;
    const nameOf = (type: string, release: string) =>
      productFileName({ type, instance, seed, runDate: context.runDate, release, extension: "fits" });
    const [starRelease, galaxyRelease] = [stars.releases.join("+"), galaxies.releases.join("+")];
    const ssoRelease = sso?.releases.join("+") ?? "";
    const metadata = (release: string) =>
      new Map([
        ["RELEASE", release],
        ["OBS_ID", instance],
        ["DATE-OBS", pointing.start],
      ]);
    const header = newHeader({
      type: "DpdTrueUniverseOutput",
      id: nameOf("TU", starRelease).replace(/\.fits$/, ""),
      date: context.runDate,
      software: "elvis-tu",
      version: context.version,
      dataSetRelease: pointing.header.dataSetRelease,
    });
    const outputTU = {
      header,
      inputProductId: pointing.header.productId,
      euclidPointingId: identity.pointingId,
      observationId: identity.observationId,
      ditherId: identity.ditherId,
      observationDate: pointing.start,
      pointing: pointing.pointing,
      starRelease,
      galaxyRelease,
      starFileName: nameOf("TUSTARCAT", starRelease),
      galaxyFileName: nameOf("TUGALCAT", galaxyRelease),
      sedLibraries: [...new Set([...stars.sedLibraries, ...galaxies.sedLibraries])],
      referenceFilters: [...new Set([...stars.referenceFilters, ...galaxies.referenceFilters])],
      inputCatalogs: [...stars.uses, ...galaxies.uses, ...(sso?.uses ?? [])],
      parameters: parametersOf(config, pointing, mdb),
      stars: rowsOf(stars.catalog, metadata(starRelease)),
      galaxies: rowsOf(galaxies.catalog, metadata(galaxyRelease)),
      ...(sso && {
        sso: { release: ssoRelease, fileName: nameOf("TUSSOCAT", ssoRelease), ...rowsOf(sso.catalog, metadata(ssoRelease)) },
      }),
    };
    return { outputTU };
  },
});

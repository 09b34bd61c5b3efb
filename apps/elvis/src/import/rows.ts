import {
  type Catalog,
  catalogFromColumns,
  EMISSION_LINES,
  inputGalaxyColumns,
  inputGalaxyFlux,
  inputLineFlux,
  inputStarColumns,
  NO_LINE,
  starFlux,
  TU_BANDS,
} from "@elvis/formats/catalog";
import { starTemplateAt } from "@elvis/reference-workdir";
import { blackBody, fillBands, galaxySpectrum, type KnownFlux } from "./fill.ts";
import { type BulgeAndDisc, inclinationOf, luminosityDistance } from "./shape.ts";

/** What an importer knows of a star. */
export interface Star {
  readonly id: bigint;
  /** degrees */
  readonly ra: number;
  readonly dec: number;
  /** mas/yr */
  readonly motionRa?: number;
  readonly motionDec?: number;
  /** mas; only where it is well measured. */
  readonly parallax?: number;
  /** K */
  readonly temperature: number;
  readonly known: readonly KnownFlux[];
}

/** What an importer knows of a galaxy. */
export interface Galaxy {
  readonly id: bigint;
  readonly ra: number;
  readonly dec: number;
  readonly redshift: number;
  /** 0 (oldest) to 30 (youngest) */
  readonly template: number;
  readonly ebv: number;
  readonly shape: BulgeAndDisc;
  readonly axisRatio: number;
  /** Where it is known apart from the axis ratio of the whole, degrees. */
  readonly inclination?: number;
  /** degrees east of north */
  readonly angle: number;
  readonly kappa?: number;
  readonly gamma1?: number;
  readonly gamma2?: number;
  /** Milky Way A(V), already in the fluxes. */
  readonly extinction?: number;
  /** Some fluxes, or all of TU_BANDS in their order. */
  readonly fluxes: readonly KnownFlux[] | Float64Array;
}

const JANSKY = 1e-23;
/** Number of Calzetti's law, for which the E(B-V) of the sources is meant, among those of Flagship. */
const STARBURST_LAW = 2;
/** Where neither parallax nor anything else tells: a star as bright as the Sun, M(G) = 4.7. */
const SOLAR_MAGNITUDE = 4.7;
const G = TU_BANDS.findIndex(({ name }) => name === "G_GAIA");
const H = TU_BANDS.findIndex(({ name }) => name === "H_2MASS");
const VIS = TU_BANDS.findIndex(({ name }) => name === "VIS");
const magnitude = (flux: number): number => 8.9 - 2.5 * Math.log10(flux);

/**
 * Input star rows, complete: bands by a black body through the known fluxes; distance from the parallax, else that at which the
 * Sun would be as bright, and the parallax that belongs to it; SED_TEMPLATE by temperature.
 */
export function starRows(stars: readonly Star[]): Catalog {
  const fluxes = stars.map(({ known, temperature }) => fillBands(known, blackBody(temperature)));
  const distances = stars.map(({ parallax }, row) =>
    parallax === undefined ? 10 ** ((magnitude(fluxes[row][G]) - SOLAR_MAGNITUDE) / 5 + 1) : 1000 / parallax,
  );
  return catalogFromColumns(inputStarColumns, {
    SOURCE_ID: stars.map(({ id }) => id),
    RA: stars.map(({ ra }) => turn(ra)),
    DEC: stars.map(({ dec }) => dec),
    PMRA: stars.map(({ motionRa }) => motionRa ?? 0),
    PMDEC: stars.map(({ motionDec }) => motionDec ?? 0),
    PARALLAX: distances.map((distance) => Math.min(1000, 1000 / distance)),
    DIST: distances,
    TU_MAG_H_2MASS: fluxes.map((flux) => magnitude(flux[H])),
    SED_TEMPLATE: stars.map(({ temperature }) => starTemplateAt(temperature)),
    AV: stars.map(() => 0),
    ...Object.fromEntries(TU_BANDS.map(({ name }, band) => [starFlux(name), fluxes.map((flux) => flux[band])])),
  });
}

/**
 * Input galaxy rows, complete: bands by the template's continuum through the known fluxes; absolute flux from the luminosity distance
 * without K correction; inclination from the axis ratio; no emission lines, no lensing unless given.
 */
export function galaxyRows(galaxies: readonly Galaxy[]): Catalog {
  const fluxes = galaxies.map(({ fluxes: given, template, redshift }) =>
    given instanceof Float64Array ? given : fillBands(given, galaxySpectrum(template, redshift)),
  );
  const all = <T>(pick: (galaxy: Galaxy, row: number) => T) => galaxies.map(pick);
  const zeros = new Float64Array(galaxies.length);
  const starburst = zeros.map(() => STARBURST_LAW);
  return catalogFromColumns(inputGalaxyColumns, {
    galaxy_id: all(({ id }) => id),
    halo_id: all(({ id }) => id),
    kind: zeros,
    ra_gal: all(({ ra }) => turn(ra)),
    dec_gal: all(({ dec }) => dec),
    ra_mag_gal: all(({ ra }) => turn(ra)),
    dec_mag_gal: all(({ dec }) => dec),
    observed_redshift_gal: all(({ redshift }) => redshift),
    euclid_vis_abs: all(({ redshift }, row) => fluxes[row][VIS] * JANSKY * (luminosityDistance(redshift) / 10) ** 2),
    sed_cosmos_1: all(({ template }) => template),
    ext_curve_cosmos_1: starburst,
    ebv_cosmos_1: all(({ ebv }) => ebv),
    frac_cosmos_1: all(() => 1),
    sed_cosmos_2: all(({ template }) => template),
    ext_curve_cosmos_2: starburst,
    ebv_cosmos_2: all(({ ebv }) => ebv),
    mw_extinction: all(({ extinction }) => extinction ?? 0),
    bulge_fraction: all(({ shape }) => shape.bulgeFraction),
    bulge_r50: all(({ shape }) => shape.bulgeR50),
    disk_r50: all(({ shape }) => shape.discR50),
    bulge_nsersic: all(({ shape }) => shape.bulgeSersic),
    bulge_axis_ratio: all(({ axisRatio }) => axisRatio),
    inclination_angle: all(({ inclination, axisRatio }) => inclination ?? inclinationOf(axisRatio)),
    disk_angle: all(({ angle }) => angle),
    kappa: all(({ kappa }) => kappa ?? 0),
    gamma1: all(({ gamma1 }) => gamma1 ?? 0),
    gamma2: all(({ gamma2 }) => gamma2 ?? 0),
    ...Object.fromEntries(EMISSION_LINES.map((line) => [inputLineFlux(line), all(() => NO_LINE)])),
    ...Object.fromEntries(TU_BANDS.map((band, index) => [inputGalaxyFlux(band), fluxes.map((flux) => flux[index] * JANSKY)])),
  });
}

const turn = (angle: number): number => ((angle % 360) + 360) % 360;

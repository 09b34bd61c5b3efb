/** One photometric band of the true universe. */
export interface Band {
  /** In column names: `TU_FNU_<name>` for stars, `TU_FNU_<name>_MAG` for galaxies. */
  readonly name: string;
  /** Stem of the band's column in Flagship catalogues. */
  readonly flagship: string;
  /** nm, about the middle of the band: for colour rules that only need its place in the spectrum. */
  readonly wavelength: number;
  readonly doc: string;
}

const band = (name: string, flagship: string, wavelength: number, doc: string): Band => ({ name, flagship, wavelength, doc });

/**
 * The bands of the true-universe tables, in the order of their columns.
 *
 * @see names: public EuclidTU table definitions (SHE_PPT, `sim.tuGalaxyCatalog` 0.1); middle wavelengths: the instruments' public filter pages, rounded to 5 nm
 */
export const TU_BANDS: readonly Band[] = [
  band("VIS", "euclid_vis", 715, "Euclid VIS"),
  band("Y_NISP", "euclid_nisp_y", 1085, "Euclid NISP Y"),
  band("J_NISP", "euclid_nisp_j", 1375, "Euclid NISP J"),
  band("H_NISP", "euclid_nisp_h", 1770, "Euclid NISP H"),
  band("G_DECAM", "blanco_decam_g", 480, "Blanco DECam g"),
  band("R_DECAM", "blanco_decam_r", 640, "Blanco DECam r"),
  band("I_DECAM", "blanco_decam_i", 780, "Blanco DECam i"),
  band("Z_DECAM", "blanco_decam_z", 920, "Blanco DECam z"),
  band("U_MEGACAM", "cfht_megacam_u", 370, "CFHT MegaCam u"),
  band("R_MEGACAM", "cfht_megacam_r", 640, "CFHT MegaCam r"),
  band("G_JPCAM", "jst_jpcam_g", 480, "JST JPCam g"),
  band("I_PANSTARRS", "pan_starrs_i", 755, "Pan-STARRS i"),
  band("Z_PANSTARRS", "pan_starrs_z", 870, "Pan-STARRS z"),
  band("G_HSC", "subaru_hsc_g", 480, "Subaru HSC g"),
  band("Z_HSC", "subaru_hsc_z", 890, "Subaru HSC z"),
  band("G_GAIA", "gaia_g", 620, "Gaia G"),
  band("BP_GAIA", "gaia_bp", 510, "Gaia BP"),
  band("RP_GAIA", "gaia_rp", 780, "Gaia RP"),
  band("U_LSST", "lsst_u", 370, "LSST u"),
  band("G_LSST", "lsst_g", 480, "LSST g"),
  band("R_LSST", "lsst_r", 620, "LSST r"),
  band("I_LSST", "lsst_i", 755, "LSST i"),
  band("Z_LSST", "lsst_z", 870, "LSST z"),
  band("Y_LSST", "lsst_y", 970, "LSST y"),
  band("J_2MASS", "2mass_j", 1235, "2MASS J"),
  band("H_2MASS", "2mass_h", 1660, "2MASS H"),
  band("KS_2MASS", "2mass_ks", 2160, "2MASS Ks"),
];

/** Column of a star's flux in a band, Jy. */
export const starFlux = (bandName: string): string => `TU_FNU_${bandName}`;
/** Column of a galaxy's lensed flux in a band, Jy. */
export const galaxyFlux = (bandName: string): string => `TU_FNU_${bandName}_MAG`;
/** Column of a galaxy's flux in an input tile: lensed, with emission lines, internal and Milky Way extinction; erg/s/cm2/Hz. */
export const inputGalaxyFlux = (band: Band): string => `${band.flagship}_el_model3_ext_odonnell_ext`;

/** Column of the same flux before the Milky Way: what a tile has that leaves its extinction to the true universe. */
export const inputGalaxyClearFlux = (band: Band): string => `${band.flagship}_el_model3_ext`;

/** Emission lines of the galaxy tables: `<line>_LOGFLAM_EXT_MAG`; input `logf_<line>_model3_ext`. */
export const EMISSION_LINES = [
  "HALPHA",
  "HBETA",
  "HGAMMA",
  "HDELTA",
  "HEPSILON",
  "PBETA",
  "PGAMMA",
  "PDELTA",
  "PEPSILON",
  "O2",
  "O3",
  "N2",
  "S2",
  "S3",
] as const;

export const lineFlux = (line: string): string => `${line}_LOGFLAM_EXT_MAG`;
export const inputLineFlux = (line: string): string => `logf_${line.toLowerCase()}_model3_ext`;

/** Stands for the logarithm of a line flux of zero. */
export const NO_LINE = -99;

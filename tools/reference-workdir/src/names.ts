/** File names of the original's two params.dat, by port (`the VIS simulation pipeline's training, COSMOS_VIS`). */
export const NAMES = {
  requestTu: "sim_request_VIS_DR1_Step2_COSMOS_4924_R0.xml",
  requestPostTu: "sim_request_VIS_DR1_Step2_COSMOS_4924_R0_PsfLUT.xml",
  mdb: "EUC_MDB_MISSIONCONFIGURATION_DEV_2025-02-04-1.xml",
  survey: "OSS_RSD_20240214T000000-20241231T233933_024.xml.xml",
  orbit: "OEM__EFDS_000V0_______________13266-13310________________00033.EUC_38fa9afa-4343-4d86-8a3b-3de9db1965d9.xml",
  psf: "sim_LUT_FLIGHTPDC_INFOCUS_R2_20240710T120000.xml",
  bias: "VIS_MasterBias_EUCLID_1.0.0-ON_THE_FLY-pcasenov-PLAN-000000-1AR2V4HP-20230815-071343-0-dpdcalib_data-0.xml",
  prnu: "VIS_SmallScaleFlat_EUCLID_1.0.3-ON_THE_FLY-slancien-PLAN-000001-KFHE9UY6-20231201-190014-0-smallscaleflat_out-0.xml",
  gain: "VIS_GainCalibration_EUCLID_1.0.2-ON_THE_FLY-slancien-PLAN-000001-TUBANE8M-20231017-142749-0-gain_model_xml_out-0.xml",
  distortion: "VIS_AstrometryCalibration_EUCLID_1.0.2-ON_THE_FLY-pcasenov-PLAN-000000-RZMXTW96-20230823-110940-0-dist_model_xml_out-0.xml",
  ghost: "VIS_GhostsCalibration_EUCLID_1.0.3-ON_THE_FLY-pcasenov-PLAN-000000-9EQW8ZVP-20231020-075041-0-ghost_model_xml_out-0.xml",
  nonlinearity: "DpdVisNonLinearityModel_TVAC2022_Patty_FlatfieldNL_json-EUCLID.xml",
  xtalk: "VIS_XTalkCalibration_EUCLID_1.0.2-ON_THE_FLY-pcasenov-PLAN-000000-1S0O0JUF-20231020-144555-0-xtalk_model_xml_out-0.xml",
  zerop: "VIS_PhotometryCalibration_EUCLID_1.0.2-ON_THE_FLY-pcasenov-PLAN-000000-USCUC40M-20231107-221406-0-zero_point_xml_out-0.xml",
  bfe: "VIS_BrighterFatterCalibration_EUCLID_1.0.3-ON_THE_FLY-pcasenov-PLAN-000000-OOOC9BKK-20231016-095630-0-bfecalib_xml_out-0.xml",
  QCTable: "VISQC_v3.0_June24June25.xml",
  galcat: "galcat.json",
  starcat: "starcat.json",
  flagmaps: "flagmaps.json",
  illumination: "illumination.json",
  TK_Zplugin: "le2.json",
  cosmicRay: "CRlib.json",
  svmstraylight: "svmstraylight.json",
  inputconfs: "VIS_inputconf.json",
  tucatalog: "call_pointing.iterations.1.SimTU_pkg/outputTU.xml",
} as const;

/** The products that the list files name; the original does not show theirs. */
export const LISTED = {
  flagmaps: "EUC_VIS_FLAGMAP_elvis.xml",
  illumination: "EUC_VIS_ILLUMINATION_elvis.xml",
  TK_Zplugin: "EUC_VIS_ZPLUGIN_elvis.xml",
  cosmicRay: "EUC_SIM_VIS-CRLIB_elvis.xml",
  svmstraylight: "EUC_SIM_VIS-SVMSTRAYLIGHT_elvis.xml",
} as const;

export const GALAXY_SEDS = "EUC_SIM_GALAXY-SEDLIB_elvis.fits";
export const STAR_SEDS = "EUC_SIM_STAR-SEDLIB_elvis.fits";
export const DUST_LAWS = "EUC_SIM_EXTINCTION-LAWS_elvis.fits";
export const FILTERS = "EUC_SIM_REFERENCE-FILTERS_elvis.fits";

/** "EUC-GALCAT_STANDARD-1.10.11-2021-02-17_HPIX_5_NEST_2171_v3" */
export const galaxyTileName = (population: string, index: number): string =>
  `EUC-GALCAT_${population}-1.10.11-2021-02-17_HPIX_5_NEST_${index}_v3`;
/** "STARCAT-RA227.49-DEC31.00-v13_SC8_MAIN" */
export const starTileName = (ra: number, dec: number): string => `STARCAT-RA${ra.toFixed(2)}-DEC${dec.toFixed(2)}-v13_SC8_MAIN`;

/** Keys of the pipelines' own files in params.dat, which nothing here stands for. */
const PIPELINE = [
  ["pkgRepository", "None"],
  ["pipelineDir", "None"],
] as const;
const WORKDIR = [
  ["workdir", "."],
  ["logdir", "logs"],
] as const;
const entries = (...ports: readonly (keyof typeof NAMES)[]): readonly (readonly [string, string])[] =>
  ports.map((port) => [port, NAMES[port]]);

/** Settings of a stage that differ from its own: one exposure, so that a first run is quick. */
const SETTINGS = [["shortExposures", "false"]] as const;

const TU = entries("galcat", "starcat", "mdb", "survey", "orbit");
const MODELS = entries(
  "psf",
  "bias",
  "prnu",
  "flagmaps",
  "gain",
  "distortion",
  "ghost",
  "nonlinearity",
  "xtalk",
  "zerop",
  "bfe",
  "illumination",
  "QCTable",
  "TK_Zplugin",
  "cosmicRay",
  "svmstraylight",
);
const BETWEEN = entries("tucatalog", "inputconfs");

/** The lists of ports of the two pipelines, in the original's order, and a setting that is not of it; and both together, for a stage that is run by itself in the workdir. */
export const PARAMS: Readonly<Record<string, readonly (readonly [string, string])[]>> = {
  "params_TU.dat": [...WORKDIR, ["simrequest", NAMES.requestTu], ...TU, ...PIPELINE, ...SETTINGS],
  "params_PostTU.dat": [...WORKDIR, ["simrequest", NAMES.requestPostTu], ...BETWEEN, ...entries("mdb"), ...MODELS, ...PIPELINE],
  "params.dat": [...WORKDIR, ["simrequest", NAMES.requestTu], ...TU, ...BETWEEN, ...MODELS, ...PIPELINE, ...SETTINGS],
};

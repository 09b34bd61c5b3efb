import { tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "../catalog/index.ts";
import { FormatError } from "../errors.ts";
import { type FitsFile, type HduToWrite, openFits, writeFits } from "../fits/index.ts";
import type { Folder } from "../io.ts";
import { readImageMap } from "./calibration/image-map.ts";
import { BIAS_RULES, ILLUMINATION_RULES, imagesToWrite, PRNU_RULES, STRAYLIGHT_RULES } from "./calibration/images.ts";
import { psfToWrite, readPsf } from "./calibration/psf.ts";
import { cosmicRaysToWrite, defectsToWrite, readCosmicRays, readDefects } from "./calibration/tables.ts";
import { openRows, type TableFile, writeRows } from "./catalog-tile-rows.ts";
import type { CheckedConf } from "./detector-job-conf.ts";
import { LETTERS } from "./detector-job-keys.ts";
import type { CcdId, DetectorJob, DetectorModels, Rows } from "./types.ts";

/** Bare names in `data/` of what does not stand in the text. */
export type PartNames = Readonly<
  Record<
    | "PSF_FILE"
    | "BIAS_FILE"
    | "PRNU_FILE"
    | "ILLUMINATION_FILE"
    | "STRAYLIGHT_FILE"
    | "HOTPIX_FILE"
    | "COSMICRAY_FILE"
    | "STARCAT_FILE"
    | "GALCAT_FILE",
    string
  >
> & { readonly SSOCAT_FILE?: string };
type Parts = Pick<
  DetectorModels,
  "psf" | "psfFileName" | "biasStructure" | "prnu" | "illumination" | "straylight" | "defects" | "cosmicRays"
> & { readonly stars: Rows; readonly galaxies: Rows; readonly sso?: Rows };

const STARS: TableFile = { name: "STARS", columns: tuStarColumns };
const GALAXIES: TableFile = { name: "GALAXIES", columns: tuGalaxyColumns };
const SSOS: TableFile = { name: "SSOS", columns: tuSsoColumns };

/** Writes a job's files; images and rows pass through one at a time. */
export async function writeParts({ ccd, models, stars, galaxies, sso }: DetectorJob, names: PartNames, folder: Folder): Promise<void> {
  const write = (name: string, hdus: Iterable<HduToWrite>): Promise<void> => folder.create(`data/${name}`, (sink) => writeFits(sink, hdus));
  if (models.psfFileName === undefined) await write(names.PSF_FILE, psfToWrite(models.psf));
  await write(names.BIAS_FILE, imagesToWrite(models.biasStructure));
  await write(names.PRNU_FILE, imagesToWrite(models.prnu));
  await write(names.ILLUMINATION_FILE, imagesToWrite(models.illumination));
  await write(names.STRAYLIGHT_FILE, imagesToWrite(models.straylight));
  await write(names.HOTPIX_FILE, defectsToWrite({ ccds: [ccd], read: async () => models.defects }));
  await write(names.COSMICRAY_FILE, cosmicRaysToWrite(models.cosmicRays));
  await writeRows(folder, names.STARCAT_FILE, STARS, stars);
  await writeRows(folder, names.GALCAT_FILE, GALAXIES, galaxies);
  if (sso !== undefined && names.SSOCAT_FILE !== undefined) await writeRows(folder, names.SSOCAT_FILE, SSOS, sso);
}

/** Opens a job's files. @throws FormatError naming the file that is not there or is not what it should be */
export async function openParts(conf: CheckedConf, ccd: CcdId, folder: Folder): Promise<Parts> {
  const open = async (key: keyof PartNames): Promise<FitsFile> => openFits(await folder.open(`data/${conf.text(key)}`));
  const hotPixels = await open("HOTPIX_FILE");
  const defects = readDefects(hotPixels);
  if (!defects.ccds.includes(ccd)) throw new FormatError(hotPixels.name, "", `a table named ${ccd}`, defects.ccds.join(", ") || "none");
  return {
    psf: await readPsf(await open("PSF_FILE")),
    psfFileName: conf.text("PSF_FILE"),
    biasStructure: readImageMap(await open("BIAS_FILE"), { names: LETTERS, ...BIAS_RULES }),
    prnu: readImageMap(await open("PRNU_FILE"), { names: LETTERS, ...PRNU_RULES }),
    illumination: readImageMap(await open("ILLUMINATION_FILE"), { names: [ccd], ...ILLUMINATION_RULES }),
    straylight: readImageMap(await open("STRAYLIGHT_FILE"), { names: [ccd], ...STRAYLIGHT_RULES }),
    defects: await defects.read(ccd),
    cosmicRays: await readCosmicRays(await open("COSMICRAY_FILE")),
    stars: await openRows(folder, conf.text("STARCAT_FILE"), STARS),
    galaxies: await openRows(folder, conf.text("GALCAT_FILE"), GALAXIES),
    ...(conf.has("SSOCAT_FILE") && { sso: await openRows(folder, conf.text("SSOCAT_FILE"), SSOS) }),
  };
}

import type { Codec } from "../../codec.ts";
import type { FitsFile, HduToWrite } from "../../fits/types.ts";
import type { Calibration, CrosstalkModel, PsfModel } from "../types.ts";
import { type CalibrationDescriptor, calibrationCodec } from "./codec.ts";
import { biasToWrite, imagesToWrite, readBias, readIllumination, readPrnu, readStraylight } from "./images.ts";
import type { Json } from "./json.ts";
import {
  crosstalkToWrite,
  readBrighterFatter,
  readCrosstalk,
  readDistortion,
  readGain,
  readGhost,
  readNonLinearity,
  readPlugin,
  readQualityTable,
  readZeroPoint,
} from "./json-models.ts";
import { psfToWrite, readPsf } from "./psf.ts";
import { cosmicRaysToWrite, defectsToWrite, readCosmicRays, readDefects } from "./tables.ts";

/** Root element, format name and description; the namespace and the codec's id follow from the root. */
type Labels = readonly [type: string, doc: string, ...aliases: string[]];

const fits = <Model>(
  [type, doc, ...aliases]: Labels,
  read: (file: FitsFile) => Model | Promise<Model>,
  hdus: (model: Model) => Iterable<HduToWrite>,
): Codec<Calibration<Model>> => calibrationCodec({ ...labels(type), type, doc, aliases, data: { extension: "fits", read, hdus } });

const json = <Model>(
  [type, doc, ...aliases]: Labels,
  read: (json: Json) => Model,
  value?: (model: Model) => unknown,
): Codec<Calibration<Model>> => calibrationCodec({ ...labels(type), type, doc, aliases, data: { extension: "json", read, value } });

/** "DpdVisGainModel": id "vis.gain-model", format "vis.gainModel", namespace ending "gainmodel". */
function labels(type: string): Pick<CalibrationDescriptor<unknown>, "id" | "stub" | "format"> {
  const name = type.slice("DpdVis".length);
  return {
    id: `vis.${name.replace(/(?<=[a-z])[A-Z]/g, "-$&").toLowerCase()}`,
    stub: name.toLowerCase(),
    format: `vis.${name[0].toLowerCase()}${name.slice(1)}`,
  };
}

/**
 * The codecs of the instrument models, by the port of params.dat that takes them.
 *
 * Root elements are those of the public data product documentation where it names them (GainModel, NonLinearityModel, XTalkModel,
 * DistortionModel, MasterFlat), else formed like them. What is inside the data file is said at each reader.
 */
export const instrumentModels = {
  psf: fits<PsfModel>(["DpdVisPsfModel", "PSF look-up table"], readPsf, psfToWrite),
  bias: fits(["DpdVisMasterBias", "master bias: level, read noise, structure", "DpdVisMasterBiasFrame"], readBias, biasToWrite),
  prnu: fits(["DpdVisMasterFlat", "small-scale flat (PRNU)", "DpdVisSmallScaleFlat"], readPrnu, imagesToWrite),
  flagmaps: fits(["DpdVisFlagMap", "defects of the CCDs: hot pixels, bad columns"], readDefects, defectsToWrite),
  gain: json(["DpdVisGainModel", "gain of each quadrant, e-/ADU"], readGain),
  distortion: json(["DpdVisDistortionModel", "field angles to focal plane"], readDistortion),
  ghost: json(["DpdVisGhostModel", "ghosts of bright stars"], readGhost),
  nonlinearity: json(["DpdVisNonLinearityModel", "non-linearity of each quadrant"], readNonLinearity),
  xtalk: json<CrosstalkModel>(["DpdVisXTalkModel", "crosstalk between quadrants"], readCrosstalk, crosstalkToWrite),
  zerop: json(["DpdVisZeroPoint", "photometric zero point"], readZeroPoint),
  bfe: json(["DpdVisBrighterFatterModel", "brighter-fatter coefficients"], readBrighterFatter),
  illumination: fits(["DpdVisIlluminationCorrection", "large-scale flat", "DpdVisLargeFlat"], readIllumination, imagesToWrite),
  QCTable: json(["DpdVisQualityTable", "quality-control limits; read and recorded only"], readQualityTable),
  TK_Zplugin: json(["DpdVisZPlugin", "Z plug-in configuration; read and recorded only"], readPlugin),
  cosmicRay: fits(["DpdVisCosmicRayLibrary", "cosmic-ray lengths and energies"], readCosmicRays, cosmicRaysToWrite),
  svmstraylight: fits(["DpdVisSvmStraylight", "straylight of the service module"], readStraylight, ({ map }) => imagesToWrite(map)),
} as const;

import { instrumentModels } from "@elvis/formats/product";
import { list, one } from "@elvis/stage";

/** The instrument models, each under its key in params.dat; those that are JSON lists there are lists here. */
export const modelInputs = {
  psf: one(instrumentModels.psf, instrumentModels.psf.doc),
  bias: one(instrumentModels.bias, instrumentModels.bias.doc),
  prnu: one(instrumentModels.prnu, instrumentModels.prnu.doc),
  flagmaps: list(instrumentModels.flagmaps, instrumentModels.flagmaps.doc),
  gain: one(instrumentModels.gain, instrumentModels.gain.doc),
  distortion: one(instrumentModels.distortion, instrumentModels.distortion.doc),
  ghost: one(instrumentModels.ghost, instrumentModels.ghost.doc),
  nonlinearity: one(instrumentModels.nonlinearity, instrumentModels.nonlinearity.doc),
  xtalk: one(instrumentModels.xtalk, instrumentModels.xtalk.doc),
  zerop: one(instrumentModels.zerop, instrumentModels.zerop.doc),
  bfe: one(instrumentModels.bfe, instrumentModels.bfe.doc),
  illumination: list(instrumentModels.illumination, instrumentModels.illumination.doc),
  QCTable: one(instrumentModels.QCTable, instrumentModels.QCTable.doc),
  TK_Zplugin: list(instrumentModels.TK_Zplugin, instrumentModels.TK_Zplugin.doc),
  cosmicRay: list(instrumentModels.cosmicRay, instrumentModels.cosmicRay.doc),
  svmstraylight: list(instrumentModels.svmstraylight, instrumentModels.svmstraylight.doc),
} as const;

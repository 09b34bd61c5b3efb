import { instrumentModels } from "@elvis/formats/product";
import { list, one } from "@elvis/stage";

/** The instrument models, each under its key in params.dat; those that are JSON lists there are lists here. */
export const modelInputs = {
  psf: one(instrumentModels.psf, "how a point of light spreads over the field"),
  bias: one(instrumentModels.bias, "pedestal, read noise and bias structure of the 144 quadrants"),
  prnu: one(instrumentModels.prnu, "response of each pixel relative to its neighbours"),
  flagmaps: list(instrumentModels.flagmaps, "defects of the 36 CCDs"),
  gain: one(instrumentModels.gain, "gain of the 144 quadrants"),
  distortion: one(instrumentModels.distortion, "where field angles fall in the focal plane"),
  ghost: one(instrumentModels.ghost, "place and strength of ghosts"),
  nonlinearity: one(instrumentModels.nonlinearity, "response of the 144 quadrants to charge"),
  xtalk: one(instrumentModels.xtalk, "couplings between the quadrants"),
  zerop: one(instrumentModels.zerop, "magnitude that gives one electron a second"),
  bfe: one(instrumentModels.bfe, "how collected charge moves the borders of pixels"),
  illumination: list(instrumentModels.illumination, "response over the focal plane"),
  QCTable: one(instrumentModels.QCTable, "checked and named in the log, nothing else"),
  TK_Zplugin: list(instrumentModels.TK_Zplugin, "checked and named in the log, nothing else"),
  cosmicRay: list(instrumentModels.cosmicRay, "what cosmic rays leave behind"),
  svmstraylight: list(instrumentModels.svmstraylight, "light that reaches the CCDs from beside"),
} as const;

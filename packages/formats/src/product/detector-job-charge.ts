import type { ConfValue } from "../config/elvis-conf.ts";
import { FormatError } from "../errors.ts";
import type { CheckedConf } from "./detector-job-conf.ts";
import type { DetectorKey } from "./detector-job-keys.ts";
import type { CtiDirection, CtiModel, DetectorJob, DetectorModels, PumpingModel, TrapSpecies } from "./types.ts";

const DIRECTIONS = ["parallel", "serial"] as const satisfies readonly (keyof CtiModel)[];

/** Keys of the traps in one direction: CTI_PARALLEL_…, CTI_SERIAL_…; 0 where a job has no traps. */
function ctiKeys(direction: keyof CtiModel): readonly DetectorKey[] {
  const [line, lines] = direction === "parallel" ? ["column", "rows"] : ["row", "columns"];
  const key = (name: string, type: DetectorKey["type"], unit: string, doc: string, of: (it: CtiDirection) => ConfValue): DetectorKey => ({
    name: `CTI_${direction.toUpperCase()}_${name}`,
    type,
    unit,
    doc: `${direction} charge transfer: ${doc}`,
    optional: true,
    of: ({ models }: DetectorJob) => (models.cti === undefined ? 0 : of(models.cti[direction])),
    ...(type !== "switch" && name !== "WELL" && { min: 0 }),
  });
  const flag = (name: string, doc: string, of: (it: CtiDirection) => boolean): DetectorKey =>
    key(name, "switch", "", doc, (it) => Number(of(it)));
  return [
    key(
      "TRAPS",
      "matrix",
      "",
      "kinds of traps, one a row: traps a pixel, release time (transfers), standard deviation of its logarithm, capture time (transfers; 0: at once); for traps near the surface also the volumes of the well below which there are none and above which are all",
      ({ traps }) => (traps.length === 0 ? 0 : traps.map(rowOf)),
    ),
    {
      ...key(
        "WELL",
        "numbers",
        "",
        "full well (electrons), notch (electrons; below 0: power of ten), power, volume that the first electron fills",
        ({ well }) => [well.fullWell, well.notch, well.power, well.firstElectronFill],
      ),
      length: 4,
    },
    key("PHASES", "matrix", "", "phases of a pixel, one a row: dwell time (transfers), share of the traps", ({ phases }) =>
      phases.map(({ dwellTime, trapShare }) => [dwellTime, trapShare]),
    ),
    key("EXPRESS", "integer", "", "passes that stand for all transfers; 0: each by itself", ({ express }) => express),
    {
      ...key("WINDOW", "numbers", "pixel", `${lines} that have traps: the first and the one after the last`, ({ window }) => window ?? 0),
      length: 2,
    },
    flag("EMPTYLINES", `whether each ${line} finds the traps empty`, (it) => it.emptyBetweenLines),
    flag("EMPTYFIRST", "whether the first transfer of each pixel does", (it) => it.emptyForFirstTransfers),
    flag("RELEASEAWAY", "whether nothing is released towards the readout", (it) => it.releaseAway),
    flag("INTEGER", "whether passes stand for whole numbers of transfers", (it) => it.integerExpress),
  ];
}

const rowOf = ({ density, releaseTime, releaseSigma, captureTime, surface }: TrapSpecies): readonly number[] => [
  density,
  releaseTime,
  releaseSigma,
  captureTime,
  ...(surface === undefined ? [] : [surface.none, surface.full]),
];

const optional = (name: string, type: DetectorKey["type"], unit: string, doc: string, of: DetectorKey["of"]): DetectorKey => ({
  name,
  type,
  unit,
  doc,
  of,
  optional: true,
  ...(type === "integer" || type === "real" || type === "numbers" ? { min: 0 } : {}),
});

/** Keys of what is done to charge by traps and on purpose: charge transfer, charge injection, trap pumping. All may be absent. */
export const CHARGE_KEYS: readonly DetectorKey[] = [
  ...DIRECTIONS.flatMap(ctiKeys),
  {
    ...optional(
      "INJECTION_LINES",
      "numbers",
      "pixel",
      "charge injection: lines with charge, lines without, the first line and the one after the last",
      ({ models: { injection: it } }) => (it === undefined ? 0 : [it.injectedLines, it.nonInjectedLines, it.start, it.end]),
    ),
    length: 4,
  },
  optional("INJECTION_LEVEL", "real", "electron", "charge injection: mean over the columns", ({ models }) => models.injection?.level ?? 0),
  optional(
    "INJECTION_NONUNIFORMITY",
    "real",
    "electron",
    "charge injection: rms from column to column",
    ({ models }) => models.injection?.nonUniformity ?? 0,
  ),
  {
    ...optional(
      "INJECTION_SLOPE",
      "real",
      "",
      "charge injection: power of the line's number in its block, from 1",
      ({ models }) => models.injection?.slope ?? 0,
    ),
    min: -1,
    max: 1,
  },
  optional("PUMPING_DIRECTION", "text", "", "trap pumping: parallel or serial", ({ models }) => models.pumping?.direction ?? 0),
  optional("PUMPING_PUMPS", "integer", "", "trap pumping: times back and forth", ({ models }) => models.pumping?.pumps ?? 0),
  optional("PUMPING_PHASETIME", "real", "s", "trap pumping: time in a phase", ({ models }) => models.pumping?.phaseTime ?? 0),
  optional(
    "PUMPING_RELEASESIGMA",
    "real",
    "",
    "trap pumping: standard deviation of ln(release time) from trap to trap",
    ({ models }) => models.pumping?.releaseSigma ?? 0,
  ),
];

/** The models that the text has. @throws FormatError for one that is not whole */
export function chargeModelsOf(conf: CheckedConf, file: string): Pick<DetectorModels, "cti" | "injection" | "pumping"> {
  const hasTraps = DIRECTIONS.some((direction) => conf.has(`CTI_${direction.toUpperCase()}_WELL`));
  return {
    ...(hasTraps && { cti: { parallel: ctiOf(conf, file, "PARALLEL"), serial: ctiOf(conf, file, "SERIAL") } }),
    ...(conf.has("INJECTION_LINES") && { injection: injectionOf(conf, file) }),
    ...(conf.has("PUMPING_DIRECTION") && { pumping: pumpingOf(conf, file) }),
  };
}

function ctiOf(conf: CheckedConf, file: string, direction: string): CtiDirection {
  const name = (key: string): string => `CTI_${direction}_${key}`;
  for (const key of ["WELL", "PHASES"])
    if (!conf.has(name(key))) throw new FormatError(file, "", `the key ${name(key)}, as there are traps`, "none");
  const [fullWell, notch, power, firstElectronFill] = conf.numbers(name("WELL"));
  if (!(fullWell > 0 && fullWell > notch && power > 0 && firstElectronFill >= 0 && firstElectronFill <= 1))
    throw new FormatError(
      file,
      name("WELL"),
      "a full well above 0 and above the notch, a power above 0, a volume from 0 to 1",
      conf.numbers(name("WELL")).join(", "),
    );
  const traps = conf.has(name("TRAPS")) ? conf.matrix(name("TRAPS")).map((row) => trapsOf(row, file, name("TRAPS"))) : [];
  const phases = conf.matrix(name("PHASES")).map((row) => {
    if (row.length !== 2 || !(row[0] > 0 && row[1] <= 1))
      throw new FormatError(file, name("PHASES"), "rows of a dwell time above 0 and a share from 0 to 1", row.join(", "));
    return { dwellTime: row[0], trapShare: row[1] };
  });
  const window = conf.has(name("WINDOW")) ? conf.numbers(name("WINDOW")) : undefined;
  return {
    traps,
    well: { fullWell, notch, power, firstElectronFill },
    phases,
    express: conf.number(name("EXPRESS")),
    ...(window !== undefined && { window: [window[0], window[1]] as const }),
    emptyBetweenLines: conf.switch(name("EMPTYLINES")),
    emptyForFirstTransfers: conf.switch(name("EMPTYFIRST")),
    releaseAway: conf.switch(name("RELEASEAWAY")),
    integerExpress: conf.switch(name("INTEGER")),
  };
}

function trapsOf(row: readonly number[], file: string, name: string): TrapSpecies {
  const [density, releaseTime, releaseSigma = 0, captureTime = 0, none, full] = row;
  const isSurface = row.length === 6;
  const isRight =
    (row.length === 4 || isSurface) &&
    releaseTime > 0 &&
    (!isSurface || (none <= full && full <= 1 && releaseSigma === 0 && captureTime === 0));
  if (!isRight)
    throw new FormatError(
      file,
      name,
      "rows of density, release time (above 0), sigma and capture time, and with those two 0 perhaps two volumes, 0 to 1 and rising",
      row.join(", "),
    );
  return { density, releaseTime, releaseSigma, captureTime, ...(isSurface && { surface: { none, full } }) };
}

function injectionOf(conf: CheckedConf, file: string): NonNullable<DetectorModels["injection"]> {
  const lines = conf.numbers("INJECTION_LINES");
  const [injectedLines, nonInjectedLines, start, end] = lines;
  if (!lines.every(Number.isInteger) || injectedLines < 1 || end <= start)
    throw new FormatError(
      file,
      "INJECTION_LINES",
      "whole numbers: 1 or more, 0 or more, a first line and one after the last",
      lines.join(", "),
    );
  return {
    level: conf.number("INJECTION_LEVEL"),
    nonUniformity: conf.number("INJECTION_NONUNIFORMITY"),
    slope: conf.number("INJECTION_SLOPE"),
    injectedLines,
    nonInjectedLines,
    start,
    end,
  };
}

function pumpingOf(conf: CheckedConf, file: string): PumpingModel {
  const direction = DIRECTIONS.find((it) => it === conf.text("PUMPING_DIRECTION"));
  if (direction === undefined) throw new FormatError(file, "PUMPING_DIRECTION", "parallel or serial", conf.text("PUMPING_DIRECTION"));
  const pumps = conf.number("PUMPING_PUMPS");
  if (pumps < 1) throw new FormatError(file, "PUMPING_PUMPS", "1 or more", String(pumps));
  return { direction, pumps, phaseTime: conf.number("PUMPING_PHASETIME"), releaseSigma: conf.number("PUMPING_RELEASESIGMA") };
}

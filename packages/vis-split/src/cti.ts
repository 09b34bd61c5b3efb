import { mjdOf, parseUtc } from "@elvis/focal-plane";
import { type CtiDirection, type CtiModel, type MissionDatabase, mdbTable } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { numberOr } from "./model.ts";

const VIS = "SpaceSegment.Instrument.VIS.CTI";

/** For mission databases without them: those of 2017 (SC3), which are the only public ones. Release times in transfers. */
const DENSITIES = { Parallel: [0.1656, 0.3185], Serial: [0.0442, 0.1326, 3.9782] } as const;
const RELEASE_TIMES = { Parallel: [1.25, 4.4], Serial: [0.8, 3.5, 20] } as const;
const FULL_WELL = 200_000;
const POWER = 0.58;
const NOTCH = 1e-9;
const EXPRESS = 5;

const LAUNCH = mjdOf(parseUtc("2023-07-01T15:12:00Z"));
/** Days: 6.25 years, the mission for which Euclid was built (Laureijs et al. 2011). */
const MISSION = 6.25 * 365.25;

/**
 * How many of the mission database's traps, which are those of the end of the mission, there are on a day: their number grows evenly from launch on, as
 * Gaia's at L2 did but for a few storms (Crowley et al. 2016). Before launch: all of them, as plans made on the ground expect.
 *
 * @param date UTC, ISO 8601
 */
export function trapShareOn(date: string): number {
  const flown = (mjdOf(parseUtc(date)) - LAUNCH) / MISSION;
  return flown < 0 ? 1 : flown;
}

/**
 * The traps that charge meets on its way to the readout, the same in all CCDs.
 *
 * @param share of the database's traps that are there
 * @throws StageError or FormatError naming the parameter that has no meaning
 */
export const ctiOf = (mdb: MissionDatabase, share: number): CtiModel => ({
  parallel: directionOf(mdb, "Parallel", share),
  serial: directionOf(mdb, "Serial", share),
});

function directionOf(mdb: MissionDatabase, direction: "Parallel" | "Serial", share: number): CtiDirection {
  const title = (name: string): string => `${VIS}${direction}${name}`;
  const densities = rowOr(mdb, title("TrapDensity"), DENSITIES[direction]);
  const releaseTimes = rowOr(mdb, title("TrapLifeTime"), RELEASE_TIMES[direction]);
  const refuse = (name: string, expected: string, found: string): never => {
    throw new StageError(`--mdb: ${mdb.header.productId}: ${title(name)}: expected ${expected}, found ${found}`);
  };
  if (releaseTimes.length !== densities.length)
    refuse("TrapLifeTime", `${densities.length} numbers, as there are densities`, String(releaseTimes.length));
  if (!densities.every((density) => density >= 0)) refuse("TrapDensity", "traps a pixel, 0 or more", densities.join(", "));
  if (!releaseTimes.every((time) => time > 0)) refuse("TrapLifeTime", "transfers, above 0", releaseTimes.join(", "));
  const express = numberOr(mdb, title("Express"), EXPRESS);
  if (!(Number.isInteger(express) && express >= 0)) refuse("Express", "a whole number from 0", String(express));
  return {
    traps: densities.map((density, at) => ({ density: share * density, releaseTime: releaseTimes[at], releaseSigma: 0, captureTime: 0 })),
    well: {
      fullWell: numberOr(mdb, title("WellDepth"), FULL_WELL),
      notch: numberOr(mdb, title("WellNotchDepth"), NOTCH),
      power: numberOr(mdb, title("WellFillPower"), POWER),
      firstElectronFill: 0,
    },
    phases: [{ dwellTime: 1, trapShare: 1 }],
    express,
    emptyBetweenLines: true,
    emptyForFirstTransfers: false,
    releaseAway: true,
    integerExpress: false,
  };
}

/** The one row of a table. */
function rowOr(mdb: MissionDatabase, title: string, otherwise: readonly number[]): readonly number[] {
  if (!mdb.parameters.has(title)) return otherwise;
  const { rows } = mdbTable(mdb, title);
  if (rows.length !== 1)
    throw new StageError(`--mdb: ${mdb.header.productId}: ${title}: expected a table of one row, found ${rows.length}`);
  return rows[0];
}

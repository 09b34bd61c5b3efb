import type { DetectorModels, MissionDatabase, VisInputConfiguration } from "@elvis/formats/product";
import { StageError } from "@elvis/stage";
import { numberOr } from "./model.ts";

/** Titles of ours: the public database says nothing of them. */
const NON_UNIFORMITY = "SpaceSegment.Instrument.VIS.ChargeInjectionNonUniformity";
const SLOPE = "SpaceSegment.Instrument.VIS.ChargeInjectionSlope";
const RELEASE_SIGMA = "SpaceSegment.Instrument.VIS.TrapPumpingReleaseSigma";

/** Electrons, rms from column to column; PyAutoCTI's simulation of Euclid's charge injection. */
const COLUMN_RMS = 100;
/** ours */
const NO_SLOPE = 0;
const RELEASE_SPREAD = 0.1;

type Task = Pick<VisInputConfiguration, "effects" | "chargeInjection" | "trapPumping" | "fileName">;

/**
 * Charge that is injected in an exposure, and how traps are pumped: what the task says, with the CCD's own numbers from the mission database.
 *
 * @throws StageError when an effect is on and the task does not say how
 */
export function injectionOf(
  { effects, chargeInjection, trapPumping, fileName }: Task,
  mdb: MissionDatabase,
): Pick<DetectorModels, "injection" | "pumping"> {
  const isNeeded = effects.CHARGEINJECTION || effects.TRAP_PUMPING;
  if (!isNeeded) return {};
  if (chargeInjection === undefined || (effects.CHARGEINJECTION && !chargeInjection.isOn)) {
    const found = chargeInjection === undefined ? "none" : "Status false";
    const key = effects.CHARGEINJECTION ? "CHARGEINJECTION" : "TRAP_PUMPING";
    throw new StageError(`${fileName}: ${key} is on: expected a ChargedInduced with Status true, found ${found}`);
  }
  const { injectedLines, nonInjectedLines, verticalStart, verticalEnd, level } = chargeInjection;
  return {
    ...(effects.CHARGEINJECTION && {
      injection: {
        level,
        nonUniformity: numberOr(mdb, NON_UNIFORMITY, COLUMN_RMS),
        slope: numberOr(mdb, SLOPE, NO_SLOPE),
        injectedLines,
        nonInjectedLines,
        start: verticalStart,
        end: verticalEnd,
      },
    }),
    ...pumpingOf({ effects, chargeInjection, trapPumping, fileName }, mdb),
  };
}

/** us */
const MICROSECOND = 1e-6;

function pumpingOf({ effects, chargeInjection, trapPumping, fileName }: Task, mdb: MissionDatabase): Pick<DetectorModels, "pumping"> {
  if (!effects.TRAP_PUMPING) return {};
  if (trapPumping === undefined || chargeInjection === undefined)
    throw new StageError(`${fileName}: TRAP_PUMPING is on: expected a TrapPumping with Status and PumpCount, found none`);
  const { direction, pumps } = trapPumping;
  // The clock's times are those of the charge-injection block, as in the raw frame's product.
  const phaseTime = MICROSECOND * (direction === "parallel" ? chargeInjection.toi : chargeInjection.dwellTime);
  return { pumping: { direction, pumps, phaseTime, releaseSigma: numberOr(mdb, RELEASE_SIGMA, RELEASE_SPREAD) } };
}

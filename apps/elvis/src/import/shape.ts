import { SERSIC_MAX } from "@elvis/kernels";

/** Bulge and disc of a galaxy, as in the catalogues: half-light radii along the major axis, arcsec. */
export interface BulgeAndDisc {
  readonly bulgeFraction: number;
  readonly bulgeR50: number;
  /** 0 without a disc. */
  readonly discR50: number;
  readonly bulgeSersic: number;
}

/**
 * Splits one Sersic profile into bulge and disc.
 *
 * The rule: index 1 or less is a pure disc; 4 or more is a pure bulge of that index (6.2 at most, the highest that is drawn); between, a bulge of index 4 with the
 * share (n - 1) / 3 and a disc with the rest. Both have the whole's half-light radius, so their sum has it too.
 *
 * @param radius half-light radius along the major axis, arcsec
 */
export function splitSersic(sersic: number, radius: number): BulgeAndDisc {
  if (sersic <= 1) return { bulgeFraction: 0, bulgeR50: radius, discR50: radius, bulgeSersic: 4 };
  if (sersic >= 4) return { bulgeFraction: 1, bulgeR50: radius, discR50: 0, bulgeSersic: Math.min(sersic, SERSIC_MAX) };
  return { bulgeFraction: (sersic - 1) / 3, bulgeR50: radius, discR50: radius, bulgeSersic: 4 };
}

/** Thickness of a disc over its diameter. @see Padilla & Strauss 2008, MNRAS 388, 1321: 0.2 for spirals */
const THICKNESS = 0.2;

/** Inclination at which a disc of finite thickness looks as flat as `axisRatio`, degrees; 90 for what is flatter. */
export function inclinationOf(axisRatio: number): number {
  const cosine2 = (axisRatio ** 2 - THICKNESS ** 2) / (1 - THICKNESS ** 2);
  return (Math.acos(Math.sqrt(Math.min(1, Math.max(0, cosine2)))) * 180) / Math.PI;
}

const OMEGA_MATTER = 0.319;
/** c / H0, pc, for H0 = 67 km/s/Mpc. */
const HUBBLE_DISTANCE = (299_792.458 / 67) * 1e6;

/**
 * Luminosity distance in the flat universe of the Flagship simulation (matter 0.319, H0 67).
 *
 * @returns pc; at least that of redshift 0.001
 */
export function luminosityDistance(redshift: number, matter: number = OMEGA_MATTER, hubbleDistance: number = HUBBLE_DISTANCE): number {
  const z = Math.max(redshift, 0.001);
  const steps = 200;
  const inverse = (at: number) => 1 / Math.sqrt(matter * (1 + at) ** 3 + 1 - matter);
  let sum = inverse(0) + inverse(z);
  for (let step = 1; step < steps; step++) sum += inverse((z * step) / steps) * (step % 2 === 1 ? 4 : 2);
  return ((1 + z) * hubbleDistance * (sum * z)) / (3 * steps);
}

import { exp, pow } from "../math.ts";

/** How the electrons of a pixel fill the well of one phase. */
export interface Well {
  /** Electrons that fill the whole volume. */
  readonly fullWell: number;
  /**
   * From 0 up: electrons at the bottom of the well that meet no traps. Below 0: the power of ten of the volume that no electrons at all still fill,
   * say -3 for a thousandth; the fill is then a power law whose zero lies at a negative number of electrons, with an exponential tail
   * (the "logarithmic" fill; Clarke et al. 2012).
   */
  readonly notch: number;
  /** Exponent of volume against electrons, above 0. */
  readonly power: number;
  /** Volume that the first electron fills at once, 0 to 1. */
  readonly firstElectronFill: number;
}

/** The law of a well in numbers. */
export interface WellLaw {
  readonly full: number;
  /** Electrons above which the power law holds, those at which it would be 0, and 1 / the rest of the well. */
  readonly start: number;
  readonly zero: number;
  readonly perElectron: number;
  readonly power: number;
  /** Volume that the first electron fills. */
  readonly first: number;
  /** Volume at the start of the power law, and how fast it falls below, 1/electron. */
  readonly tail: number;
  readonly tailRate: number;
}

/** @throws RangeError when the well has no depth or its law has no meaning */
export function wellLaw({ fullWell, notch, power, firstElectronFill }: Well): WellLaw {
  if (!(fullWell > 0 && fullWell > notch && Number.isFinite(notch)))
    throw new RangeError(`kernels: traps: full well ${fullWell} and notch ${notch}, expected a full well above 0 and above the notch`);
  if (!(power > 0)) throw new RangeError(`kernels: traps: well fill power ${power}, expected above 0`);
  if (!(firstElectronFill >= 0 && firstElectronFill <= 1))
    throw new RangeError(`kernels: traps: first electron fill ${firstElectronFill}, expected 0 to 1`);
  const tail = notch < 0 ? pow(10, notch) : 0;
  const zero = notch < 0 ? fullWell / (1 - pow(tail, -1 / power)) : notch;
  return {
    full: fullWell,
    start: notch < 0 ? 0 : notch,
    zero,
    perElectron: 1 / (fullWell - zero),
    power,
    first: firstElectronFill,
    tail,
    tailRate: notch < 0 ? -power / zero : 0,
  };
}

/** A volume by the power law, in what the first electron leaves. */
export const spread = (first: number, volume: number): number => first + (1 - first) * volume;

/** Volume of the well, 0 to 1, that a number of electrons fills. Massey et al. (2014), equation 1; the negative notch is of ArCTIC 7. */
export class WellFill {
  readonly #law: WellLaw;

  /** @throws RangeError when the well has no depth or its law has no meaning */
  constructor(well: Well) {
    this.#law = wellLaw(well);
  }

  /** @param electrons any number; below 0 too, which only a negative notch gives a volume of their own */
  volume(electrons: number): number {
    const { full, start, zero, perElectron, power, first, tail, tailRate } = this.#law;
    if (electrons >= full) return 1;
    if (electrons >= start) return spread(first, pow((electrons - zero) * perElectron, power));
    return spread(first, tail === 0 ? 0 : tail * exp(tailRate * electrons));
  }
}

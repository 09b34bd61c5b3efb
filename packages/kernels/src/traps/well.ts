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

/** Volume of the well, 0 to 1, that a number of electrons fills. Law: effects by ArCTIC 7 (Kegerreis et al. 2025), Massey et al. (2014) equation 1. */
export class WellFill {
  readonly #full: number;
  /** Electrons at which the power law has its zero, and above which it holds. */
  readonly #zero: number;
  readonly #start: number;
  readonly #perElectron: number;
  readonly #power: number;
  readonly #first: number;
  /** Volume at the start of the power law, and how fast it falls below, 1/electron. */
  readonly #tail: number;
  readonly #tailRate: number;

  /** @throws RangeError when the well has no depth or its law has no meaning */
  constructor({ fullWell, notch, power, firstElectronFill }: Well) {
    if (!(fullWell > 0 && fullWell > notch && Number.isFinite(notch)))
      throw new RangeError(`kernels: traps: full well ${fullWell} and notch ${notch}, expected a full well above 0 and above the notch`);
    if (!(power > 0)) throw new RangeError(`kernels: traps: well fill power ${power}, expected above 0`);
    if (!(firstElectronFill >= 0 && firstElectronFill <= 1))
      throw new RangeError(`kernels: traps: first electron fill ${firstElectronFill}, expected 0 to 1`);
    const tail = notch < 0 ? pow(10, notch) : 0;
    this.#full = fullWell;
    this.#zero = notch < 0 ? fullWell / (1 - pow(tail, -1 / power)) : notch;
    this.#start = notch < 0 ? 0 : notch;
    this.#perElectron = 1 / (fullWell - this.#zero);
    this.#power = power;
    this.#first = firstElectronFill;
    this.#tail = tail;
    this.#tailRate = notch < 0 ? -power / this.#zero : 0;
  }

  /** @param electrons any number; below 0 too, which only a negative notch gives a volume of their own */
  volume(electrons: number): number {
    if (electrons >= this.#full) return 1;
    if (electrons >= this.#start) return this.#spread(pow((electrons - this.#zero) * this.#perElectron, this.#power));
    return this.#spread(this.#tail === 0 ? 0 : this.#tail * exp(this.#tailRate * electrons));
  }

  #spread(volume: number): number {
    return this.#first + (1 - this.#first) * volume;
  }
}

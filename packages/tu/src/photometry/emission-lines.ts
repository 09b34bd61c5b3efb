import { EMISSION_LINES } from "@elvis/formats/catalog";

/** Part of what a column of line flux stands for: where it lies and how much it sends for a flux of 1 in the column. */
export interface LinePart {
  /** nm, in vacuum, at rest */
  readonly wavelength: number;
  readonly share: number;
}

/** Rydberg's constant of hydrogen, waves a nanometre. */
const RYDBERG = 1.0967758e-2;
const hydrogen = (lower: number, upper: number): readonly LinePart[] => [
  { wavelength: 1 / (RYDBERG * (1 / lower ** 2 - 1 / upper ** 2)), share: 1 },
];

/**
 * The lines of the galaxy tables, in the order of `EMISSION_LINES`.
 *
 * O3 and N2 are the fluxes of 500.8 and 658.5 nm; the fainter line of each pair, a third as bright, comes on top. O2, S2 and S3 are those of both lines, half each in
 * O2 and S2, 1 to 2.44 in S3.
 *
 * @see wavelengths: NIST Atomic Spectra Database; ratios: Storey and Zeippen 2000, MNRAS 312, 813 (O3, N2: 2.98, taken as 3, as in Flagship), Froese Fischer et al. 2006
 * (S3); O2 and S2 at low density lie about 1
 */
const PARTS: Readonly<Record<(typeof EMISSION_LINES)[number], readonly LinePart[]>> = {
  HALPHA: hydrogen(2, 3),
  HBETA: hydrogen(2, 4),
  HGAMMA: hydrogen(2, 5),
  HDELTA: hydrogen(2, 6),
  HEPSILON: hydrogen(2, 7),
  PBETA: hydrogen(3, 5),
  PGAMMA: hydrogen(3, 6),
  PDELTA: hydrogen(3, 7),
  PEPSILON: hydrogen(3, 8),
  O2: [
    { wavelength: 372.71, share: 0.5 },
    { wavelength: 372.988, share: 0.5 },
  ],
  O3: [
    { wavelength: 500.824, share: 1 },
    { wavelength: 496.03, share: 1 / 3 },
  ],
  N2: [
    { wavelength: 658.527, share: 1 },
    { wavelength: 654.985, share: 1 / 3 },
  ],
  S2: [
    { wavelength: 671.829, share: 0.5 },
    { wavelength: 673.267, share: 0.5 },
  ],
  S3: [
    { wavelength: 907.11, share: 1 / 3.44 },
    { wavelength: 953.32, share: 2.44 / 3.44 },
  ],
};

export const LINE_PARTS: readonly (readonly LinePart[])[] = EMISSION_LINES.map((line) => PARTS[line]);

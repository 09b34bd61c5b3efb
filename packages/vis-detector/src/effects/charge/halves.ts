/**
 * One half of the CCD: the rows that are clocked towards one serial register. Between the halves lies the charge-injection structure; no charge crosses it.
 */
export interface Half {
  /** The row at the register, at the CCD's outer edge, which is read first. */
  readonly register: number;
  /** From one row to the next, away from the register: 1 in the lower half, -1 in the upper. */
  readonly step: 1 | -1;
  readonly rows: number;
}

/** The lower and the upper half of a CCD; an odd row in the middle belongs to the lower one. */
export function halvesOf(height: number): readonly [lower: Half, upper: Half] {
  return [
    { register: 0, step: 1, rows: Math.ceil(height / 2) },
    { register: height - 1, step: -1, rows: Math.floor(height / 2) },
  ];
}

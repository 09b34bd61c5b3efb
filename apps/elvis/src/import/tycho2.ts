import type { Star } from "./rows.ts";
import type { SourceTable } from "./source-table.ts";

/** nm, middle of Tycho's VT. */
const VT = 530;
/** Without a colour: the median of stars of 8 to 12 mag at high latitude, about G0. */
const USUAL_TEMPERATURE = 5900;
/** AB minus Vega magnitude in VT; V's own, rounded. */
const VEGA_TO_AB = 0.0;

/**
 * Tycho-2 as CSV: `ra_deg`, `dec_deg` (ICRS, epoch J2000), `VTmag` (Vega). The table has no motions, so positions are taken as they are.
 * Every star is a black body of 5900 K through its VT flux. Ids are numbers of rows above 2e12, clear of Gaia's and of a mock catalogue's.
 */
export function tycho2Stars(table: SourceTable): (Star | undefined)[] {
  const [ra, dec, magnitude] = [table.numbers("ra_deg"), table.numbers("dec_deg"), table.numbers("VTmag")];
  return Array.from({ length: table.rows }, (_, row) => {
    const flux = 10 ** (-0.4 * (magnitude[row] + VEGA_TO_AB - 8.9));
    if (!(flux > 0)) return undefined;
    return {
      id: 2_000_000_000_000n + table.number(row),
      ra: ra[row],
      dec: dec[row],
      temperature: USUAL_TEMPERATURE,
      known: [{ wavelength: VT, flux }],
    };
  });
}

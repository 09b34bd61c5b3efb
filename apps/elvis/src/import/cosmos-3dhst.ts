import type { KnownFlux } from "./fill.ts";
import type { Galaxy } from "./rows.ts";
import { splitSersic } from "./shape.ts";
import type { SourceTable } from "./source-table.ts";

/** AB magnitude columns and their wavelengths, nm. */
export const BANDS = { mag_VIS: 715, mag_LSSTi: 755, mag_F814W: 805, mag_F125W: 1250, mag_F160W: 1540 } as const;

/**
 * The 3D-HST COSMOS table (Skelton+14 photometry, van der Wel+12 F160W Sersic fits, FAST redshifts) as CSV: `id, ra, dec, z, sed_template, ebv,
 * re_arcsec_semimajor, n_sersic, axis_ratio, pa_deg_EofN` and the AB magnitudes above, of which some may be missing.
 *
 * One Sersic profile becomes bulge and disc by `splitSersic`.
 */
export function cosmos3dHstGalaxies(table: SourceTable): (Galaxy | undefined)[] {
  const [ra, dec, redshift, template, ebv] = ["ra", "dec", "z", "sed_template", "ebv"].map((name) => table.numbers(name));
  const [radius, sersic, axisRatio, angle] = ["re_arcsec_semimajor", "n_sersic", "axis_ratio", "pa_deg_EofN"].map((name) =>
    table.numbers(name),
  );
  const ids = table.ids("id");
  const magnitudes = Object.entries(BANDS).flatMap(([name, wavelength]) =>
    table.has(name) ? [{ wavelength, values: table.numbers(name) }] : [],
  );
  return Array.from({ length: table.rows }, (_, row) => {
    const fluxes: KnownFlux[] = magnitudes
      .map(({ wavelength, values }) => ({ wavelength, flux: 10 ** (-0.4 * (values[row] - 8.9)) }))
      .filter(({ flux }) => flux > 0 && Number.isFinite(flux));
    if (fluxes.length === 0 || !(radius[row] > 0)) return undefined;
    return {
      id: ids?.[row] ?? table.number(row),
      ra: ra[row],
      dec: dec[row],
      redshift: redshift[row],
      template: template[row],
      ebv: ebv[row],
      shape: splitSersic(sersic[row], radius[row]),
      axisRatio: axisRatio[row],
      angle: angle[row],
      fluxes,
    };
  });
}

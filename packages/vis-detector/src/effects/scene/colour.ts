import type { Catalog } from "@elvis/formats/catalog";
import { type ColourWeights, NO_COLOUR, planeWeights } from "../../psf/colour.ts";
import { COLOUR_BANDS } from "../../psf/spectrum.ts";

/**
 * Colours of a catalogue's rows, from the fluxes in g, r, i and z of LSST.
 *
 * @param columnOf name of a band's flux column in this kind of catalogue
 * @returns `NO_COLOUR` for all rows of a catalogue without the columns of r, i and z; where g is missing, it is not used
 */
export function colourOf(catalog: Catalog, columnOf: (band: string) => string): (row: number) => ColourWeights {
  const [g, r, i, z] = COLOUR_BANDS.map(({ name }) => columnOf(name));
  if (![r, i, z].every((column) => catalog.has(column))) return () => NO_COLOUR;
  const fluxG = catalog.has(g) ? catalog.float32(g) : undefined;
  const [fluxR, fluxI, fluxZ] = [r, i, z].map((column) => catalog.float32(column));
  return (row) => planeWeights(fluxR[row], fluxI[row], fluxZ[row], fluxG?.[row]);
}

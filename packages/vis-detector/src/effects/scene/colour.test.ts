import { type Column, catalogFromColumns, galaxyFlux, starFlux, tuGalaxyColumns, tuStarColumns } from "@elvis/formats/catalog";
import { describe, expect, it } from "vitest";
import { NO_COLOUR, planeWeights } from "../../psf/colour.ts";
import { colourOf } from "./colour.ts";

/** A catalogue of flux columns alone. */
const fluxes = (columns: readonly Column[], given: Readonly<Record<string, readonly number[]>>) =>
  catalogFromColumns(
    columns.filter(({ name }) => name in given),
    given,
  );

describe("the colours of a catalogue's rows", () => {
  it("come from its fluxes in g, r, i and z of LSST, for stars and for galaxies", () => {
    const star = fluxes(tuStarColumns, { TU_FNU_G_LSST: [0.5, 8], TU_FNU_R_LSST: [1, 4], TU_FNU_I_LSST: [2, 2], TU_FNU_Z_LSST: [4, 1] });
    const colour = colourOf(star, starFlux);
    expect(colour(0)).toEqual(planeWeights(1, 2, 4, 0.5));
    expect(colour(1)).toEqual(planeWeights(4, 2, 1, 8));
    const galaxy = fluxes(tuGalaxyColumns, { TU_FNU_R_LSST_MAG: [1], TU_FNU_I_LSST_MAG: [2], TU_FNU_Z_LSST_MAG: [4] });
    expect(colourOf(galaxy, galaxyFlux)(0)).toEqual(planeWeights(1, 2, 4));
  });

  it("are flat where a column of r, i or z is missing", () => {
    const star = fluxes(tuStarColumns, { TU_FNU_G_LSST: [1], TU_FNU_R_LSST: [1], TU_FNU_Z_LSST: [4] });
    expect(colourOf(star, starFlux)(0)).toBe(NO_COLOUR);
  });
});

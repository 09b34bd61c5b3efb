import { type MissionDatabase, mdbNumber } from "@elvis/formats/product";
import { electronRate, type Passband, passbandOf } from "./passband.ts";
import { PIXEL_AREA } from "./sky.ts";

/** Speed of light, cm/s. */
const LIGHT = 2.99792458e10;
/** Planck's constant times the speed of light over Boltzmann's constant, nm K. */
const SECOND_RADIATION_CONSTANT = 1.438776877e7;
/** Steradians in a square arcsec. */
const ARCSEC2 = (Math.PI / 180 / 3600) ** 2;

const TEMPERATURE = "SpaceSegment.PLM.PLMTelescopeTemperature";
/** K, for databases that lack it: that of the public one (SC3, 2017). */
const DESIGN_TEMPERATURE = 130;
/** Not published; that of a black body, which nothing exceeds. */
const EMISSIVITY = 1;
/** e-/s/pixel: what the public mission database (SC3, 2017) gives with 0.9926 m2, all of it near 1.2 um. For databases that lack a table. */
const THERMAL_RATE = 1.14e-33;

/**
 * Electrons per second and pixel from the thermal emission of what fills the telescope's beam: Planck's law at one temperature.
 *
 * The pixel sees the beam: its area times the solid angle of the beam is the collecting area times the pixel's solid angle on the sky.
 *
 * @param temperature K
 * @param emissivity 0 to 1
 */
export function thermalElectrons(temperature: number, emissivity: number, passband: Passband): number {
  // Photons/s/cm2/sr/nm: 2 c / lambda^4 / (exp(h c / lambda k T) - 1), lambda in cm, 1e-7 cm in a nm.
  const radiance = (nm: number): number =>
    (2 * LIGHT * 1e-7) / (nm * 1e-7) ** 4 / Math.expm1(SECOND_RADIATION_CONSTANT / (nm * temperature));
  return emissivity * PIXEL_AREA * ARCSEC2 * electronRate(passband, radiance);
}

/** Thermal light of the telescope, e-/s/pixel, at the mission database's temperature and through its passband. */
export function thermalRate(mdb: MissionDatabase): number {
  const passband = passbandOf(mdb);
  if (passband === undefined) return THERMAL_RATE;
  return thermalElectrons(mdb.parameters.has(TEMPERATURE) ? mdbNumber(mdb, TEMPERATURE, "K") : DESIGN_TEMPERATURE, EMISSIVITY, passband);
}

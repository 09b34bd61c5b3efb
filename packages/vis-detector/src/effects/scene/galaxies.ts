import { DEGREE } from "@elvis/focal-plane";
import { type Catalog, galaxyFlux } from "@elvis/formats/catalog";
import type { Rows } from "@elvis/formats/product";
import { type SceneProfile, SERSIC_MAX, SERSIC_MIN } from "@elvis/kernels";
import type { Effect, EffectContext } from "../../effect.ts";
import type { Charge } from "../../frame.ts";
import { bulgeAndDisc } from "../../psf/bulge-colour.ts";
import type { Corners } from "../../psf/lut.ts";
import { canvasOf } from "./canvas.ts";
import { colourOf } from "./colour.ts";
import { type PlannedObject, paintAll } from "./paint-all.ts";
import { electronsOf, magnitudeOf } from "./photometry.ts";
import { placeOn } from "./place.ts";
import { ellipse, type Matrix, multiply, profileOf, shear } from "./shape.ts";
import type { Skipped } from "./skipped.ts";
import type { ObjectSettings } from "./stars.ts";

export interface GalaxiesSettings extends ObjectSettings {
  /** The columns of `tuGalaxyColumns` from RA_MAG to GAMMA2 that this page names; TU_FNU_VIS_MAG; G, R, I and Z_LSST_MAG for the colour. */
  readonly galaxies: Rows;
  /** Thickness of a disc seen edge-on over its diameter, 0 to 1. Default 0.2. */
  readonly discThickness?: number;
  /** Magnitudes by which r - z of a bulge is above that of its disc. Default 0.13. */
  readonly bulgeContrast?: number;
  /** AB magnitude in VIS from which on galaxies are left to FAINTGALAXIES. Default none are. */
  readonly faintFrom?: number;
}

/** Bulge and disc of a galaxy on the sky. */
export interface GalaxyShape {
  /** Share of the bulge, 0 to 1. */
  readonly bulgeFraction: number;
  /** arcsec, half-light radius along the major axis; not used where the share is 0 */
  readonly bulgeRadius: number;
  readonly bulgeIndex: number;
  /** Minor over major axis. */
  readonly bulgeAxisRatio: number;
  /** arcsec, half-light radius along the major axis; not used where the bulge has it all */
  readonly discRadius: number;
  /** degrees, 0 face-on */
  readonly inclination: number;
  /** degrees east of north, of the major axis of both */
  readonly positionAngle: number;
  readonly kappa: number;
  readonly gamma1: number;
  readonly gamma2: number;
}

const DISC_THICKNESS = 0.2;

/** Draws the galaxies brighter than a limit: bulge and disc, lensed, through the point spread function. See ./galaxies.md. */
export const galaxies = {
  name: "galaxies",
  elvisKey: "GALAXIES",
  async apply(frame, settings, context) {
    const { faintFrom = Infinity } = settings;
    const options = { kind: "galaxy", name: "galaxies", rows: settings.galaxies.rows } as const;
    const plan = (bad: Pick<Skipped, "add">) => planGalaxies(settings, context, bad, (magnitude) => !(magnitude >= faintFrom));
    await paintAll(canvasOf(frame), settings.psf, context, plan, options);
    return frame;
  },
} as const satisfies Effect<Charge, Charge, GalaxiesSettings>;

/**
 * The galaxies of a catalogue in their order; those that cannot be drawn go to `bad`, those outside the distortion model's field nowhere.
 *
 * @param settings `cornersAt` gives the nodes of a pixel of the frame where they are not those of `psf`
 * @param isWanted by AB magnitude in VIS, which is not a number where the flux is not
 */
export async function* planGalaxies(
  settings: GalaxiesSettings & { readonly cornersAt?: (x: number, y: number) => Corners },
  { ccd, exposureTime }: Pick<EffectContext, "ccd" | "exposureTime">,
  bad: Pick<Skipped, "add">,
  isWanted: (magnitude: number) => boolean,
): AsyncGenerator<PlannedObject> {
  const { psf, discThickness: thickness = DISC_THICKNESS, bulgeContrast, cornersAt } = settings;
  const toPlace = placeOn(ccd, settings);
  for await (const batch of settings.galaxies.read()) {
    const ids = batch.int64("SOURCE_ID");
    const ra = batch.float64("RA_MAG");
    const dec = batch.float64("DEC_MAG");
    const flux = batch.float32(galaxyFlux("VIS"));
    const shapeAt = shapesOf(batch);
    const colour = colourOf(batch, galaxyFlux);
    for (let row = 0; row < batch.rows; row++) {
      if (!isWanted(magnitudeOf(flux[row]))) continue;
      const shape = shapeAt(row);
      const fault = !(Number.isFinite(ra[row]) && Number.isFinite(dec[row]))
        ? `position (${ra[row]}, ${dec[row]}), expected finite degrees`
        : !(flux[row] >= 0 && flux[row] < Infinity)
          ? `TU_FNU_VIS_MAG ${flux[row]}, expected a finite flux of at least 0 Jy`
          : faultOf(shape);
      if (fault !== undefined) {
        bad.add(ids[row], fault);
        continue;
      }
      const place = toPlace(ra[row], dec[row]);
      if (place === undefined || flux[row] === 0) continue;
      const electrons = electronsOf(flux[row], settings.zeroPoint, exposureTime);
      const own = colour(row);
      const { bulge, disc } = bulgeAndDisc(own, shape.bulgeFraction, bulgeContrast);
      const colours = { bulge: psf.sharesOf(bulge), disc: psf.sharesOf(disc) };
      const corners = await psf.at(place.fpaX, place.fpaY);
      yield {
        sourceId: ids[row],
        x: place.x,
        y: place.y,
        electrons,
        object: {
          x: place.x,
          y: place.siliconY,
          corners: cornersAt?.(place.x, place.y) ?? corners,
          profiles: profilesOf(shape, electrons, place.jacobian, thickness, colours),
        },
        far: { electrons: electrons * (1 - psf.insideOf(corners, psf.sharesOf(own))) },
      };
    }
  }
}

function shapesOf(batch: Catalog): (row: number) => GalaxyShape {
  const bulgeFraction = batch.float32("BULGE_FRACTION");
  const bulgeRadius = batch.float32("BULGE_R50");
  const bulgeIndex = batch.float32("BULGE_NSERSIC");
  const bulgeAxisRatio = batch.float32("BULGE_AXIS_RATIO");
  const discRadius = batch.float32("DISK_R50");
  const inclination = batch.float32("INCLINATION_ANGLE");
  const positionAngle = batch.float32("DISK_ANGLE");
  const kappa = batch.float32("KAPPA");
  const gamma1 = batch.float32("GAMMA1");
  const gamma2 = batch.float32("GAMMA2");
  return (row) => ({
    bulgeFraction: bulgeFraction[row],
    bulgeRadius: bulgeRadius[row],
    bulgeIndex: bulgeIndex[row],
    bulgeAxisRatio: bulgeAxisRatio[row],
    discRadius: discRadius[row],
    inclination: inclination[row],
    positionAngle: positionAngle[row],
    kappa: kappa[row],
    gamma1: gamma1[row],
    gamma2: gamma2[row],
  });
}

/** Why a galaxy cannot be drawn, or undefined. Numbers of a component that has no light are not looked at. */
export function faultOf(shape: GalaxyShape): string | undefined {
  const { bulgeFraction, bulgeRadius, bulgeIndex, bulgeAxisRatio, discRadius, inclination, positionAngle, kappa, gamma1, gamma2 } = shape;
  if (!(bulgeFraction >= 0 && bulgeFraction <= 1)) return `BULGE_FRACTION ${bulgeFraction}, expected 0 to 1`;
  if (!Number.isFinite(positionAngle)) return `DISK_ANGLE ${positionAngle}, expected finite degrees`;
  if (bulgeFraction > 0) {
    if (!(bulgeRadius > 0 && bulgeRadius < Infinity)) return `BULGE_R50 ${bulgeRadius}, expected above 0 arcsec`;
    if (!(bulgeAxisRatio > 0 && bulgeAxisRatio <= 1)) return `BULGE_AXIS_RATIO ${bulgeAxisRatio}, expected above 0, at most 1`;
    if (!(bulgeIndex >= SERSIC_MIN && bulgeIndex <= SERSIC_MAX))
      return `BULGE_NSERSIC ${bulgeIndex}, expected ${SERSIC_MIN} to ${SERSIC_MAX}`;
  }
  if (bulgeFraction < 1) {
    if (!(discRadius > 0 && discRadius < Infinity)) return `DISK_R50 ${discRadius}, expected above 0 arcsec`;
    if (!(inclination >= 0 && inclination <= 90)) return `INCLINATION_ANGLE ${inclination}, expected 0 to 90 degrees`;
  }
  if (!(Math.hypot(gamma1, gamma2) < 1 - kappa))
    return `shear (${gamma1}, ${gamma2}) with KAPPA ${kappa}, expected |gamma| below 1 - kappa`;
  return undefined;
}

/**
 * Profiles in pixels, disc first. Lensing changes the shape only: fluxes and positions of the true universe contain it already.
 *
 * @param jacobian pixels per arcsec: x by east and north, y by east and north
 * @param thickness of the disc: axis ratio^2 = cos^2 i + thickness^2 sin^2 i
 * @param colours shares of the colour planes
 */
export function profilesOf(
  shape: GalaxyShape,
  electrons: number,
  jacobian: Matrix,
  thickness: number,
  colours: { readonly bulge?: readonly number[]; readonly disc?: readonly number[] } = {},
): SceneProfile[] {
  const { bulgeFraction, bulgeRadius, bulgeIndex, bulgeAxisRatio, discRadius, kappa } = shape;
  const lensed = multiply(jacobian, shear(shape.gamma1 / (1 - kappa), shape.gamma2 / (1 - kappa)));
  // From east towards north.
  const angle = (90 - shape.positionAngle) * DEGREE;
  const inclination = shape.inclination * DEGREE;
  const discAxisRatio = Math.hypot(Math.cos(inclination), thickness * Math.sin(inclination));
  const profiles: SceneProfile[] = [];
  if (bulgeFraction < 1) {
    const disc = multiply(lensed, ellipse(discRadius, discRadius * discAxisRatio, angle));
    profiles.push(profileOf(1, electrons * (1 - bulgeFraction), disc, colours.disc));
  }
  if (bulgeFraction > 0) {
    const bulge = multiply(lensed, ellipse(bulgeRadius, bulgeRadius * bulgeAxisRatio, angle));
    profiles.push(profileOf(bulgeIndex, electrons * bulgeFraction, bulge, colours.bulge));
  }
  return profiles;
}

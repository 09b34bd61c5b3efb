export { aberrate, type SeenSky, seenSky, spacecraftVelocity } from "./aberration.ts";
export { ARCSECOND, DEGREE, directionOf, longitudeLatitudeDeg, movedBy, separation, type Vector } from "./angles.ts";
export {
  attitudeOf,
  FIELD_HALF_LONG_DEG,
  FIELD_HALF_SHORT_DEG,
  fieldCorners,
} from "./attitude.ts";
export {
  type CcdPixel,
  ccdToFocalPlane,
  ccdToReadout,
  type FocalPlanePoint,
  focalPlaneToCcd,
  isOnCcd,
  type ReadoutPixel,
  readoutToCcd,
} from "./ccd.ts";
export { distort, type FieldAngles, isInElvisField, isInField, nominalDistortion, undistort } from "./distortion.ts";
export { type EclipticPointing, eclipticToIcrs, fromEcliptic, icrsToEcliptic, toEcliptic } from "./ecliptic.ts";
export { GHOST_FLOOR, ghostArea, ghostDisplacement, ghostPosition, ghostShift } from "./ghost.ts";
export {
  CCD_HEIGHT,
  CCD_WIDTH,
  CCDS,
  type Ccd,
  type Corner,
  ccdOf,
  ccdOfDetector,
  cornerOf,
  INJECTION_ROWS,
  isCcdId,
  OVERSCAN,
  PARALLEL_OVERSCAN,
  PITCH_X,
  PITCH_Y,
  PIXEL_PITCH,
  PRESCAN,
  QUADRANT_HEIGHT,
  QUADRANT_WIDTH,
  quadrantsOf,
  READOUT_HEIGHT,
  READOUT_WIDTH,
} from "./layout.ts";
export {
  type Location,
  locate,
  locateFocalPlane,
  type PixelJacobian,
  pixelToSky,
  type SkyProjection,
  skyProjection,
  skyToPixel,
} from "./locate.ts";
export { fieldDerivatives, fieldToSky, type SkyDirection, skyToField, type TangentPlane, tangentPlane } from "./projection.ts";
export { type ApparentSun, apparentSun, earthVelocity } from "./sun.ts";
export {
  addSeconds,
  formatUtc,
  mjdOf,
  parseUtc,
  taiMinusUtc,
  ttCenturies,
  type UtcMicroseconds,
  utcOfMjd,
  utcOfMjd2000,
} from "./times.ts";

/** CCDID, "1-1" to "6-6": row j (from the top of the focal plane: fpa_y falls with j), column i (from the left). */
export type CcdId = `${1 | 2 | 3 | 4 | 5 | 6}-${1 | 2 | 3 | 4 | 5 | 6}`;
export type QuadrantLetter = "E" | "F" | "G" | "H";
/** "1-1.E": the EXTNAME of a quadrant in files of the focal plane. */
export type QuadrantId = `${CcdId}.${QuadrantLetter}`;

/** A pointing on the sky, degrees, ICRS; `pa` is the position angle of +fpa_x (the short side), east of north. */
export interface SkyPointing {
  readonly ra: number;
  readonly dec: number;
  readonly pa: number;
}

/** Ecliptic attitude, degrees, J2000 mean ecliptic; solar angles as in the flight header. */
export interface EclipticAttitude {
  readonly longitude: number;
  readonly latitude: number;
  readonly positionAngle: number;
  readonly solarAspectAngle: number;
  readonly alpha: number;
  readonly beta: number;
}

/** Spacecraft, Earth-centred EME2000: km, km/s. */
export interface OrbitState {
  readonly position: readonly [number, number, number];
  readonly velocity: readonly [number, number, number];
}

/** Which observation, dither and exposure this is. */
export interface ExposureIdentity {
  readonly observationId: number;
  /** 0 to 3 in a wide-survey field. */
  readonly ditherId: number;
  readonly pointingId: number;
  /** 1 nominal, 2 short. */
  readonly exposure: number;
  readonly totalExposures: number;
  readonly patchId: number;
}

/** A value for each amplifier of a CCD. */
export type PerLetter<T> = Readonly<Record<QuadrantLetter, T>>;

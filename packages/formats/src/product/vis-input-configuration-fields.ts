import { type Fields, groupField, integerField, mapField, nestedList, numberField, recordField } from "../xml/index.ts";
import type { EclipticAttitude, ExposureIdentity, SkyPointing, VisInputConfiguration } from "./types.ts";

/** Elements that a VIS task, a pointing and a true universe write alike; names as in the observation block of DpdVisRawFrame. */

/** RA, Dec, PositionAngle in degrees. */
export const pointingFields: Fields<SkyPointing> = {
  ra: numberField("RA", "deg"),
  dec: numberField("Dec", "deg"),
  pa: numberField("PositionAngle", "deg"),
};

export const identityFields: Fields<ExposureIdentity> = {
  patchId: integerField("PatchId"),
  observationId: integerField("ObservationId"),
  ditherId: integerField("DitherObservation"),
  pointingId: integerField("PointingId"),
  exposure: integerField("Exposure"),
  totalExposures: integerField("TotalExposure"),
};

export const attitudeFields: Fields<EclipticAttitude> = {
  longitude: numberField("Longitude", "deg"),
  latitude: numberField("Latitude", "deg"),
  positionAngle: numberField("PositionAngle", "deg"),
  solarAspectAngle: numberField("SolarAspectAngle", "deg"),
  alpha: numberField("Alpha", "deg"),
  beta: numberField("Beta", "deg"),
};

/** @returns the last part of a name with "/" */
export const baseName = (name: string): string => name.slice(name.lastIndexOf("/") + 1);

/** Corners of the field on the sky, degrees. */
export const cornersField = mapField(
  groupField("ImgSpatialFootprint", {
    corners: nestedList(
      "Polygon",
      "Vertex",
      recordField<{ readonly ra: number; readonly dec: number }>({ ra: numberField("C1"), dec: numberField("C2") }),
    ),
  }),
  ({ corners }) => corners.map(({ ra, dec }) => [ra, dec] as const),
  (corners: VisInputConfiguration["corners"]) => ({ corners: corners.map(([ra, dec]) => ({ ra, dec })) }),
);

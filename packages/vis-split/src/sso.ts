import { movedBy } from "@elvis/focal-plane";
import { type Catalog, withColumns } from "@elvis/formats/catalog";
import type { Rows, TrueUniverse, VisInputConfiguration } from "@elvis/formats/product";
import { MARGIN, type Reach } from "./catalog.ts";

/** Hours in a day, seconds in an hour. */
const HOURS = 24;
const HOUR = 3600;
/** Pixels in a second of arc, and a little more: pixels are 0.0998 arcsec and larger. */
const PIXELS_PER_ARCSEC = 10.1;

/** A true universe with its solar-system objects where they are at the start of a task, and their EPOCH that. */
export function atStart(
  universe: TrueUniverse | undefined,
  { startMjd }: Pick<VisInputConfiguration, "startMjd">,
): TrueUniverse | undefined {
  const sso = universe?.sso;
  if (universe === undefined || sso === undefined) return universe;
  const rows: Rows = {
    rows: sso.rows,
    async *read(batch) {
      for await (const it of sso.read(batch)) yield movedTo(it, startMjd);
    },
  };
  return { ...universe, sso: { release: sso.release, fileName: sso.fileName, ...rows } };
}

function movedTo(catalog: Catalog, mjd: number): Catalog {
  const [RA, DEC] = [catalog.float64("RA").slice(), catalog.float64("DEC").slice()];
  const [epoch, rateRa, rateDec] = [catalog.float64("EPOCH"), catalog.float32("RATE_RA"), catalog.float32("RATE_DEC")];
  for (let row = 0; row < catalog.rows; row++) {
    const hours = HOURS * (mjd - epoch[row]);
    [RA[row], DEC[row]] = movedBy(RA[row], DEC[row], hours * rateRa[row], hours * rateDec[row]);
  }
  return withColumns(catalog, { RA, DEC, EPOCH: new Float64Array(catalog.rows).fill(mjd) });
}

/** Solar-system objects: at RA, DEC when the exposure starts, and along their trails. @param exposureTime s */
export const ssoReach = (exposureTime: number): Reach => ({
  ra: "RA",
  dec: "DEC",
  margin(catalog) {
    const [rateRa, rateDec] = [catalog.float32("RATE_RA"), catalog.float32("RATE_DEC")];
    return (row) => MARGIN + PIXELS_PER_ARCSEC * Math.hypot(rateRa[row], rateDec[row]) * (exposureTime / HOUR);
  },
});

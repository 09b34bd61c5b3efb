import { FormatError } from "../../errors.ts";

/** nm in a unit of wavelength. */
const UNITS: Readonly<Record<string, number>> = { nm: 1, angstrom: 0.1, angstroms: 0.1, um: 1000, micron: 1000 };

/**
 * Wavelengths of a file as nm.
 *
 * @param unit as written; nm where there is none
 * @throws FormatError for another unit, a wavelength that is not above 0, one that is below the one before it (or the third of its kind), or one alone
 */
export function wavelengthsOf(values: ArrayLike<number>, unit: string, file: string, place: string): Float64Array {
  const scale = UNITS[unit.trim().toLowerCase() || "nm"];
  if (scale === undefined) throw new FormatError(file, place, "a unit of nm, um or Angstrom", JSON.stringify(unit));
  if (values.length < 2) throw new FormatError(file, place, "two wavelengths or more", String(values.length));
  for (let n = 0; n < values.length; n++) {
    const value = values[n];
    const at = `${place}, wavelength ${n + 1}`;
    if (!(value > 0 && value < Number.POSITIVE_INFINITY)) throw new FormatError(file, at, "a number above 0", String(value));
    if (n > 0 && value < values[n - 1]) throw new FormatError(file, at, `at least ${values[n - 1]}, as the one before it`, String(value));
    if (n > 1 && value === values[n - 2]) throw new FormatError(file, at, `above ${value}, which is there twice`, String(value));
  }
  if (values[values.length - 1] === values[0]) throw new FormatError(file, place, "two wavelengths or more", `${values[0]} alone`);
  return Float64Array.from(values, (value) => value * scale);
}

/** @throws FormatError naming the first value that is not finite or below 0 */
export function checkCurve(values: ArrayLike<number>, wavelengths: Float64Array, what: string, file: string, place: string): void {
  for (let n = 0; n < values.length; n++)
    if (!(values[n] >= 0 && values[n] < Number.POSITIVE_INFINITY))
      throw new FormatError(file, `${place}, at ${Number(wavelengths[n].toPrecision(7))} nm`, `${what} of at least 0`, String(values[n]));
}

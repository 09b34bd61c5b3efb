import type { PsfModel } from "@elvis/formats/product";

/**
 * Reads every stamp of the table once. Detectors read the product's own file, each the few stamps it needs: what is wrong with one is
 * to be known before there are jobs.
 *
 * @throws FormatError naming file, HDU and plane of a stamp that is not finite or not normalised
 */
export async function checkPsf(psf: PsfModel, signal: AbortSignal): Promise<void> {
  for (const wavelength of psf.wavelengths)
    for (const y of psf.gridY) {
      signal.throwIfAborted();
      for (const x of psf.gridX) await psf.stamp(wavelength, x, y);
    }
}

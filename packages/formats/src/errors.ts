/**
 * A file that is not what it should be.
 *
 * The message is one line for the person who gave the file: file, place, what was expected, what was found.
 */
export class FormatError extends Error {
  override readonly name = "FormatError";
  readonly file: string;
  readonly place: string;
  readonly expected: string;
  readonly found: string;

  /**
   * @param file name of the file as the user knows it
   * @param place where in it: "HDU 3, card 12 (BITPIX)", "line 7", "Data/MagnitudeLimit"; "" when the whole file is meant
   * @param expected what would have been right
   * @param found what is there
   */
  constructor(file: string, place: string, expected: string, found: string, options?: ErrorOptions) {
    super(`${file}${place === "" ? "" : `: ${place}`}: expected ${expected}, found ${found}`.replace(/\s+/g, " "), options);
    this.file = file;
    this.place = place;
    this.expected = expected;
    this.found = found;
  }
}

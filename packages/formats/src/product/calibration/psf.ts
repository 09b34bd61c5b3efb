import { FormatError } from "../../errors.ts";
import { Header } from "../../fits/header.ts";
import type { FitsFile, HduToWrite, ImageHdu } from "../../fits/types.ts";
import type { PsfModel } from "../types.ts";

/** Centres of the outer CCDs, mm: the grid of field positions must reach them. */
const FIELD_X = 126.62;
const FIELD_Y = 143.39;

/**
 * The PSF look-up table in FITS.
 *
 * - primary header: OVERSAMP, samples per VIS pixel; PSFSIZE, side of a stamp in samples; GRIDNX, GRIDNY;
 * - table POSITIONS: FPA_X, FPA_Y (mm), GRIDNX x GRIDNY rows, x fastest: a regular grid, ascending;
 * - one image a wavelength, `PSF_<nm>`: PSFSIZE x PSFSIZE x (GRIDNX GRIDNY), float32, plane n is position n, sum 1; WAVELEN (nm); OUTSIDE, share of the
 *   light that falls beyond the stamps, 0 where absent: stamps are handed out with what is left of the light.
 *
 * A stamp is read alone: the file may be larger than the memory. Between the positions it is bilinear, between wavelengths
 * linear; beyond the outer ones it is that of the nearest.
 *
 * @throws FormatError when the grid does not cover the field, the images have another shape, or (on reading a stamp) a sample is not
 * finite or their sum not within 1e-2 of 1
 */
export async function readPsf(fits: FitsFile): Promise<PsfModel> {
  const oversampling = count(fits, "OVERSAMP");
  const size = count(fits, "PSFSIZE");
  const columns = count(fits, "GRIDNX");
  const rows = count(fits, "GRIDNY");
  const table = fits.table("POSITIONS");
  const positions = await table.readColumns(["FPA_X", "FPA_Y"]);
  const { gridX, gridY } = grid(
    fits.name,
    `HDU ${table.index} (POSITIONS)`,
    numbers(positions.FPA_X),
    numbers(positions.FPA_Y),
    columns,
    rows,
  );
  const cubes = fits.hdus
    .filter((hdu): hdu is ImageHdu => hdu.kind === "image" && hdu.name.startsWith("PSF_"))
    .map((hdu) => ({ hdu, wavelength: wavelengthOf(fits, hdu), outside: outsideOf(fits, hdu) }));
  cubes.sort((a, b) => a.wavelength - b.wavelength);
  if (cubes.length === 0) throw new FormatError(fits.name, "", "images named PSF_<nm>", "none");
  for (const { hdu } of cubes)
    if (hdu.shape.join() !== [size, size, columns * rows].join())
      throw new FormatError(
        fits.name,
        `HDU ${hdu.index} (${hdu.name}), NAXISn`,
        `${size} x ${size} x ${columns * rows}`,
        hdu.shape.join(" x "),
      );
  const wavelengths = cubes.map(({ wavelength }) => wavelength);

  const atGrid = async (cube: number, column: number, row: number): Promise<Float32Array> => {
    const { hdu, outside } = cubes[cube];
    const index = row * columns + column;
    const pixels = await hdu.readRange(index * size * size, size * size);
    const stamp = pixels instanceof Float32Array ? pixels : Float32Array.from(pixels as ArrayLike<number>, Number);
    checkStamp(stamp, size, fits.name, `HDU ${hdu.index} (${hdu.name}), plane ${index + 1}`);
    return outside === 0 ? stamp : stamp.map((value) => value * (1 - outside));
  };
  return {
    wavelengths,
    gridX,
    gridY,
    oversampling,
    size,
    outside: cubes.map(({ outside }) => outside),
    async stamp(wavelength, x, y) {
      const sum = new Float32Array(size * size);
      for (const [cube, wavelengthShare] of neighbours(wavelengths, wavelength))
        for (const [row, rowShare] of neighbours(gridY, y))
          for (const [column, columnShare] of neighbours(gridX, x)) {
            const share = wavelengthShare * rowShare * columnShare;
            const part = await atGrid(cube, column, row);
            if (share === 1) return part.slice();
            for (let at = 0; at < sum.length; at++) sum[at] += share * part[at];
          }
      return sum;
    },
  };
}

/** The HDUs of `readPsf`'s layout; stamps are asked for one at a time. */
export function* psfToWrite(model: PsfModel): Iterable<HduToWrite> {
  const { gridX, gridY, size, wavelengths } = model;
  const positions = gridY.flatMap((y) => gridX.map((x) => [x, y] as const));
  const header = new Header()
    .set("OVERSAMP", model.oversampling, "samples per VIS pixel along each axis")
    .set("PSFSIZE", size, "side of a stamp, samples")
    .set("GRIDNX", gridX.length, "field positions along fpa_x")
    .set("GRIDNY", gridY.length, "field positions along fpa_y");
  yield { kind: "image", shape: [], header };
  yield {
    kind: "table",
    name: "POSITIONS",
    columns: [
      { name: "FPA_X", letter: "D", repeat: 1, unit: "mm", doc: "focal plane, short side" },
      { name: "FPA_Y", letter: "D", repeat: 1, unit: "mm", doc: "focal plane, long side" },
    ],
    rows: positions.length,
    batches: [{ FPA_X: Float64Array.from(positions, ([x]) => x), FPA_Y: Float64Array.from(positions, ([, y]) => y) }],
  };
  for (const [n, wavelength] of wavelengths.entries()) {
    const outside = model.outside?.[n] ?? 0;
    yield {
      kind: "image",
      name: `PSF_${Math.round(wavelength)}`,
      shape: [size, size, positions.length],
      type: "float32",
      pixels: stamps(model, wavelength, positions, outside),
      header: new Header()
        .setReal("WAVELEN", wavelength, "[nm] wavelength")
        .setReal("OUTSIDE", outside, "share of the light beyond the stamps"),
    };
  }
}

async function* stamps(
  model: PsfModel,
  wavelength: number,
  positions: readonly (readonly [number, number])[],
  outside: number,
): AsyncIterable<Float32Array> {
  for (const [x, y] of positions) {
    const stamp = await model.stamp(wavelength, x, y);
    yield outside === 0 ? stamp : stamp.map((value) => value / (1 - outside));
  }
}

/** The one or two entries about `value` with their shares, which sum to 1; the end ones beyond the ends. */
function neighbours(ascending: readonly number[], value: number): readonly (readonly [number, number])[] {
  const last = ascending.length - 1;
  if (value <= ascending[0]) return [[0, 1]];
  if (value >= ascending[last]) return [[last, 1]];
  const above = ascending.findIndex((entry) => entry >= value);
  const share = (value - ascending[above - 1]) / (ascending[above] - ascending[above - 1]);
  return share === 1
    ? [[above, 1]]
    : [
        [above - 1, 1 - share],
        [above, share],
      ];
}

function grid(
  file: string,
  place: string,
  x: readonly number[],
  y: readonly number[],
  columns: number,
  rows: number,
): { gridX: readonly number[]; gridY: readonly number[] } {
  if (x.length !== columns * rows) throw new FormatError(file, place, `${columns} x ${rows} rows`, String(x.length));
  const gridX = x.slice(0, columns);
  const gridY = y.filter((_, index) => index % columns === 0);
  const isRegular =
    x.every((value, index) => value === gridX[index % columns]) && y.every((value, index) => value === gridY[Math.floor(index / columns)]);
  const isAscending = (values: readonly number[]): boolean => values.every((value, index) => index === 0 || value > values[index - 1]);
  if (!isRegular || !isAscending(gridX) || !isAscending(gridY))
    throw new FormatError(file, place, "a regular ascending grid, x fastest", "other positions");
  const covers = (values: readonly number[], half: number): boolean => values[0] <= -half && values[values.length - 1] >= half;
  if (!covers(gridX, FIELD_X) || !covers(gridY, FIELD_Y))
    throw new FormatError(
      file,
      place,
      `positions out to the outer CCDs (${FIELD_X}, ${FIELD_Y} mm)`,
      `${gridX[0]} to ${gridX[columns - 1]}, ${gridY[0]} to ${gridY[rows - 1]} mm`,
    );
  return { gridX, gridY };
}

/** @param size side of the stamp, samples */
function checkStamp(stamp: Float32Array, size: number, file: string, place: string): void {
  let sum = 0;
  for (let at = 0; at < stamp.length; at++) {
    if (!Number.isFinite(stamp[at]))
      throw new FormatError(
        file,
        `${place}, sample (${(at % size) + 1}, ${Math.floor(at / size) + 1})`,
        "a finite number",
        String(stamp[at]),
      );
    sum += stamp[at];
  }
  if (!(Math.abs(sum - 1) <= 1e-2)) throw new FormatError(file, place, "a sum of 1 within 0.01", sum.toPrecision(6));
}

function count(fits: FitsFile, keyword: string): number {
  const value = fits.primary.header.number(keyword);
  if (value === undefined || !Number.isInteger(value) || value < 1)
    throw new FormatError(fits.name, `HDU 0, ${keyword}`, "a whole number from 1", String(fits.primary.header.get(keyword) ?? "nothing"));
  return value;
}

function wavelengthOf(fits: FitsFile, hdu: ImageHdu): number {
  const value = hdu.header.number("WAVELEN");
  if (value === undefined || !(value > 100 && value < 3000))
    throw new FormatError(
      fits.name,
      `HDU ${hdu.index} (${hdu.name}), WAVELEN`,
      "a wavelength in nm",
      String(hdu.header.get("WAVELEN") ?? "nothing"),
    );
  return value;
}

const numbers = (data: unknown): readonly number[] => Array.from(data as ArrayLike<number>, Number);

/** More would not be a point spread function. */
const MOST_OUTSIDE = 0.5;

function outsideOf(fits: FitsFile, hdu: ImageHdu): number {
  const value = hdu.header.get("OUTSIDE") === undefined ? 0 : hdu.header.number("OUTSIDE");
  if (value === undefined || !(value >= 0 && value < MOST_OUTSIDE))
    throw new FormatError(
      fits.name,
      `HDU ${hdu.index} (${hdu.name}), OUTSIDE`,
      `a share of the light from 0 to ${MOST_OUTSIDE}`,
      String(hdu.header.get("OUTSIDE")),
    );
  return value;
}

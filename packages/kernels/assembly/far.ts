// A coarse map added to the frame, bilinear between the centres of its cells. The plain twin is addCoarsePlain in src/scene/far-light.ts.
import { BAND_ROWS } from "./draw";
import { heightOf, rowAt, widthOf } from "./scene";
import { ROWS } from "./scratch";
import { load4, store4 } from "./simd";

/**
 * Adds a map of columns x rows float32, electrons a pixel in cells of `cell` pixels, to the rows of one band of the silicon.
 */
export function addCoarse(scratch: usize, band: i32, scene: usize, map: usize, columns: i32, rows: i32, cell: i32): void {
  const first = band * BAND_ROWS;
  const last = min(heightOf(scene), first + BAND_ROWS);
  const width = widthOf(scene);
  // Values of the row between two rows of cells, the outer ones twice, so that every pixel lies between two.
  const between = scratch + ROWS;
  const scale: f32 = <f32>1 / <f32>cell;
  for (let y = first; y < last; y++) {
    const start = rowAt(scene, y);
    if (start == 0) continue;
    const place: f32 = min<f32>(max<f32>((<f32>y + 0.5) * scale - 0.5, 0), <f32>(rows - 1));
    const below = min(<i32>place, rows - 1);
    const above = min(below + 1, rows - 1);
    const share: f32 = place - <f32>below;
    for (let column = -1; column <= columns; column++) {
      const at = min(max(column, 0), columns - 1);
      const low = load<f32>(map + <usize>(below * columns + at) * 4);
      const high = load<f32>(map + <usize>(above * columns + at) * 4);
      store<f32>(between + <usize>(column + 1) * 4, low + share * (high - low));
    }
    // Pixel x lies between cells floor((x + 1/2) / cell - 1/2) and the next: those of one pair are cell pixels in a row.
    let x = 0;
    for (let column = -1; x < width; column++) {
      const left = load<f32>(between + <usize>(column + 1) * 4);
      const slope = (load<f32>(between + <usize>(column + 2) * 4) - left) * scale;
      const centre: f32 = (<f32>column + 0.5) * <f32>cell - 0.5;
      const end = column == columns - 1 ? width : min(width, (column + 1) * cell + (cell >> 1));
      let at = start + <usize>x * 4;
      let value = f32x4.add(f32x4.splat(left + slope * (<f32>x - centre)), f32x4.mul(f32x4.splat(slope), f32x4(0, 1, 2, 3)));
      const step = f32x4.splat(4 * slope);
      for (; x + 4 <= end; x += 4, at += 16) {
        store4(at, f32x4.add(load4(at), value));
        value = f32x4.add(value, step);
      }
      for (; x < end; x++, at += 4) store<f32>(at, load<f32>(at) + left + slope * (<f32>x - centre));
    }
  }
}

// Images spread over an area, row by row. The plain twin is src/pixels/map.ts, which also writes the records.

const CONSTANT: i32 = 0;
const TILES: i32 = 1;

/**
 * Writes row y of a map, float64.
 *
 * @param map int32: kind, columns, rows, width, height; first bytes of its pixels (float32), and of each column's cell (int32) and share (float64) of a coarse
 * map; then float64: the value of a constant map
 * @param out room for width + 2 numbers
 * @param work room for columns + 1 numbers
 */
export function mapRow(map: usize, y: i32, out: usize, work: usize): void {
  const kind = load<i32>(map);
  const width = load<i32>(map, 12);
  if (kind == CONSTANT) {
    const value = f64x2.splat(load<f64>(map, 32));
    for (let x = 0; x < width; x += 2) v128.store(out + ((<usize>x) << 3), value);
    return;
  }
  const columns = load<i32>(map, 4);
  const rows = load<i32>(map, 8);
  const pixels = <usize>load<u32>(map, 20);
  if (kind == TILES) {
    const start = pixels + ((<usize>(y % rows) * <usize>columns) << 2);
    for (let x = 0; x < width; x += columns) {
      const count = min(columns, width - x);
      const to = out + ((<usize>x) << 3);
      let n = 0;
      for (; n + 2 <= count; n += 2)
        v128.store(to + ((<usize>n) << 3), f64x2.promote_low_f32x4(v128.load64_zero(start + ((<usize>n) << 2))));
      if (n < count) store<f64>(to + ((<usize>n) << 3), <f64>load<f32>(start + ((<usize>n) << 2)));
    }
    return;
  }
  const cell = min<f64>(max<f64>(((<f64>y + 0.5) * <f64>rows) / <f64>load<i32>(map, 16) - 0.5, 0), <f64>(rows - 1));
  const below = <i32>Math.floor(cell);
  const weight = cell - <f64>below;
  const lower = pixels + ((<usize>below * <usize>columns) << 2);
  const upper = pixels + ((<usize>min(below + 1, rows - 1) * <usize>columns) << 2);
  for (let c = 0; c < columns; c++) {
    const at = (<usize>c) << 2;
    store<f64>(work + (at << 1), (1 - weight) * <f64>load<f32>(lower + at) + weight * <f64>load<f32>(upper + at));
  }
  // Beyond the last cell, whose share is 0.
  store<f64>(work + ((<usize>columns) << 3), 0);
  const cells = <usize>load<u32>(map, 24);
  const shares = <usize>load<u32>(map, 28);
  for (let x = 0; x < width; x += 2) {
    const at = (<usize>x) << 2;
    const first = v128.load(work + ((<usize>load<i32>(cells + at)) << 3));
    const second = v128.load(work + ((<usize>load<i32>(cells + at, 4)) << 3));
    const a = v128.shuffle<i64>(first, second, 0, 2);
    const b = v128.shuffle<i64>(first, second, 1, 3);
    v128.store(out + (at << 1), f64x2.add(a, f64x2.mul(v128.load(shares + (at << 1)), f64x2.sub(b, a))));
  }
}

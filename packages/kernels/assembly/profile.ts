// Sersic profiles from tables over ln n: the transform, the light beyond a radius, and the numbers that belong to an index. The plain twins are in src/profile.ts.
import { at1, at4, knotOf, mixRows, ROW_BYTES } from "./octaves";
import { store4 } from "./simd";

// The table, as src/wasm/profile-table.ts writes it:
// float64: ln n of the first row, step, rows; then for each row b, ln of the central brightness, ln of the radius with TAIL_SHARE of the light;
// then for each row the transform over k^2, then for each row the light beyond r over r^2 (octaves.ts).
const HEAD: usize = 3 * 8;
const NUMBERS: usize = 3 * 8;

/** Row below ln n and the weights of the rows around it. */
let row: i32 = 0;
let w0: f64 = 0;
let w1: f64 = 0;
let w2: f64 = 0;
let w3: f64 = 0;

function find(table: usize, n: f64): void {
  const rows = <i32>load<f64>(table, 16);
  const place = (NativeMath.log(n) - load<f64>(table)) / load<f64>(table, 8);
  row = min(max(<i32>place, 1), rows - 3);
  const t = place - <f64>row;
  w0 = (-t * (t - 1) * (t - 2)) / 6;
  w1 = ((t + 1) * (t - 1) * (t - 2)) / 2;
  w2 = (-(t + 1) * t * (t - 2)) / 2;
  w3 = ((t + 1) * t * (t - 1)) / 6;
}

function number(table: usize, which: usize): f64 {
  const at = table + HEAD + NUMBERS * (row - 1) + which * 8;
  return w0 * load<f64>(at) + w1 * load<f64>(at + NUMBERS) + w2 * load<f64>(at + 2 * NUMBERS) + w3 * load<f64>(at + 3 * NUMBERS);
}

/** b, central brightness and tail radius of index n (flux 1, half-light radius 1), as three float64. */
export function indexNumbers(table: usize, n: f64, out: usize): void {
  find(table, n);
  store<f64>(out, number(table, 0));
  store<f64>(out, NativeMath.exp(number(table, 1)), 8);
  store<f64>(out, NativeMath.exp(number(table, 2)), 16);
}

@inline
function rowsStart(table: usize): usize {
  return (table + HEAD + NUMBERS * <usize>load<f64>(table, 16) + 15) & ~15;
}

/** Writes the transform's row of index n, for k^2 up to `largest`. */
export function transformRow(table: usize, n: f64, largest: f64, out: usize): void {
  find(table, n);
  mixRows(out, rowsStart(table) + ROW_BYTES * (row - 1), w0, w1, w2, w3, knotOf(<f32>largest));
}

/** Share of the light beyond a radius, given squared in half-light radii. */
export function lightBeyond(table: usize, n: f64, squared: f64): f64 {
  find(table, n);
  const rows = <usize>load<f64>(table, 16);
  const first = rowsStart(table) + ROW_BYTES * (rows + row - 1);
  const value = <f32>squared;
  return (
    w0 * <f64>at1(first, value) +
    w1 * <f64>at1(first + ROW_BYTES, value) +
    w2 * <f64>at1(first + 2 * ROW_BYTES, value) +
    w3 * <f64>at1(first + 3 * ROW_BYTES, value)
  );
}

/** The exponential disc's transform in closed form: (1 + k^2 / b^2)^(-3/2); `scale` is 1 / b^2. */
@inline
export function disc4(squared: v128, scale: v128): v128 {
  const q = f32x4.add(f32x4.splat(1), f32x4.mul(squared, scale));
  return f32x4.div(f32x4.splat(1), f32x4.mul(q, f32x4.sqrt(q)));
}

/** For tests and benchmarks: the transform of `count` (a multiple of four) squared wave numbers; row 0 is the disc. */
export function transforms(rowAt: usize, squared: usize, out: usize, count: i32, discScale: f32): void {
  const scale = f32x4.splat(discScale);
  for (let n = 0; n < count; n += 4) {
    const value = v128.load(squared + <usize>n * 4);
    store4(out + <usize>n * 4, rowAt == 0 ? disc4(value, scale) : at4(rowAt, value));
  }
}

// Elementary functions, two float64 at a time: the same operations in the same order as src/math.ts, so the same bits.

const LN2_HIGH: f64 = 0.6931471803691238;
const LN2_LOW: f64 = 1.9082149292705877e-10;
const HALF_PI_1: f64 = 1.5707963267341256;
const HALF_PI_2: f64 = 6.077100506303966e-11;
const HALF_PI_3: f64 = 2.0222662487959506e-21;
const TWO_OVER_PI: f64 = 0.6366197723675814;
export const HALF_LOG_TWO_PI: f64 = 0.9189385332046728;
const SQRT2: f64 = 1.4142135623730951;
const LOG2E: f64 = 1.4426950408889634;

@inline
function all(value: f64): v128 {
  return f64x2.splat(value);
}
@inline
function mul(a: v128, b: v128): v128 {
  return f64x2.mul(a, b);
}
@inline
function add(a: v128, b: v128): v128 {
  return f64x2.add(a, b);
}
@inline
function sub(a: v128, b: v128): v128 {
  return f64x2.sub(a, b);
}
/** first + z * rest: a step of Horner's scheme. */
@inline
function step(first: f64, z: v128, rest: v128): v128 {
  return add(all(first), mul(z, rest));
}

/** Natural logarithms of two normal numbers above 0. */
@inline
export function log2(x: v128): v128 {
  // The exponent's bits as a number: 2^52 + bits, less 2^52 + 1023.
  const biased = v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000));
  let exponent = sub(biased, all(4503599627371519));
  let m = v128.or(v128.and(x, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const isLarge = f64x2.gt(m, all(SQRT2));
  m = v128.bitselect(mul(m, all(0.5)), m, isLarge);
  exponent = add(exponent, v128.and(isLarge, all(1)));
  const f = sub(m, all(1));
  const s = f64x2.div(f, add(all(2), f));
  const half = mul(mul(all(0.5), f), f);
  const z = mul(s, s);
  const w = mul(z, z);
  const odd = step(
    2.0 / 3.0,
    w,
    step(2.0 / 7.0, w, step(2.0 / 11.0, w, step(2.0 / 15.0, w, step(2.0 / 19.0, w, all(2.0 / 23.0))))),
  );
  const even = step(2.0 / 5.0, w, step(2.0 / 9.0, w, step(2.0 / 13.0, w, step(2.0 / 17.0, w, all(2.0 / 21.0)))));
  const tail = add(mul(z, odd), mul(w, even));
  return sub(
    mul(exponent, all(LN2_HIGH)),
    sub(sub(half, add(mul(s, add(half, tail)), mul(exponent, all(LN2_LOW)))), f),
  );
}

/** Logarithms of two normal numbers above 0, to 2e-11: six terms of the series instead of eleven. */
@inline
export function roughLog2(x: v128): v128 {
  let exponent = sub(v128.or(i64x2.shr_u(x, 52), i64x2.splat(0x4330000000000000)), all(4503599627371519));
  let m = v128.or(v128.and(x, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3ff0000000000000));
  const isLarge = f64x2.gt(m, all(SQRT2));
  m = v128.bitselect(mul(m, all(0.5)), m, isLarge);
  exponent = add(exponent, v128.and(isLarge, all(1)));
  const s = f64x2.div(sub(m, all(1)), add(m, all(1)));
  const z = mul(s, s);
  const series = step(2, z, step(2.0 / 3.0, z, step(2.0 / 5.0, z, step(2.0 / 7.0, z, step(2.0 / 9.0, z, all(2.0 / 11.0))))));
  return add(mul(exponent, all(LN2_HIGH)), mul(s, series));
}

/** ln(a / b) of each of two pairs whose t = (a - b) / (a + b) is given, |t| <= 0.2: to 5e-12. */
@inline
export function roughLogRatio2(t: v128): v128 {
  const z = mul(t, t);
  return mul(
    t,
    step(2, z, step(2.0 / 3.0, z, step(2.0 / 5.0, z, step(2.0 / 7.0, z, step(2.0 / 9.0, z, step(2.0 / 11.0, z, all(2.0 / 13.0))))))),
  );
}

/** As `log2`, of one number. */
@inline
export function log(x: f64): f64 {
  return f64x2.extract_lane(log2(f64x2.splat(x)), 0);
}

/** Sines of two angles, |x| <= pi, and at `cosines` their cosines. */
@inline
export function sinCos2(x: v128, cosines: usize): v128 {
  // Math.round of the twin: no angle of a 32-bit word lies where floor(x + 0.5) would differ from it.
  const k = f64x2.floor(add(mul(x, all(TWO_OVER_PI)), all(0.5)));
  const a = sub(x, mul(k, all(HALF_PI_1)));
  const b = mul(k, all(HALF_PI_2));
  const high = sub(a, b);
  const lost = sub(sub(sub(a, high), b), mul(k, all(HALF_PI_3)));
  const r = add(high, lost);
  const tail = add(sub(high, r), lost);
  const z = mul(r, r);
  const sinSeries = step(
    -1.0 / 6.0,
    z,
    step(
      1.0 / 120.0,
      z,
      step(
        -1.0 / 5040.0,
        z,
        step(
          1.0 / 362880.0,
          z,
          step(-1.0 / 39916800.0, z, step(1.0 / 6227020800.0, z, step(-1.0 / 1307674368000.0, z, all(1.0 / 355687428096000.0)))),
        ),
      ),
    ),
  );
  const sine = add(r, add(tail, mul(z, sub(mul(r, sinSeries), mul(all(0.5), tail)))));
  const cosSeries = step(
    1.0 / 24.0,
    z,
    step(
      -1.0 / 720.0,
      z,
      step(
        1.0 / 40320.0,
        z,
        step(-1.0 / 3628800.0, z, step(1.0 / 479001600.0, z, step(-1.0 / 87178291200.0, z, all(1.0 / 20922789888000.0)))),
      ),
    ),
  );
  const half = mul(all(0.5), z);
  const w = sub(all(1), half);
  const cosine = add(w, add(sub(sub(all(1), w), half), sub(mul(mul(z, z), cosSeries), mul(r, tail))));
  const turn = i64x2.extend_low_i32x4_s(i32x4.trunc_sat_f64x2_s_zero(k));
  const isSwapped = i64x2.neg(v128.and(turn, i64x2.splat(1)));
  const minusSine = i64x2.shl(i64x2.shr_u(turn, 1), 63);
  const minusCosine = i64x2.shl(i64x2.shr_u(i64x2.add(turn, i64x2.splat(1)), 1), 63);
  v128.store(cosines, v128.xor(v128.bitselect(sine, cosine, isSwapped), minusCosine));
  return v128.xor(v128.bitselect(cosine, sine, isSwapped), minusSine);
}

/** Nearest whole number, ties upwards, as Math.round. */
@inline
export function round(x: f64): f64 {
  const up = Math.ceil(x);
  return up - 0.5 > x ? up - 1 : up;
}

/** Exponential of -700 to 700. */
export function exp(x: f64): f64 {
  const k = round(x * LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW;
  const r = high - low;
  const z = r * r;
  const even =
    1.0 / 2.0 + z * (1.0 / 24.0 + z * (1.0 / 720.0 + z * (1.0 / 40320.0 + z * (1.0 / 3628800.0 + z * (1.0 / 479001600.0)))));
  const odd =
    1.0 / 6.0 +
    z * (1.0 / 120.0 + z * (1.0 / 5040.0 + z * (1.0 / 362880.0 + z * (1.0 / 39916800.0 + z * (1.0 / 6227020800.0)))));
  const lost = high - r - low;
  const value = 1.0 + (r + (lost + z * (even + r * odd)));
  return value * reinterpret<f64>((<i64>k + 1023) << 52);
}

/** Exponentials of two numbers from -700 to 700. */
@inline
export function exp2(x: v128): v128 {
  const scaled = mul(x, all(LOG2E));
  const up = f64x2.ceil(scaled);
  const k = v128.bitselect(sub(up, all(1)), up, f64x2.gt(sub(up, all(0.5)), scaled));
  const high = sub(x, mul(k, all(LN2_HIGH)));
  const low = mul(k, all(LN2_LOW));
  const r = sub(high, low);
  const z = mul(r, r);
  const even = step(
    1.0 / 2.0,
    z,
    step(1.0 / 24.0, z, step(1.0 / 720.0, z, step(1.0 / 40320.0, z, step(1.0 / 3628800.0, z, all(1.0 / 479001600.0))))),
  );
  const odd = step(
    1.0 / 6.0,
    z,
    step(1.0 / 120.0, z, step(1.0 / 5040.0, z, step(1.0 / 362880.0, z, step(1.0 / 39916800.0, z, all(1.0 / 6227020800.0))))),
  );
  const lost = sub(sub(high, r), low);
  const value = add(all(1), add(r, add(lost, mul(z, add(even, mul(r, odd))))));
  // 2^52 + 1023 + k has 1023 + k in its low bits: those of 2^k once they are where an exponent is.
  return mul(value, i64x2.shl(add(k, all(4503599627371519)), 52));
}

/** ln k! for a whole k from 0 to 15. */
export function logSmallFactorial(k: f64): f64 {
  let product: f64 = 1;
  for (let n: f64 = 2; n <= k; n++) product *= n;
  return product == 1 ? 0 : log(product);
}

/** ln Gamma(x) for x >= 10 whose logarithm is given. */
@inline
export function stirling(x: f64, logX: f64): f64 {
  const r = 1.0 / x;
  const z = r * r;
  const series =
    1.0 / 12.0 +
    z *
      (-1.0 / 360.0 + z * (1.0 / 1260.0 + z * (-1.0 / 1680.0 + z * (1.0 / 1188.0 + z * (-691.0 / 360360.0 + z * (1.0 / 156.0))))));
  return (x - 0.5) * (logX - 1.0) + (HALF_LOG_TWO_PI - 0.5 + r * series);
}

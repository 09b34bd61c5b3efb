/**
 * Elementary functions made of + - * / and sqrt only.
 *
 * ECMAScript fixes those five to the last bit and leaves `Math.log`, `Math.exp`, `Math.sin`, `Math.cos` and `Math.pow` to the
 * engine. Everything a random draw depends on comes from here, so that the same seed gives the same bytes in every engine.
 */

const scratch = new Float64Array(1);
const words = new Int32Array(scratch.buffer);
scratch[0] = 1;
/** Where the sign and exponent are: 1 on little-endian machines. */
const HIGH = words[1] !== 0 ? 1 : 0;

/** ln 2 in two parts; the first has 33 bits, so that it times an exponent is exact. */
const LN2_HIGH = 0.6931471803691238;
const LN2_LOW = 1.9082149292705877e-10;
/** pi / 2 in three parts; the first two have 33 bits each. */
const HALF_PI_1 = 1.5707963267341256;
const HALF_PI_2 = 6.077100506303966e-11;
const HALF_PI_3 = 2.0222662487959506e-21;
const TWO_OVER_PI = 0.6366197723675814;
const HALF_LOG_TWO_PI = 0.9189385332046728;

/**
 * Natural logarithm.
 *
 * Error below 1 ulp against exact values. Of 0 it is -Infinity, below 0 NaN.
 */
export function log(x: number): number {
  if (!(x > 0)) return x === 0 ? -Infinity : NaN;
  if (x === Infinity) return x;
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984; // 2^54
    exponent = -54;
  }
  scratch[0] = x;
  const high = words[HIGH];
  exponent += (high >> 20) - 1023;
  words[HIGH] = (high & 0xfffff) | 0x3ff00000;
  let m = scratch[0];
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  const f = m - 1;
  const s = f / (2 + f);
  const half = 0.5 * f * f;
  return exponent * LN2_HIGH - (half - (s * (half + atanhTail(s * s)) + exponent * LN2_LOW) - f);
}

/** 2 (atanh(s) / s - 1) for z = s^2 <= 0.0295; next term of the series below 2e-18. */
function atanhTail(z: number): number {
  const w = z * z;
  const odd = 2 / 3 + w * (2 / 7 + w * (2 / 11 + w * (2 / 15 + w * (2 / 19 + w * (2 / 23)))));
  const even = 2 / 5 + w * (2 / 9 + w * (2 / 13 + w * (2 / 17 + w * (2 / 21))));
  return z * odd + w * even;
}

/** Exponential; error below 1 ulp, 0 below -745.2 and Infinity above 709.8. */
export function exp(x: number): number {
  return expOfSum(x, 0);
}

/** exp(x + tail) for a tail far below one ulp of x. */
function expOfSum(x: number, tail: number): number {
  if (Number.isNaN(x)) return x;
  if (x > 709.782712893384) return Infinity;
  if (x < -745.2) return 0;
  const k = Math.round(x * Math.LOG2E);
  const high = x - k * LN2_HIGH;
  const low = k * LN2_LOW - tail;
  const r = high - low;
  const z = r * r;
  // Taylor to r^13, odd and even terms apart; the next is below 4e-18.
  const even = 1 / 2 + z * (1 / 24 + z * (1 / 720 + z * (1 / 40320 + z * (1 / 3628800 + z * (1 / 479001600)))));
  const odd = 1 / 6 + z * (1 / 120 + z * (1 / 5040 + z * (1 / 362880 + z * (1 / 39916800 + z * (1 / 6227020800)))));
  // What r lost to rounding is put back; it acts as itself, the factor e^r near 1 aside.
  const lost = high - r - low;
  const value = 1 + (r + (lost + z * (even + r * odd)));
  if (k > 1023) return value * 2 * powerOfTwo(k - 1);
  if (k < -1021) return value * powerOfTwo(k + 100) * 7.888609052210118e-31; // 2^-100
  return value * powerOfTwo(k);
}

function powerOfTwo(k: number): number {
  words[1 - HIGH] = 0;
  words[HIGH] = (k + 1023) << 20;
  return scratch[0];
}

/**
 * Power x^y, with the special values of `Math.pow`.
 *
 * Error below 1 + |y ln x| / 100 ulp: 1 for everyday values, up to 8 where the result nears the ends of the range.
 */
export function pow(x: number, y: number): number {
  if (y === 0) return 1;
  if (Number.isNaN(x) || Number.isNaN(y)) return NaN;
  const isInteger = Math.floor(y) === y;
  const isOdd = isInteger && Math.abs(y) < 9007199254740992 && Math.abs(y % 2) === 1;
  if (x === 0 || x === Infinity || x === -Infinity) {
    const isLarge = (x !== 0) === y > 0;
    const isNegative = isOdd && (x < 0 || Object.is(x, -0));
    return (isNegative ? -1 : 1) * (isLarge ? Infinity : 0);
  }
  const size = Math.abs(x);
  if (y === Infinity || y === -Infinity) return size === 1 ? NaN : size > 1 === y > 0 ? Infinity : 0;
  if (x < 0 && !isInteger) return NaN;
  const value = y === 1 ? size : y === 2 ? size * size : powPositive(size, y);
  return x < 0 && isOdd ? -value : value;
}

function powPositive(x: number, y: number): number {
  let exponent = 0;
  if (x < 2.2250738585072014e-308) {
    x *= 18014398509481984;
    exponent = -54;
  }
  scratch[0] = x;
  const bits = words[HIGH];
  exponent += (bits >> 20) - 1023;
  words[HIGH] = (bits & 0xfffff) | 0x3ff00000;
  let m = scratch[0];
  if (m > Math.SQRT2) {
    m *= 0.5;
    exponent += 1;
  }
  // ln m = 2 s + s R(s^2) with s = f / (2 + f) as a sum of two numbers: log must carry more bits than its result has.
  const f = m - 1;
  const divisor = 2 + f;
  const divisorLow = f - (divisor - 2);
  const s = f / divisor;
  const sLow = (f - s * divisor - productError(s, divisor) - s * divisorLow) / divisor;
  const tail = s * atanhTail(s * s);
  const scaled = exponent * LN2_HIGH;
  let high = scaled + 2 * s;
  let low = (Math.abs(scaled) > Math.abs(2 * s) ? scaled - high + 2 * s : 2 * s - high + scaled) + 2 * sLow + exponent * LN2_LOW;
  const sum = high + tail;
  low += Math.abs(high) > Math.abs(tail) ? high - sum + tail : tail - sum + high;
  high = sum + low;
  low = sum - high + low;
  const product = y * high;
  if (!(Math.abs(product) < 800)) return product > 0 ? Infinity : product < 0 ? 0 : 1;
  return expOfSum(product, productError(y, high) + y * low);
}

/** a b - fl(a b), exactly (Dekker 1971), for values whose squares neither overflow nor vanish. */
function productError(a: number, b: number): number {
  const p = a * b;
  const sa = a * 134217729;
  const ah = sa - (sa - a);
  const al = a - ah;
  const sb = b * 134217729;
  const bh = sb - (sb - b);
  const bl = b - bh;
  return al * bl - (p - ah * bh - al * bh - ah * bl);
}

/** sin(r + tail) for |r| <= pi/4. */
function sinCore(r: number, tail: number): number {
  const z = r * r;
  const series =
    -1 / 6 +
    z *
      (1 / 120 +
        z *
          (-1 / 5040 +
            z * (1 / 362880 + z * (-1 / 39916800 + z * (1 / 6227020800 + z * (-1 / 1307674368000 + z * (1 / 355687428096000)))))));
  return r + (tail + z * (r * series - 0.5 * tail));
}

/** cos(r + tail) for |r| <= pi/4. */
function cosCore(r: number, tail: number): number {
  const z = r * r;
  const series =
    1 / 24 +
    z * (-1 / 720 + z * (1 / 40320 + z * (-1 / 3628800 + z * (1 / 479001600 + z * (-1 / 87178291200 + z * (1 / 20922789888000))))));
  const half = 0.5 * z;
  const w = 1 - half;
  return w + (1 - w - half + (z * z * series - r * tail));
}

/** sin (quarter 0) or cos (quarter 1) of x, |x| <= 2^20 pi/2. */
function circular(x: number, quarter: number): number {
  if (!(Math.abs(x) < 1.647e6)) {
    if (!Number.isFinite(x)) return NaN;
    throw new RangeError(`kernels: sin and cos: angle ${x}, expected |angle| below 1.647e6 rad`);
  }
  const k = Math.round(x * TWO_OVER_PI);
  // Three subtractions keep the error of the remainder below 1e-17 even next to a multiple of pi/2.
  const a = x - k * HALF_PI_1;
  const b = k * HALF_PI_2;
  const high = a - b;
  const lost = a - high - b - k * HALF_PI_3;
  const r = high + lost;
  const tail = high - r + lost;
  const turn = (k + quarter) & 3;
  const value = (turn & 1) === 0 ? sinCore(r, tail) : cosCore(r, tail);
  return turn < 2 ? value : -value;
}

/**
 * Sine of an angle in radians; error below 1 ulp.
 *
 * @throws RangeError when |x| is above 1.647e6
 */
export function sin(x: number): number {
  // Keeps the sign of zero.
  return x === 0 ? x : circular(x, 0);
}

/**
 * Cosine of an angle in radians; error below 1 ulp.
 *
 * @throws RangeError when |x| is above 1.647e6
 */
export function cos(x: number): number {
  return circular(x, 1);
}

/** ln k! for k = 0 to 15. */
const LOG_FACTORIAL = (() => {
  const table = new Float64Array(16);
  let product = 1;
  for (let k = 2; k < 16; k++) {
    product *= k;
    table[k] = log(product);
  }
  return table;
})();

/** ln k! for an integer k of at least 0; error below 2 ulp. */
export function logFactorial(k: number): number {
  return k < 16 ? LOG_FACTORIAL[k] : stirling(k + 1);
}

/**
 * ln Gamma(x) for x > 0 (Infinity at 0, NaN below).
 *
 * Error below 2e-15 times max(1, |value|, x |ln x|): near its zeros at 1 and 2 the error is absolute.
 */
export function lgamma(x: number): number {
  if (!(x >= 0)) return NaN;
  if (x === 0) return Infinity;
  if (x >= 10) return x === Infinity ? x : stirling(x);
  if (x === Math.floor(x)) return LOG_FACTORIAL[x - 1];
  let product = x;
  let y = x + 1;
  for (; y < 10; y++) product *= y;
  return stirling(y) - log(product);
}

/** Stirling's series for x >= 10, next term below 3e-17. */
function stirling(x: number): number {
  const r = 1 / x;
  const z = r * r;
  const series = 1 / 12 + z * (-1 / 360 + z * (1 / 1260 + z * (-1 / 1680 + z * (1 / 1188 + z * (-691 / 360360 + z * (1 / 156))))));
  return (x - 0.5) * (log(x) - 1) + (HALF_LOG_TWO_PI - 0.5 + r * series);
}

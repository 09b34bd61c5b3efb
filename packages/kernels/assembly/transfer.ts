// What a charge transfer is told, and where it lies in memory. src/traps/layout.ts has the same numbers; a test holds them together.

// int32 each.
/** Pointers to the images, float32. */
@inline export function imageOf(job: usize, image: i32): usize { return load<u32>(<usize>load<u32>(job) + <usize>image * 4); }
/** Blocks of lines that an image has, and lines of a block. */
@inline export function blocksOf(job: usize): i32 { return load<i32>(job, 4); }
@inline export function linesOf(job: usize): i32 { return load<i32>(job, 8); }
/** Bytes from line to line and from row to row; a line is clocked along its rows. */
@inline export function lineStepOf(job: usize): usize { return load<u32>(job, 12); }
@inline export function rowStepOf(job: usize): usize { return load<u32>(job, 16); }
@inline export function rowsOf(job: usize): i32 { return load<i32>(job, 20); }
@inline export function firstLineOf(job: usize): i32 { return load<i32>(job, 24); }
@inline export function lastLineOf(job: usize): i32 { return load<i32>(job, 28); }
@inline export function firstRowOf(job: usize): i32 { return load<i32>(job, 32); }
@inline export function lastRowOf(job: usize): i32 { return load<i32>(job, 36); }
@inline export function passesOf(job: usize): i32 { return load<i32>(job, 40); }
/** passes x rows, float64. */
@inline export function multipliersOf(job: usize): usize { return load<u32>(job, 44); }
/** By pass: the row after which the traps' state is what the next pass begins with (-1: none), and the first row that is visited. */
@inline export function saveOf(job: usize, pass: i32): i32 { return load<i32>(<usize>load<u32>(job, 48) + <usize>pass * 8); }
@inline export function startOf(job: usize, pass: i32): i32 { return load<i32>(<usize>load<u32>(job, 48) + <usize>pass * 8, 4); }
@inline export function speciesOf(job: usize): i32 { return load<i32>(job, 52); }
/** Visits after which fills are renewed. */
@inline export function periodOf(job: usize): i32 { return load<i32>(job, 56); }
/** By visits since: what is left of a fill, and 1 / that times the fill of a full layer; (period + 1) x 4, float64. */
@inline export function decaysOf(job: usize): usize { return load<u32>(job, 60); }
@inline export function freshOf(job: usize): usize { return load<u32>(job, 64); }
/** By visits since: what the last of them has released; alike. */
@inline export function lossesOf(job: usize): usize { return load<u32>(job, 80); }
/** Whether lines share one line of traps. */
@inline export function isShared(job: usize): bool { return load<i32>(job, 68) != 0; }
@inline export function allowsNegative(job: usize): bool { return load<i32>(job, 72) != 0; }
/** Coefficients of the well's fill, four float64 each. */
@inline export function wellOf(job: usize): usize { return load<u32>(job, 76); }

// float64 each, from byte 96 on.

/** Traps per unit of volume of four species, two at a time; 0 where there is none. */
@inline export function trapsOf(job: usize, pair: usize): v128 { return v128.load(job + pair * 16, 96); }

/** Bits of a float64 below its exponent and the first six of its fraction, and the number that 2^-64 has then. */
const SHIFT: u64 = 46;
const FIRST: i64 = (1023 - 64) << 6;

// The well: electrons that fill it; those above which the power law holds, and at which it would be 0; 1 / the rest; the first electron's volume.
@inline export function fullOf(job: usize): f64 { return load<f64>(job, 128); }
@inline export function lowestOf(job: usize): f64 { return load<f64>(job, 136); }
@inline export function zeroOf(job: usize): f64 { return load<f64>(job, 144); }
@inline export function perElectronOf(job: usize): f64 { return load<f64>(job, 152); }
@inline export function firstFillOf(job: usize): f64 { return load<f64>(job, 160); }

/** Volume by a share of the well's electrons, 0 to 1: a cubic in each 64th of a doubling; below 2^-64, only what the first electron fills. */
@inline
export function volumeAt(well: usize, share: f64, first: f64): f64 {
  const knot = <i64>(reinterpret<u64>(share) >> SHIFT) - FIRST;
  if (knot < 0) return first;
  const at = well + <usize>knot * 32;
  return load<f64>(at) + share * (load<f64>(at, 8) + share * (load<f64>(at, 16) + share * load<f64>(at, 24)));
}

/** Volume outside the power law. */
export function volumeBeyond(job: usize, electrons: f64): f64 {
  if (electrons >= fullOf(job)) return 1;
  const most = load<f64>(job, 168);
  return most == 0 ? firstFillOf(job) : firstFillOf(job) + most * NativeMath.exp(load<f64>(job, 176) * electrons);
}

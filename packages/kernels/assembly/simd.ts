// Four floats at a time: what every kernel needs.

/** Bytes of a float32. */
export const F: usize = 4;

@inline
export function load4(at: usize): v128 {
  return v128.load(at);
}

@inline
export function store4(at: usize, value: v128): void {
  v128.store(at, value);
}

/** Numbers of four floats that hold `count` of them. */
@inline
export function roundUp4(count: i32): i32 {
  return (count + 3) & ~3;
}

/** Sets `count` floats, a multiple of four, to zero. */
export function zero(at: usize, count: i32): void {
  memory.fill(at, 0, <usize>count * F);
}

/** Sum of the four, in a fixed order. */
@inline
export function sum4(value: v128): f32 {
  return (
    f32x4.extract_lane(value, 0) + f32x4.extract_lane(value, 1) + (f32x4.extract_lane(value, 2) + f32x4.extract_lane(value, 3))
  );
}

/** The four in the opposite order. */
@inline
export function reverse4(value: v128): v128 {
  return v128.shuffle<f32>(value, value, 3, 2, 1, 0);
}

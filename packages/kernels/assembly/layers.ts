// The well of a line, as layers from the top one down: their number, what is held; a worker has four lines' of them, and the same as saved.
// All that is held is kept as it would be without release since the last `renew`.
// A layer: its upper edge (with four of 2 before the first layer's, which no level reaches); the fill in it; what is held above its edge.
/** So that the states of four lines do not meet in the cache. */
export const CAPACITY: i32 = 8216;
export const TOPS: usize = 32;
export const LAYERS: usize = TOPS + <usize>CAPACITY * 8 + 64;
export const COUNT: usize = LAYERS + <usize>CAPACITY * 64;
export const STEP: usize = COUNT + 4;
export const HELD: usize = COUNT + 16;
export const STATE_BYTES: usize = HELD + 32;
/** From a line's state to what is saved of it. */
export const SAVED: usize = 4 * STATE_BYTES;

/** Fills below this are none: traps per unit of volume. */
const NOTHING: f64 = 1e-24;

/** No layers: no traps hold anything. */
export function empty(state: usize): void {
  store<i32>(state, 0, COUNT);
  store<i32>(state, 0, STEP);
  const none = f64x2.splat(0);
  v128.store(state, none, HELD);
  v128.store(state, none, HELD + 16);
  v128.store(state, f64x2.splat(2), TOPS - 32);
  v128.store(state, f64x2.splat(2), TOPS - 16);
  for (let at: usize = 0; at < 64; at += 16) v128.store(state + at, none, LAYERS - 64);
}

export function copyState(to: usize, from: usize): void {
  const count = <usize>load<i32>(from, COUNT);
  memory.copy(to + TOPS - 32, from + TOPS - 32, count * 8 + 32);
  memory.copy(to + LAYERS - 64, from + LAYERS - 64, count * 64 + 64);
  memory.copy(to + COUNT, from + COUNT, STATE_BYTES - COUNT);
}

@inline
export function sum2(value: v128): f64 {
  return f64x2.extract_lane(value, 0) + f64x2.extract_lane(value, 1);
}

/**
 * Takes the decay since the last time into all that is held, and leaves out the uppermost layers if nothing is left in them.
 *
 * @param bytes of the numbers that count: two or four
 */
export function renew(state: usize, decay: usize, bytes: usize): void {
  const count = load<i32>(state, COUNT);
  let kept = 0;
  for (let layer = 0; layer < count; layer++) {
    const from = state + LAYERS + <usize>layer * 64;
    let left = decayed(from, decay, 0);
    if (bytes > 16) left = f64x2.add(left, decayed(from, decay, 16));
    if (kept == 0 && sum2(left) < NOTHING) continue;
    const to = state + LAYERS + <usize>kept * 64;
    for (let half: usize = 0; half < bytes; half += 16) {
      v128.store(to + half, decayed(from, decay, half));
      v128.store(to + half, decayed(from + 32, decay, half), 32);
    }
    store<f64>(state + TOPS + <usize>kept * 8, load<f64>(state + TOPS + <usize>layer * 8));
    kept++;
  }
  store<i32>(state, kept, COUNT);
  for (let half: usize = 0; half < bytes; half += 16) v128.store(state + half, decayed(state + HELD, decay, half), HELD);
}

@inline
function decayed(at: usize, decay: usize, half: usize): v128 {
  return f64x2.mul(v128.load(at + half), v128.load(decay + half));
}

/** Not enough electrons: the same share of all empty traps below a level is filled. */
export function fillBy(state: usize, layer: i32, level: f64, share: f64, full: usize, bytes: usize): void {
  const tops = state + TOPS;
  const layers = state + LAYERS;
  let count = load<i32>(state, COUNT);
  if (layer == count || load<f64>(tops + <usize>layer * 8) != level) {
    if (count == CAPACITY) {
      count = joinTop(state, count, bytes);
      if (layer > 1) layer--;
    }
    memory.copy(tops + <usize>(layer + 1) * 8, tops + <usize>layer * 8, <usize>(count - layer) * 8);
    memory.copy(layers + <usize>(layer + 1) * 64, layers + <usize>layer * 64, <usize>(count - layer) * 64);
    store<f64>(tops + <usize>layer * 8, level);
    // The same fill as in the layer that is cut; none above all.
    memory.copy(layers + <usize>layer * 64, layers + <usize>layer * 64 - 64, 32);
    count++;
  }
  const rest = f64x2.splat(1 - share);
  for (let half: usize = 0; half < bytes; half += 16) {
    const more = f64x2.mul(v128.load(full + half), f64x2.splat(share));
    for (let n = layer; n < count; n++) {
      const at = layers + <usize>n * 64 + half;
      const between = f64x2.splat(load<f64>(tops + <usize>n * 8 - 8) - load<f64>(tops + <usize>n * 8));
      v128.store(at, f64x2.add(v128.load(at - 32), f64x2.mul(v128.load(at - 64), between)), 32);
      v128.store(at, f64x2.add(f64x2.mul(v128.load(at), rest), more));
    }
    const last = layers + <usize>(count - 1) * 64 + half;
    const height = f64x2.splat(load<f64>(tops + <usize>(count - 1) * 8));
    v128.store(state + half, f64x2.add(v128.load(last, 32), f64x2.mul(v128.load(last), height)), HELD);
  }
  store<i32>(state, count, COUNT);
}

/** Room for a layer when there is none: the two uppermost become one that holds as much. It takes 8216 levels that each lie below the one before. */
export function joinTop(state: usize, count: i32, bytes: usize): i32 {
  const tops = state + TOPS;
  const layers = state + LAYERS;
  const share = f64x2.splat(1 / (load<f64>(tops) - load<f64>(tops, 16)));
  for (let half: usize = 0; half < bytes; half += 16) {
    v128.store(layers + half, f64x2.mul(v128.load(layers + half, 160), share), 64);
    v128.store(layers + half, f64x2.splat(0), 96);
  }
  store<f64>(tops, load<f64>(tops), 8);
  memory.copy(tops, tops + 8, <usize>(count - 1) * 8);
  memory.copy(layers, layers + 64, <usize>(count - 1) * 64);
  return count - 1;
}

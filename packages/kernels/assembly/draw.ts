// Objects on the frame. The plain twin is src/scene/plain.ts.
import {
  addCollected,
  bottomOf,
  bufferOf,
  componentOf,
  componentsOf,
  fadeInnerOf,
  fadeOuterOf,
  heightOf,
  leftOf,
  objectOf,
  rowAt,
  setBeyond,
  setCollected,
  sideOf,
  widthOf,
  xOf,
  yOf,
} from "./scene";
import { SQUARE, TAIL_BYTES, TAILS } from "./scratch";
import { load4, store4, sum4 } from "./simd";
import { renderSquare } from "./stamp";
import { collectedOfTail, drawTail, hasTail, prepareTail } from "./tail";

/**
 * Draws the objects of one tile on the frame, in their order.
 *
 * @param starts int32: tile t has the entries starts[t] to starts[t + 1] - 1 of `order`
 * @param order int32: numbers of objects
 * @param tiles int32: numbers of the tiles of this round
 */
export function drawTile(scratch: usize, index: i32, scene: usize, starts: usize, order: usize, tiles: usize): void {
  const tile = load<i32>(tiles + <usize>index * 4);
  const end = load<i32>(starts + <usize>tile * 4, 4);
  for (let entry = load<i32>(starts + <usize>tile * 4); entry < end; entry++)
    draw(scratch, scene, objectOf(scene, load<i32>(order + <usize>entry * 4)), true);
}

/** Renders one large object's square into its own buffer, its tails behind it; `paintBand` adds them. */
export function renderLarge(scratch: usize, index: i32, scene: usize, order: usize): void {
  draw(scratch, scene, objectOf(scene, load<i32>(order + <usize>index * 4)), false);
}

/** Rows of a band. */
export const BAND_ROWS: i32 = 64;

/** Adds the large objects first to last - 1 of `order` to the rows of one band of the silicon. */
export function paintBand(_scratch: usize, band: i32, scene: usize, order: usize, count: i32): void {
  const firstRow = band * BAND_ROWS;
  const lastRow = min(heightOf(scene), firstRow + BAND_ROWS) - 1;
  for (let n = 0; n < count; n++) {
    const object = objectOf(scene, load<i32>(order + <usize>n * 4));
    const buffer = bufferOf(object);
    const side = sideOf(object);
    const bottom = bottomOf(object);
    const low = max(firstRow, bottom);
    const high = min(lastRow, bottom + side - 1);
    for (let y = low; y <= high; y++) addRow(scene, buffer, side, leftOf(object), y, y - bottom);
    const tails = tailsOf(buffer, side);
    for (let c = 0; c < componentsOf(object); c++)
      if (load<f64>(tails + TAIL_BYTES * c) >= 0) drawTail(scene, object, tails + TAIL_BYTES * c, 0, true, firstRow, lastRow);
  }
}

@inline
function tailsOf(buffer: usize, side: i32): usize {
  return buffer + <usize>(side * side) * 4;
}

function draw(scratch: usize, scene: usize, object: usize, isAdded: bool): void {
  const side = sideOf(object);
  const buffer = isAdded ? scratch + SQUARE : bufferOf(object);
  const tails = isAdded ? scratch + TAILS : tailsOf(buffer, side);
  setCollected(object, 0, 0);
  renderSquare(scratch, scene, object, buffer);
  let beyond: f64 = 0;
  for (let c = 0; c < componentsOf(object); c++) {
    const tail = tails + TAIL_BYTES * c;
    beyond += prepareTail(scratch, scene, object, componentOf(object, c), tail);
    if (!hasTail()) {
      store<f64>(tail, -1);
      continue;
    }
    const all = drawTail(scene, object, tail, buffer, isAdded, i32.MIN_VALUE, i32.MAX_VALUE);
    addCollected(object, collectedOfTail(), all);
  }
  setBeyond(object, beyond);
  finish(scene, object, buffer, <f32>(beyond / (<f64>side * <f64>side)));
  if (isAdded) {
    const bottom = bottomOf(object);
    const left = leftOf(object);
    for (let y = 0; y < side; y++) addRow(scene, buffer, side, left, bottom + y, y);
  }
}

/** Takes the light beyond the tails out of the square, fades it, and counts what it holds. */
function finish(scene: usize, object: usize, buffer: usize, each: f32): void {
  const side = sideOf(object);
  const left = leftOf(object);
  const bottom = bottomOf(object);
  const width = widthOf(scene);
  const inner = fadeInnerOf(object);
  const outer = fadeOuterOf(object);
  const first = max(0, -left);
  const last = min(side, width - left);
  const less = f32x4.splat(each);
  let all: f64 = 0;
  let collected: f64 = 0;
  for (let y = 0; y < side; y++) {
    const row = buffer + <usize>(y * side) * 4;
    if (outer > 0) fadeRow(row, side, <f64>left - xOf(object), <f64>(bottom + y) - yOf(object), inner, outer);
    let sum: f64 = 0;
    for (let x = 0; x < side; x += 4) {
      const at = row + <usize>x * 4;
      const value = f32x4.sub(load4(at), less);
      store4(at, value);
      sum += <f64>sum4(value);
    }
    all += sum;
    if (rowAt(scene, bottom + y) == 0) continue;
    if (first == 0 && last == side) {
      collected += sum;
      continue;
    }
    for (let x = first; x < last; x++) collected += <f64>load<f32>(row + <usize>x * 4);
  }
  addCollected(object, collected, all);
}

/** 1 within `inner` pixels of the object, 0 beyond `outer`, a cosine between. */
function fadeRow(row: usize, side: i32, dx0: f64, dy: f64, inner: f64, outer: f64): void {
  for (let x = 0; x < side; x++) {
    const dx = dx0 + <f64>x;
    const squared = dx * dx + dy * dy;
    if (squared <= inner * inner) continue;
    const at = row + <usize>x * 4;
    const share =
      squared >= outer * outer ? 0 : 0.5 + 0.5 * NativeMath.cos((3.141592653589793 * (Math.sqrt(squared) - inner)) / (outer - inner));
    store<f32>(at, load<f32>(at) * <f32>share);
  }
}

/** Adds row `y` of the square to silicon row `frameY`. */
function addRow(scene: usize, square: usize, side: i32, left: i32, frameY: i32, y: i32): void {
  const start = rowAt(scene, frameY);
  if (start == 0) return;
  let x = max(0, -left);
  const last = min(side, widthOf(scene) - left);
  let to = start + <usize>(left + x) * 4;
  let from = square + <usize>(y * side + x) * 4;
  for (; x + 4 <= last; x += 4, to += 16, from += 16) store4(to, f32x4.add(load4(to), load4(from)));
  for (; x < last; x++, to += 4, from += 4) store<f32>(to, load<f32>(to) + load<f32>(from));
}

// Charge through traps that capture at once. The law is src/traps/instant.ts; why this is the same is said in apps/docs/decisions/0020-charge-transfer-kernel.md.
import { CAPACITY, COUNT, copyState, empty, fillBy, HELD, joinTop, LAYERS, renew, SAVED, STATE_BYTES, STEP, sum2, TOPS } from "./layers";
import {
  allowsNegative,
  blocksOf,
  decaysOf,
  firstFillOf,
  firstLineOf,
  firstRowOf,
  freshOf,
  fullOf,
  imageOf,
  isShared,
  lastLineOf,
  lastRowOf,
  lineStepOf,
  linesOf,
  lossesOf,
  lowestOf,
  multipliersOf,
  passesOf,
  perElectronOf,
  periodOf,
  rowsOf,
  rowStepOf,
  saveOf,
  speciesOf,
  startOf,
  trapsOf,
  volumeAt,
  volumeBeyond,
  wellOf,
  zeroOf,
} from "./transfer";

const MOST_LINES: i32 = 16;
/** Lines of pixels, float64, behind the states of four lines, now and as saved. */
const LINES: usize = 8 * STATE_BYTES;

/** Moves a block of lines of one image to the readout, four at a time: a line's next visit waits for its last one, another line's does not. */
export function moveCharge(scratch: usize, task: i32, job: usize): void {
  const image = imageOf(job, task / blocksOf(job));
  const block = task % blocksOf(job);
  const from = firstLineOf(job) + block * linesOf(job);
  const to = min(from + linesOf(job), lastLineOf(job));
  const lineBytes = <usize>rowsOf(job) * 8;
  for (let n: usize = 0; n < 4; n++) empty(scratch + SAVED + n * STATE_BYTES);
  for (let first = from; first < to; first += MOST_LINES) {
    const count = min(MOST_LINES, to - first);
    loadLines(image, job, first, count, scratch + LINES);
    let line = scratch + LINES;
    const end = line + <usize>count * lineBytes;
    if (!isShared(job)) {
      for (; line + 4 * lineBytes <= end; line += 4 * lineBytes) {
        if (speciesOf(job) > 2) clockFourWide(scratch, job, line);
        else clockFour(scratch, job, line);
        for (let n: usize = 0; n < 4; n++) empty(scratch + SAVED + n * STATE_BYTES);
      }
    }
    for (; line < end; line += lineBytes) {
      if (speciesOf(job) > 2) clockWide(scratch, job, line);
      else clockOne(scratch, job, line);
      if (isShared(job)) copyState(scratch + SAVED, scratch);
      else empty(scratch + SAVED);
    }
    storeLines(image, job, first, count, scratch + LINES);
  }
}

/** Rows outside, lines inside: pixels that lie side by side in a column image are read together. */
function loadLines(image: usize, job: usize, first: i32, count: i32, lines: usize): void {
  const rows = rowsOf(job);
  for (let row = 0; row < rows; row++)
    for (let n = 0; n < count; n++)
      store<f64>(lines + <usize>(n * rows + row) * 8, <f64>load<f32>(image + lineStepOf(job) * <usize>(first + n) + rowStepOf(job) * <usize>row));
}

function storeLines(image: usize, job: usize, first: i32, count: i32, lines: usize): void {
  const rows = rowsOf(job);
  for (let row = 0; row < rows; row++)
    for (let n = 0; n < count; n++)
      store<f32>(image + lineStepOf(job) * <usize>(first + n) + rowStepOf(job) * <usize>row, <f32>load<f64>(lines + <usize>(n * rows + row) * 8));
}

function clockOne(state: usize, job: usize, line: usize): void {
  clock(state, job, line, false, false);
}

function clockWide(state: usize, job: usize, line: usize): void {
  clock(state, job, line, true, false);
}

function clockFour(state: usize, job: usize, line: usize): void {
  clock(state, job, line, false, true);
}

function clockFourWide(state: usize, job: usize, line: usize): void {
  clock(state, job, line, true, true);
}

/**
 * One line or four, all passes.
 *
 * @param isWide more than two species: all four numbers of a layer count, else the first two
 */
@inline
function clock(state: usize, job: usize, line: usize, isWide: bool, isFour: bool): void {
  const rows = rowsOf(job);
  const firstRow = firstRowOf(job);
  const lastRow = lastRowOf(job);
  const period = periodOf(job);
  const lineBytes = <usize>rows * 8;
  const count: usize = isFour ? 4 : 1;
  for (let pass = 0; pass < passesOf(job); pass++) {
    for (let n: usize = 0; n < count; n++) copyState(state + n * STATE_BYTES, state + n * STATE_BYTES + SAVED);
    let step = load<i32>(state, STEP);
    const save = saveOf(job, pass);
    const multipliers = multipliersOf(job) + <usize>(pass * rows) * 8;
    for (let row = max(firstRow, startOf(job, pass)); row < lastRow; row++) {
      const multiplier = load<f64>(multipliers + <usize>row * 8);
      if (multiplier == 0) continue;
      step++;
      if (step == period) {
        for (let n: usize = 0; n < count; n++) renew(state + n * STATE_BYTES, decaysOf(job) + <usize>period * 32, isWide ? 32 : 16);
        step = 0;
      }
      const pixel = line + <usize>row * 8;
      visit(state, job, pixel, multiplier, step, isWide);
      if (isFour) {
        visit(state + STATE_BYTES, job, pixel + lineBytes, multiplier, step, isWide);
        visit(state + 2 * STATE_BYTES, job, pixel + 2 * lineBytes, multiplier, step, isWide);
        visit(state + 3 * STATE_BYTES, job, pixel + 3 * lineBytes, multiplier, step, isWide);
      }
      if (row == save) {
        for (let n: usize = 0; n < count; n++) {
          store<i32>(state + n * STATE_BYTES, step, STEP);
          copyState(state + n * STATE_BYTES + SAVED, state + n * STATE_BYTES);
        }
      }
    }
    store<i32>(state, step, STEP);
  }
}

/**
 * One visit: release, then capture. All that is held is kept as it would be without release since the last `renew`: then a visit needs to know what is held
 * in all, and above the level that the electrons reach, and layers below it are forgotten unseen.
 */
@inline
function visit(state: usize, job: usize, pixel: usize, multiplier: f64, step: i32, isWide: bool): void {
  const held0 = v128.load(state, HELD);
  const held1 = isWide ? v128.load(state, HELD + 16) : held0;
  const losses = lossesOf(job) + <usize>step * 32;
  let loss = f64x2.mul(held0, v128.load(losses));
  if (isWide) loss = f64x2.add(loss, f64x2.mul(held1, v128.load(losses, 16)));
  const released = sum2(loss);
  const electrons = load<f64>(pixel);
  const free = electrons + released;
  const level =
    free >= lowestOf(job) && free < fullOf(job)
      ? volumeAt(wellOf(job), (free - zeroOf(job)) * perElectronOf(job), firstFillOf(job))
      : volumeBeyond(job, free);
  let change = released;
  if (level > 0) {
    const reach = f64x2.splat(level);
    let layer = load<i32>(state, COUNT);
    let covered: i32;
    do {
      const tops = state + TOPS + <usize>layer * 8;
      covered =
        popcnt(i64x2.bitmask(f64x2.le(v128.load(tops - 16), reach))) + popcnt(i64x2.bitmask(f64x2.le(v128.load(tops - 32), reach)));
      layer -= covered;
    } while (covered == 4);
    // The layer that the level cuts, or what lies above all.
    const cut = state + LAYERS + <usize>layer * 64 - 64;
    const part = f64x2.splat(load<f64>(state + TOPS + <usize>layer * 8 - 8) - level);
    const decay = decaysOf(job) + <usize>step * 32;
    const above0 = f64x2.add(v128.load(cut, 32), f64x2.mul(v128.load(cut), part));
    let above1 = above0;
    let room = f64x2.sub(f64x2.mul(trapsOf(job, 0), reach), f64x2.mul(f64x2.sub(held0, above0), v128.load(decay)));
    if (isWide) {
      above1 = f64x2.add(v128.load(cut, 48), f64x2.mul(v128.load(cut, 16), part));
      const room1 = f64x2.sub(f64x2.mul(trapsOf(job, 1), reach), f64x2.mul(f64x2.sub(held1, above1), v128.load(decay, 16)));
      room = f64x2.add(room, room1);
    }
    const wanted = sum2(room);
    if (abs(free) >= wanted) {
      if (layer == CAPACITY) layer = joinTop(state, layer, isWide ? 32 : 16);
      const fresh = freshOf(job) + <usize>step * 32;
      const at = state + LAYERS + <usize>layer * 64;
      const full0 = v128.load(fresh);
      v128.store(at, full0);
      v128.store(at, above0, 32);
      v128.store(state, f64x2.add(above0, f64x2.mul(full0, reach)), HELD);
      if (isWide) {
        const full1 = v128.load(fresh, 16);
        v128.store(at, full1, 16);
        v128.store(at, above1, 48);
        v128.store(state, f64x2.add(above1, f64x2.mul(full1, reach)), HELD + 16);
      }
      store<f64>(state + TOPS + <usize>layer * 8, level);
      store<i32>(state, layer + 1, COUNT);
      change -= wanted;
    } else {
      const share = abs(free) / wanted;
      fillBy(state, layer, level, share, freshOf(job) + <usize>step * 32, isWide ? 32 : 16);
      change -= share * wanted;
    }
  }
  const left = electrons + change * multiplier;
  store<f64>(pixel, allowsNegative(job) || left >= 0 ? left : 0);
}

// Kernels of the scene against their plain TypeScript twins.
import { load } from "./load.mjs";

/** Calls a task `count` times; CPU ns of one call. */
function perCall(count, task) {
  task();
  const cpu = process.cpuUsage();
  for (let n = 0; n < count; n++) task();
  const { user, system } = process.cpuUsage(cpu);
  return (1e3 * (user + system)) / count;
}

/** Kernel beside twin: what one call takes, and the ratio. */
const compared = (label, count, twinCount, kernel, twin, more = () => ({})) => ({
  label,
  task: () => {
    const [ours, plain] = [perCall(count, kernel), perCall(twinCount, twin)];
    return { kernel_us: ours / 1e3, twin_us: plain / 1e3, ratio: plain / ours, ...more(ours) };
  },
});

/** Real transforms of half spectra, of the sizes of stamps. */
export async function fft() {
  const { fftScratch, fftTables, inverseRealFft2d, startPool } = await load("kernels/dist/index.js");
  const { twiddlesOf } = await load("kernels/dist/wasm/twiddles.js");
  const pool = startPool();
  const twiddles = twiddlesOf(pool);
  const tables = fftTables();
  const scratch = fftScratch();
  const part = (side, count) => {
    const size = pool.kernels.spectrumStride(side) * side;
    const [re, im, a, b] = [pool.float32(size), pool.float32(size), pool.float32(size), pool.float32(size)];
    const out = pool.float32(side * side);
    const [plainRe, plainIm] = [new Float64Array((side / 2 + 1) * side), new Float64Array((side / 2 + 1) * side)];
    const plainOut = new Float64Array(side * side);
    const kernel = () => {
      re.fill(0);
      re[1] = 1;
      im.fill(0);
      pool.kernels.inverseReal(twiddles, side, side, re.byteOffset, im.byteOffset, a.byteOffset, b.byteOffset, out.byteOffset);
    };
    const twin = () => {
      plainRe.fill(0);
      plainRe[1] = 1;
      plainIm.fill(0);
      inverseRealFft2d(tables, scratch, side, side, plainRe, plainIm, plainOut);
    };
    // 5 N log2 N for a complex transform of N points, half of it for a real one.
    const flop = 2.5 * side * side * Math.log2(side * side);
    return compared(`${side} x ${side}`, count, Math.ceil(count / 8), kernel, twin, (ns) => ({ gflop_s: flop / ns }));
  };
  return {
    doc: "inverse real transforms in two dimensions, float32 SIMD against plain TypeScript in float64",
    parts: [part(32, 8000), part(64, 4000), part(128, 1000), part(256, 200), part(512, 40), part(1024, 8)],
  };
}

/** Look-ups of Sersic transforms. */
export async function profile() {
  const { discTransform, sersicRow, sersicTable, sersicTransform, startPool } = await load("kernels/dist/index.js");
  const { KNOTS, profilesOf } = await load("kernels/dist/wasm/profile-table.js");
  const LOOK_UPS = 1 << 16;
  const squares = Float32Array.from({ length: LOOK_UPS }, (_, n) => 1e-3 * n);
  const pool = startPool();
  const table = profilesOf(pool);
  const made = { label: "tables", task: () => ({ rows: sersicTable().rows.length, bytes: profilesOf(startPool()) }) };
  const part = (label, index) => {
    const [row, given, out] = [pool.float32(KNOTS * 4), pool.float32(LOOK_UPS), pool.float32(LOOK_UPS)];
    given.set(squares);
    const plainOut = new Float64Array(LOOK_UPS);
    return {
      label,
      task: () => {
        if (index !== 1) pool.kernels.transformRow(table, index, 1e9, row.byteOffset);
        const plain = index === 1 ? undefined : sersicRow(sersicTable(), index);
        const at = index === 1 ? 0 : row.byteOffset;
        const kernel = () => pool.kernels.transforms(at, given.byteOffset, out.byteOffset, LOOK_UPS, 1 / 1.6783469900166605 ** 2);
        const twin = () => {
          for (let n = 0; n < LOOK_UPS; n++)
            plainOut[n] = plain === undefined ? discTransform(squares[n]) : sersicTransform(plain, squares[n]);
        };
        return compared(label, 400, 100, kernel, twin, (ns) => ({ kernel_ns_each: ns / LOOK_UPS })).task();
      },
    };
  };
  const row = {
    label: "rows of an index",
    task: () => {
      const out = pool.float32(KNOTS * 4);
      let n = 0;
      const index = () => 0.5 + ((n++ * 0.37) % 5.5);
      return compared(
        "",
        20000,
        2000,
        () => pool.kernels.transformRow(table, index(), 1e9, out.byteOffset),
        () => sersicRow(sersicTable(), index()),
      ).task();
    },
  };
  return {
    doc: "transforms of Sersic profiles",
    parts: [made, row, part("look-ups, n = 4", 4), part("look-ups, n = 0.7", 0.7), part("look-ups, disc", 1)],
  };
}

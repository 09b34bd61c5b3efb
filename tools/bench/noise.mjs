// Photon noise and read noise of one CCD: kernels beside their plain twins, on one thread.
import { load } from "./load.mjs";

/** VIS: one CCD, and one of the four planes that are read out. */
const CCD = 4096 * 4132;
const PLANE = 2128 * 2086;
/** e-/pixel; zodiacal light of a nominal exposure */
const SKY = 225;
/** electrons */
const SIGMA = 4;

export async function noise() {
  const { addGaussian, addGaussianOn, child, poissonInPlace, poissonOn, startPool, stream } = await load("kernels/dist/index.js");
  const pool = startPool();
  const random = stream(1, "bench", "noise");
  const frame = pool.float32(CCD).fill(SKY);
  const planes = [0, 1, 2, 3].map(() => pool.float32(PLANE).fill(SKY));
  const plainFrame = new Float32Array(CCD).fill(SKY);
  const plainPlanes = planes.map((plane) => plane.slice());
  const gaussian = (plane) => child(random, "gaussian", plane);
  // Both kernels go first: what the process holds at most is then theirs.
  const figures = { poisson: await used(() => poissonOn(pool, random, frame)), gaussian: { cpu_s: 0, wall_s: 0 } };
  figures.gaussian = await used(async () => {
    for (const [n, plane] of planes.entries()) await addGaussianOn(pool, gaussian(n), plane, SIGMA);
  });
  const part = (label, kernel, pixels, twin) => ({
    label,
    task: async () => {
      const plain = await used(twin);
      return { ...kernel, ns_per_pixel: (1e9 * kernel.cpu_s) / pixels, twin_cpu_s: plain.cpu_s, ratio: plain.cpu_s / kernel.cpu_s };
    },
  });
  return {
    doc: `Poisson numbers of one CCD of mean ${SKY}, normal numbers of its four planes; kernel beside plain TypeScript, the same bits`,
    parts: [
      part("Poisson", figures.poisson, CCD, () => poissonInPlace(random, plainFrame)),
      part("Gaussian, four planes", figures.gaussian, 4 * PLANE, () => {
        for (const [n, plane] of plainPlanes.entries()) addGaussian(gaussian(n), plane, SIGMA);
      }),
    ],
    total: () => {
      const sum = (figure) => figures.poisson[figure] + figures.gaussian[figure];
      return { cpu_s: sum("cpu_s"), wall_s: sum("wall_s"), peak_mib: figures.gaussian.peak_mib };
    },
  };
}

/** CPU of all threads, elapsed time, and how far the memory of the process has ever grown. */
export async function used(task) {
  const cpu = process.cpuUsage();
  const start = performance.now();
  await task();
  const { user, system } = process.cpuUsage(cpu);
  return { cpu_s: (user + system) / 1e6, wall_s: (performance.now() - start) / 1e3, peak_mib: process.resourceUsage().maxRSS / 1024 };
}

// A quadrant as it comes to its readout, by simple draws: sky with photon noise, stars, galaxies, cosmic rays, scans without charge.

/** VIS: prescan, light, overscan; light, parallel overscan. */
export const WIDTH = 2128;
export const HEIGHT = 2086;
const LEFT = 51;
const COLUMNS = 2048;
export const ROWS = 2066;
/** e-/pixel */
const SKY = 130;
const STARS = 150;
const GALAXIES = 3900;
/** Share of pixels that cosmic rays touch. */
const TOUCHED = 0.014;
/** e-; bleeding has gone before. */
const FULL = 180_000;

/** @returns WIDTH x HEIGHT float32, in readout order */
export function quadrant({ child, poissonInPlace, stream, uniform }, seed) {
  const random = stream(seed, "bench", "quadrant");
  const pixels = new Float32Array(WIDTH * HEIGHT);
  for (let y = 0; y < ROWS; y++) pixels.fill(SKY, y * WIDTH + LEFT, y * WIDTH + LEFT + COLUMNS);
  const sources = (from, count, electronsOf, radiusOf) => {
    for (let n = 0; n < count; n++) {
      const electrons = electronsOf(1 - uniform(from, n, 0));
      const place = [COLUMNS * uniform(from, n, 1), ROWS * uniform(from, n, 2)];
      addMoffat(pixels, ...place, electrons, radiusOf(uniform(from, n, 3)));
    }
  };
  sources(
    child(random, "stars"),
    STARS,
    (u) => Math.min(3e6, 200 * u ** (-1 / 0.6)),
    () => 1.2,
  );
  sources(
    child(random, "galaxies"),
    GALAXIES,
    (u) => Math.min(2e5, 100 * u ** (-1 / 1.1)),
    (u) => 2 + 3 * u,
  );
  poissonInPlace(child(random, "noise"), pixels);
  const rays = child(random, "rays");
  for (let n = 0, touched = 0; touched < TOUCHED * COLUMNS * ROWS; n++) {
    const length = Math.min(400, 1 + 4 * (1 - uniform(rays, n, 0)) ** -0.8);
    const angle = 2 * Math.PI * uniform(rays, n, 1);
    const [x, y] = [COLUMNS * uniform(rays, n, 2), ROWS * uniform(rays, n, 3)];
    const electrons = 200 + 1500 * uniform(rays, n, 4);
    for (let step = 0; step < length; step++) {
      const [px, py] = [Math.floor(x + step * Math.cos(angle)), Math.floor(y + step * Math.sin(angle))];
      if (px < 0 || px >= COLUMNS || py < 0 || py >= ROWS) break;
      pixels[py * WIDTH + LEFT + px] += electrons;
      touched++;
    }
  }
  return pixels.map((electrons) => Math.min(electrons, FULL));
}

/** A Moffat profile of index 2.5, to 60 pixels at most. */
function addMoffat(pixels, x, y, electrons, radius) {
  const reach = Math.min(60, 10 + Math.sqrt(electrons) / 20);
  const centre = (1.5 * electrons) / (Math.PI * radius * radius);
  for (let py = Math.max(0, Math.ceil(y - reach)); py <= Math.min(ROWS - 1, y + reach); py++)
    for (let px = Math.max(0, Math.ceil(x - reach)); px <= Math.min(COLUMNS - 1, x + reach); px++)
      pixels[py * WIDTH + LEFT + px] += centre * (1 + ((px - x) ** 2 + (py - y) ** 2) / (radius * radius)) ** -2.5;
}

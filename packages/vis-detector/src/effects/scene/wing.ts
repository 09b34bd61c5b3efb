import { type Canvas, rowStart } from "@elvis/kernels";
import { type Halo, stampShare } from "../../psf/halo.ts";

/** e-/pixel at which a wing ends */
const FLOOR = 0.05;
/** Stars brighter than this have their wings followed to `BRIGHT_RADIUS` at least. */
const BRIGHT = 16;
/** pixels; 30 arcsec */
const BRIGHT_RADIUS = 300;
/** pixels; 7 arcmin, the width of a CCD */
const LARGEST_RADIUS = 4096;

/**
 * Radius (pixels) to which a star's wing is drawn between its spikes: to 0.05 e-/pixel, for stars brighter than magnitude 16 to 30 arcsec at least.
 * 0 where the wing is fainter than that everywhere, spikes included: then the stamp is drawn as it is.
 */
export function wingRadius(halo: Halo, electrons: number, magnitude: number): number {
  const { outer, brightness, steeper, spikes } = halo;
  const brightest = brightness + spikes.reduce((most, spike) => Math.max(most, spike.brightness), 0);
  if (electrons * brightest <= FLOOR && magnitude >= BRIGHT) return 0;
  const faintest = outer * ((electrons * brightness) / FLOOR) ** (1 / (3 + steeper));
  return Math.min(LARGEST_RADIUS, Math.max(outer, faintest, magnitude < BRIGHT ? BRIGHT_RADIUS : 0));
}

/** Electrons of a star's halo beyond what `drawWing` draws on a frame without edges. */
export function wingLeft({ outer, brightness, steeper, spikes }: Halo, electrons: number, radius: number): number {
  const beyond = (power: number, from: number): number => (outer / from) ** (power - 1) / (power - 1);
  let left = 2 * Math.PI * outer * outer * brightness * beyond(3 + steeper - 1, radius);
  for (const { brightness: top, sigma, steeper: extra } of spikes)
    left += 2 * top * sigma * Math.sqrt(2 * Math.PI) * outer * beyond(2 + extra, Math.max(radius, reachOf(outer, electrons * top, extra)));
  return electrons * left;
}

/** Pixels along a spike to where it is as faint as the floor. @param top its brightness at `outer`, e-/pixel */
const reachOf = (outer: number, top: number, steeper: number): number =>
  Math.min(LARGEST_RADIUS, outer * (top / FLOOR) ** (1 / (2 + steeper)));

/**
 * Adds a star's halo: all of it within the radius, the spikes alone beyond, to 0.05 e-/pixel.
 *
 * @param radius pixels, see `wingRadius`
 * @returns electrons collected
 */
export function drawWing(canvas: Canvas, halo: Halo, electrons: number, x: number, y: number, radius: number): number {
  const { inner, outer } = halo;
  let collected = 0;
  const brightness = wingBrightness(halo, electrons);
  for (let py = Math.max(0, Math.ceil(y - radius)); py <= Math.min(canvas.height - 1, y + radius); py++) {
    const start = rowStart(canvas, py);
    if (start < 0) continue;
    const dy = py - y;
    const width = Math.sqrt(Math.max(0, radius * radius - dy * dy));
    const right = Math.min(canvas.width - 1, Math.floor(x + width));
    for (let px = Math.max(0, Math.ceil(x - width)); px <= right; px++) {
      const dx = px - x;
      const squared = dx * dx + dy * dy;
      if (squared <= inner * inner) continue;
      const share = squared < outer * outer ? 1 - stampShare(halo, Math.sqrt(squared)) : 1;
      const value = share * brightness(dx, dy, squared);
      canvas.pixels[start + px] += value;
      collected += value;
    }
  }
  return collected + drawSpikes(canvas, halo, electrons, x, y, radius);
}

/** Electrons per pixel at an offset from the star, `squared` its square. Spikes count within four standard deviations. */
function wingBrightness(
  { outer, brightness, steeper, spikes }: Halo,
  electrons: number,
): (dx: number, dy: number, squared: number) => number {
  const ridges = spikes.map(({ angle, brightness: top, sigma, steeper: extra }) => ({
    cos: Math.cos(angle),
    sin: Math.sin(angle),
    top,
    sigma,
    power: -(2 + extra) / 2,
  }));
  const power = -(3 + steeper) / 2;
  return (dx, dy, squared) => {
    const scaled = squared / (outer * outer);
    // Where there are spikes the rest is r^-3: a root is cheaper than a power.
    let value = steeper === 0 ? brightness / (scaled * Math.sqrt(scaled)) : brightness * scaled ** power;
    for (let n = 0; n < ridges.length; n++) {
      const ridge = ridges[n];
      const across = (dy * ridge.cos - dx * ridge.sin) / ridge.sigma;
      if (across * across < 16) value += ridge.top * scaled ** ridge.power * Math.exp(-0.5 * across * across);
    }
    return electrons * value;
  };
}

/** The spikes where they reach further than the radius. A row at a time: the part of the ridge that it cuts. */
function drawSpikes(canvas: Canvas, halo: Halo, electrons: number, x: number, y: number, radius: number): number {
  const { outer } = halo;
  let collected = 0;
  for (const { angle, brightness, sigma, steeper } of halo.spikes) {
    const top = electrons * brightness;
    const reach = reachOf(outer, top, steeper);
    if (!(reach > radius)) continue;
    const cos = Math.cos(angle);
    const sin = Math.sin(angle);
    // Where it leaves the circle the ridge is brightest, so also widest above the floor.
    const widest = sigma * Math.sqrt(Math.max(0, 2 * Math.log((top / FLOOR) * (outer / radius) ** (2 + steeper))));
    const power = -(2 + steeper) / 2;
    const spanY = reach * sin + widest * Math.abs(cos);
    for (let py = Math.max(0, Math.ceil(y - spanY)); py <= Math.min(canvas.height - 1, y + spanY); py++) {
      const start = rowStart(canvas, py);
      if (start < 0) continue;
      const dy = py - y;
      // |dy cos - dx sin| <= widest, and not beyond the reach.
      const far = Math.sqrt(Math.max(0, reach * reach - dy * dy));
      const middle = sin > 0 ? (dy * cos) / sin : 0;
      const half = sin > 0 ? widest / sin : far;
      const first = Math.max(0, Math.ceil(x + Math.max(-far, middle - half)));
      const last = Math.min(canvas.width - 1, Math.floor(x + Math.min(far, middle + half)));
      for (let px = first; px <= last; px++) {
        const dx = px - x;
        const squared = dx * dx + dy * dy;
        if (squared <= radius * radius) continue;
        const across = (dy * cos - dx * sin) / sigma;
        const value = top * (squared / (outer * outer)) ** power * Math.exp(-0.5 * across * across);
        if (value < FLOOR) continue;
        canvas.pixels[start + px] += value;
        collected += value;
      }
    }
  }
  return collected;
}

/**
 * The light of a point beyond the stamp of the point spread function: what the stamp's border tells, carried on outwards.
 *
 * Far out the mean brightness behind a circular aperture falls as r^-3 (Born and Wolf, Principles of Optics, section 8.5: the Airy pattern's envelope).
 * A straight strut of width w casts two opposite spikes; along them brightness goes as sinc^2(w r / lambda), which over a passband falls as r^-2 beyond
 * lambda / w (12 arcsec for 12 mm), and their width stays that of the strut's length, lambda / L (Harvey and Ftaclas 1995, Applied Optics 34, 6337).
 * So the rest is r^-3 and the spikes are r^-2 with an extra exponent, which stands for the run of sinc^2 and is chosen such that stamp and halo together have all the light.
 */
export interface Halo {
  /** pixels; within it the stamp alone */
  readonly inner: number;
  /** pixels; beyond it the halo alone. The circle lies inside the stamp. */
  readonly outer: number;
  /** Brightness at `outer`, share of the light in a pixel, falling as r^-(3 + steeper). */
  readonly brightness: number;
  /** 0 where there are spikes, or nothing fits. */
  readonly steeper: number;
  /** Ridges through the centre, both ways: on top of that above, Gaussian across. */
  readonly spikes: readonly Spike[];
}

export interface Spike {
  /** radians from x towards y, 0 to pi */
  readonly angle: number;
  /** At `outer`, falling as r^-(2 + steeper). */
  readonly brightness: number;
  readonly steeper: number;
  /** pixels, standard deviation across */
  readonly sigma: number;
}

/** What is kept of one stamp for its halo. */
export interface Border {
  /** pixels */
  readonly inner: number;
  readonly outer: number;
  /** Share of the light that the taper leaves of the stamp. */
  readonly kept: number;
  /** Share of the light in the whole stamp. */
  readonly sum: number;
  /** Brightness (share in a pixel) times (r / outer)^3 between the two radii, by angle modulo 180 degrees: mean of each degree. */
  readonly byAngle: Float64Array;
}

const ANGLES = 180;
/** The taper begins at this fraction of its end. */
const INNER = 0.75;
/** Less light than this outside the stamp has no halo. */
const LEAST = 1e-5;
/** A ridge stands out of the mean of the angles by this factor. */
const RIDGE = 3;
/** degrees to either side that belong to a ridge */
const REACH = 8;
const MOST_SPIKES = 3;
const STEEPER_MIN = -0.5;
const STEEPER_MAX = 3;

/** Share of the stamp at a distance: 1 inside, 0 outside, a cosine between. */
export function stampShare({ inner, outer }: Pick<Halo, "inner" | "outer">, r: number): number {
  if (r <= inner) return 1;
  return r >= outer ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * (r - inner)) / (outer - inner));
}

/** The border of a stamp. For many stamps of one size make one `borderReader`. */
export function borderOf(samples: Float32Array, size: number, oversampling: number): Border {
  return borderReader(size, oversampling)(samples);
}

/**
 * Reads the borders of stamps of one size. Where each sample beyond the inner radius belongs is worked out once (ten times the time of reading one stamp).
 *
 * @param size samples on a side; the origin is sample (floor(size / 2), floor(size / 2))
 * @param oversampling samples per pixel
 */
export function borderReader(size: number, oversampling: number): (samples: Float32Array) => Border {
  const origin = Math.floor(size / 2);
  // One pixel is left for the place within a pixel.
  const outer = Math.min(origin, size - 1 - origin) / oversampling - 1;
  const inner = INNER * outer;
  const area = new Float64Array(ANGLES);
  const places: number[] = [];
  const bins: number[] = [];
  const cubes: number[] = [];
  const losses: number[] = [];
  for (let y = 0, at = 0; y < size; y++) {
    for (let x = 0; x < size; x++, at++) {
      const dx = (x - origin) / oversampling;
      const dy = (y - origin) / oversampling;
      const r = Math.sqrt(dx * dx + dy * dy);
      if (r <= inner) continue;
      const bin = Math.floor((Math.atan2(dy, dx) / Math.PI + 1) * ANGLES) % ANGLES;
      places.push(at);
      bins.push(bin);
      // The corners beyond the circle are lost as a whole and tell no brightness.
      cubes.push(r < outer ? (r / outer) ** 3 : 0);
      losses.push(1 - stampShare({ inner, outer }, r));
      if (r < outer) area[bin] += 1 / (oversampling * oversampling);
    }
  }
  const whole = area.reduce((total, value) => total + value, 0);
  const [placeOf, binOf, cubeOf, lossOf] = [
    Int32Array.from(places),
    Uint8Array.from(bins),
    Float64Array.from(cubes),
    Float64Array.from(losses),
  ];
  return (samples) => {
    const light = new Float64Array(ANGLES);
    let sum = 0;
    for (let at = 0; at < samples.length; at++) sum += samples[at];
    let lost = 0;
    for (let n = 0; n < placeOf.length; n++) {
      const sample = samples[placeOf[n]];
      light[binOf[n]] += sample * cubeOf[n];
      lost += sample * lossOf[n];
    }
    const mean = light.reduce((total, value) => total + value, 0) / whole;
    return { inner, outer, kept: sum - lost, sum, byAngle: light.map((value, bin) => (area[bin] > 0 ? value / area[bin] : mean)) };
  };
}

/**
 * The halo of a weighted sum of stamps; undefined when they hold all the light.
 *
 * The extra exponent is that of the spikes, or, where the spikes alone cannot make up for the light, one for spikes and rest together, as where there are none. When
 * the border's brightness and the missing light do not fit each other even so (outside -0.5 to 3), the light wins: r^-3 without spikes, however bright that is at the
 * border.
 *
 * @param blur variance that the stamps will be convolved with, pixels squared
 */
export function haloOf(borders: readonly Border[], weights: readonly number[], blur: number): Halo | undefined {
  const { inner, outer } = borders[0];
  const mixed = (value: (border: Border) => number): number => borders.reduce((total, border, n) => total + weights[n] * value(border), 0);
  if (mixed(({ sum }) => 1 - sum) < LEAST) return undefined;
  const missing = 1 - mixed(({ kept }) => kept);
  const byAngle = Float64Array.from({ length: ANGLES }, (_, bin) => mixed((border) => border.byAngle[bin]));
  const { brightness, ridges } = ridgesOf(byAngle);
  const found = ridges.map(({ degrees, light, spread }) => {
    const middle = (outer * (1 + INNER)) / 2;
    const sigma = Math.hypot(spread * (Math.PI / ANGLES) * middle, Math.sqrt(blur));
    // `light` is per degree and carries r^3 where the ridge falls as r^2: one factor r / outer too much, another from degrees to pixels.
    return {
      angle: degrees * (Math.PI / ANGLES),
      brightness: (light * (Math.PI / ANGLES) * outer) / (sigma * Math.sqrt(2 * Math.PI)),
      sigma,
    };
  });
  /** The halo with an extra exponent, of the spikes alone or of the rest too. */
  const halo = (steeper: number, isShared: boolean): Halo => ({
    inner,
    outer,
    brightness,
    steeper: isShared ? steeper : 0,
    spikes: found.map((spike) => ({ ...spike, steeper })),
  });
  for (const isShared of found.length > 0 ? [false, true] : [true]) {
    const total = (steeper: number): number => lightOf(halo(steeper, isShared));
    if (!(total(STEEPER_MIN) >= missing && total(STEEPER_MAX) <= missing)) continue;
    let [low, high] = [STEEPER_MIN, STEEPER_MAX];
    while (high - low > 1e-9) {
      const middle = (low + high) / 2;
      if (total(middle) > missing) low = middle;
      else high = middle;
    }
    return halo(low, isShared);
  }
  const plain = { inner, outer, brightness: 1, steeper: 0, spikes: [] };
  return { ...plain, brightness: missing / lightOf(plain) };
}

/** Light of a halo, out to infinity. */
export function lightOf(halo: Halo): number {
  const { outer, brightness, steeper, spikes } = halo;
  const disc = 2 * Math.PI * outer * outer * brightness * beyond(halo, 2 + steeper);
  return spikes.reduce(
    (total, spike) => total + 2 * spike.brightness * spike.sigma * Math.sqrt(2 * Math.PI) * outer * beyond(halo, 2 + spike.steeper),
    disc,
  );
}

/** Integral of (outer / r)^power dr / outer, with the share that the stamp leaves between the radii. */
function beyond(halo: Halo, power: number): number {
  const { inner, outer } = halo;
  const steps = 64;
  const dr = (outer - inner) / steps;
  let sum = 1 / (power - 1);
  for (let step = 0; step < steps; step++) {
    const r = inner + (step + 0.5) * dr;
    sum += ((1 - stampShare(halo, r)) * (outer / r) ** power * dr) / outer;
  }
  return sum;
}

/** Up to three ridges of an angular profile, and the mean of the rest. `light` is summed over degrees, `spread` their standard deviation. */
function ridgesOf(byAngle: Float64Array): {
  readonly brightness: number;
  readonly ridges: readonly { readonly degrees: number; readonly light: number; readonly spread: number }[];
} {
  const isRidge = new Uint8Array(ANGLES);
  const median = byAngle.toSorted()[ANGLES / 2];
  const at = (bin: number): number => (bin + 2 * ANGLES) % ANGLES;
  const peaks: number[] = [];
  while (peaks.length < MOST_SPIKES) {
    let peak = -1;
    for (let bin = 0; bin < ANGLES; bin++) if (isRidge[bin] === 0 && (peak < 0 || byAngle[bin] > byAngle[peak])) peak = bin;
    if (peak < 0 || !(byAngle[peak] > RIDGE * median)) break;
    peaks.push(peak);
    for (let away = -REACH; away <= REACH; away++) isRidge[at(peak + away)] = 1;
  }
  let rest = 0;
  let count = 0;
  for (let bin = 0; bin < ANGLES; bin++) {
    if (isRidge[bin] === 1) continue;
    rest += byAngle[bin];
    count++;
  }
  const brightness = rest / count;
  const ridges = peaks.map((peak) => {
    let [light, first, second] = [0, 0, 0];
    for (let away = -REACH; away <= REACH; away++) {
      const excess = Math.max(0, byAngle[at(peak + away)] - brightness);
      light += excess;
      first += excess * away;
      second += excess * away * away;
    }
    const middle = first / light;
    // Outliers far from the ridge weigh much in the second moment; its peak and light tell the width of a Gaussian just as well.
    const spread = Math.min(Math.sqrt(second / light - middle * middle), light / ((byAngle[peak] - brightness) * Math.sqrt(2 * Math.PI)));
    return { degrees: at(peak) + middle + 0.5, light, spread };
  });
  return { brightness, ridges };
}

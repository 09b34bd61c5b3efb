import type { Track, TrackImage } from "./types.ts";
import { cloud, walk } from "./walk.ts";

/** Which pixels a track has crossed, one bit each. */
class TouchedPixels {
  count = 0;
  readonly #bits: Uint8Array;
  constructor(pixels: number) {
    this.#bits = new Uint8Array((pixels + 7) >> 3);
  }
  add(at: number): void {
    const bit = 1 << (at & 7);
    if ((this.#bits[at >> 3] & bit) !== 0) return;
    this.#bits[at >> 3] |= bit;
    this.count++;
  }
}

/** Longest piece of a track whose cloud is drawn as one, pixels; as assembly/tracks.ts has it. */
const PIECE = 0.5;

/**
 * Pixels to each side that a cloud of charge is spread over.
 *
 * @param sigma pixels
 * @throws RangeError for a spread below 0 or from 10 pixels on
 */
export function reachOf(sigma: number): number {
  if (!(sigma >= 0 && sigma < 10)) throw new RangeError(`kernels: tracks: expected a spread of 0 to 10 pixels, found ${sigma}`);
  return Math.ceil(3 * sigma);
}

/**
 * Puts tracks into an image, in whole electrons: what is rounded away in one pixel is carried to the next. The kernel does the same operations in the same
 * order.
 */
export class Depositor {
  readonly #image: TrackImage;
  readonly #touched: TouchedPixels;
  readonly #sigma: number;
  readonly #reach: number;
  readonly #alongX: Float64Array;
  readonly #alongY: Float64Array;
  #due = 0;
  #given = 0;

  /** @param sigma spread of a track's charge, standard deviation, pixels; 0 for none */
  constructor(image: TrackImage, sigma: number) {
    this.#image = image;
    this.#touched = new TouchedPixels(image.pixels.length);
    this.#sigma = sigma;
    this.#reach = reachOf(sigma);
    this.#alongX = new Float64Array(2 * this.#reach + 1);
    this.#alongY = new Float64Array(2 * this.#reach + 1);
  }

  /** Pixels that a track has crossed. */
  get touched(): number {
    return this.#touched.count;
  }

  /** @returns electrons that stayed in the image */
  add({ x: startX, y: startY, directionX, directionY, length, electrons, rowsMoved }: Track): number {
    this.#due = 0;
    this.#given = 0;
    let collected = 0;
    let walked = 0;
    walk(startX, startY, length, directionX, directionY, (x, y, share) => {
      const at = this.#packet(x, y, rowsMoved);
      if (at >= 0) this.#touched.add(at);
      if (this.#sigma === 0) collected += this.#give(at, electrons * share);
      else {
        const pieces = Math.max(1, Math.ceil((share * length) / PIECE));
        for (let n = 0; n < pieces; n++) {
          const middle = (walked + (share * (n + 0.5)) / pieces) * length;
          collected += this.#spread(startX + middle * directionX, startY + middle * directionY, (electrons * share) / pieces, rowsMoved);
        }
      }
      walked += share;
    });
    return collected;
  }

  #spread(centreX: number, centreY: number, electrons: number, rowsMoved: number): number {
    const left = Math.floor(centreX + 0.5) - this.#reach;
    const bottom = Math.floor(centreY + 0.5) - this.#reach;
    const { width, height } = this.#image;
    const side = 2 * this.#reach + 1;
    if (left >= width || bottom >= height || left + side <= 0 || bottom + side <= 0) return 0;
    cloud(this.#alongX, left, centreX, this.#sigma);
    cloud(this.#alongY, bottom, centreY, this.#sigma);
    let collected = 0;
    for (let l = 0; l < side; l++) {
      for (let k = 0; k < side; k++) {
        collected += this.#give(this.#packet(left + k, bottom + l, rowsMoved), electrons * this.#alongX[k] * this.#alongY[l]);
      }
    }
    return collected;
  }

  /** @returns whole electrons given to the packet; 0 when it is -1, and its charge is lost */
  #give(at: number, electrons: number): number {
    this.#due += electrons;
    const whole = Math.round(this.#due) - this.#given;
    this.#given += whole;
    if (at < 0) return 0;
    this.#image.pixels[at] += whole;
    return whole;
  }

  /**
   * The packet of charge that is in pixel (x, y) after the rows have moved towards their registers at the outer edges.
   *
   * @returns its index in the image, or -1 outside the image and where the rows behind are empty
   */
  #packet(x: number, y: number, rowsMoved: number): number {
    const { width, height } = this.#image;
    if (x < 0 || x >= width || y < 0 || y >= height) return -1;
    const isLower = y < height / 2;
    const from = isLower ? y + rowsMoved : y - rowsMoved;
    if (isLower ? from >= height / 2 : from < height / 2) return -1;
    return from * width + x;
  }
}

import { StageError } from "@elvis/stage";
import type { Charge } from "../../frame.ts";
import { cloud, walk } from "./track.ts";

/** A particle's way through the CCD. */
export interface Track {
  /** One end, pixels. */
  readonly x: number;
  readonly y: number;
  readonly length: number;
  readonly directionX: number;
  readonly directionY: number;
  readonly electrons: number;
  /** s since the start of the exposure. */
  readonly time: number;
}

/** Which pixels a track has crossed, one bit each. */
export class TouchedPixels {
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

/** Longest piece of a track whose cloud is drawn as one, pixels. */
const PIECE = 0.5;

/** Puts tracks into a frame, in whole electrons: what is rounded away in one pixel is carried to the next. */
export class Depositor {
  readonly #frame: Charge;
  readonly #touched: TouchedPixels;
  readonly #sigma: number;
  readonly #reach: number;
  readonly #alongX: Float64Array;
  readonly #alongY: Float64Array;
  #due = 0;
  #given = 0;

  constructor(frame: Charge, touched: TouchedPixels, sigma: number) {
    if (!(sigma >= 0 && sigma < 10)) throw new StageError(`cosmic rays: expected a diffusion of 0 to 10 pixels, found ${sigma}`);
    this.#frame = frame;
    this.#touched = touched;
    this.#sigma = sigma;
    this.#reach = Math.ceil(3 * sigma);
    this.#alongX = new Float64Array(2 * this.#reach + 1);
    this.#alongY = new Float64Array(2 * this.#reach + 1);
  }

  /**
   * @param rowsMoved whole rows by which the charge has moved towards its register when the particle comes
   * @returns electrons that stayed in the frame
   */
  add(track: Track, rowsMoved: number): number {
    this.#due = 0;
    this.#given = 0;
    let collected = 0;
    const { x: startX, y: startY, directionX, directionY, length, electrons } = track;
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
    const { width, height } = this.#frame;
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
    this.#frame.pixels[at] += whole;
    return whole;
  }

  /**
   * The packet of charge that is in pixel (x, y) after the rows have moved towards their registers at the outer edges.
   *
   * @returns its index in the frame, or -1 outside the frame and where the rows behind are empty
   */
  #packet(x: number, y: number, rowsMoved: number): number {
    const { width, height } = this.#frame;
    if (x < 0 || x >= width || y < 0 || y >= height) return -1;
    const isLower = y < height / 2;
    const from = isLower ? y + rowsMoved : y - rowsMoved;
    if (isLower ? from >= height / 2 : from < height / 2) return -1;
    return from * width + x;
  }
}

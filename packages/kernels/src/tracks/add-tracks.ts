import { inPool } from "../pixels/strips.ts";
import type { Pool } from "../wasm/pool.ts";
import { Depositor, reachOf } from "./depositor.ts";
import type { Track, TrackCounts, TrackImage } from "./types.ts";

/**
 * Adds tracks 0, 1, 2 ... to an image, in whole electrons, until they have crossed so many of its pixels.
 *
 * A pixel gets the share of the track's electrons that its share of the length is. With a spread, the track is cut into pieces of at most half a pixel,
 * each a Gaussian cloud integrated over the pixels that 3 sigma reach; what lies beyond is shared among them.
 *
 * @param image its pixels are added to
 * @param sigma spread, standard deviation, pixels; 0 for none
 * @param target pixels; a pixel counts when a track crosses it, not when charge is spread into it
 * @param trackAt track of an index
 * @throws RangeError for a spread below 0 or from 10 pixels on
 */
export function addTracks(image: TrackImage, sigma: number, target: number, trackAt: (index: number) => Track): TrackCounts {
  const depositor = new Depositor(image, sigma);
  let tracks = 0;
  let electrons = 0;
  while (depositor.touched < target) electrons += depositor.add(trackAt(tracks++));
  return { tracks, touched: depositor.touched, electrons };
}

/** Tracks that the kernel is given at a time. */
const BATCH = 256;
/** Numbers of a track, and bytes of the record, as assembly/tracks.ts reads them. */
const TRACK = 8;
const RECORD_BYTES = 48;

/**
 * As `addTracks`, by the kernel, on this thread: the same bits.
 *
 * @param trackAt may be asked for up to 255 tracks more than are used
 */
export function addTracksOn(
  pool: Pool,
  { pixels, width, height }: TrackImage,
  sigma: number,
  target: number,
  trackAt: (index: number) => Track,
): Promise<TrackCounts> {
  return inPool(pool, pixels, async (at) => {
    const touched = pool.int32(Math.ceil(pixels.length / 32));
    const given = pool.float64(BATCH * TRACK);
    const record = pool.allocate(RECORD_BYTES);
    const numbers = new Int32Array(pool.memory.buffer, record, 6);
    const totals = new Float64Array(pool.memory.buffer, record + 24, 3);
    numbers.set([at, touched.byteOffset, width, height, reachOf(sigma), 0]);
    totals.set([sigma, target, 0]);
    let tracks = 0;
    for (let used = BATCH; used === BATCH; tracks += used) {
      if (!(numbers[5] < target)) break;
      for (let n = 0; n < BATCH; n++) {
        const track = trackAt(tracks + n);
        given[n * TRACK] = track.x;
        given[n * TRACK + 1] = track.y;
        given[n * TRACK + 2] = track.length;
        given[n * TRACK + 3] = track.directionX;
        given[n * TRACK + 4] = track.directionY;
        given[n * TRACK + 5] = track.electrons;
        given[n * TRACK + 6] = track.rowsMoved;
      }
      used = pool.kernels.addTracks(pool.scratch, given.byteOffset, BATCH, record);
    }
    return { tracks, touched: numbers[5], electrons: totals[2] };
  });
}

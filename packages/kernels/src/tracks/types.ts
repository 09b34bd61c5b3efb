/** A particle's straight way through a CCD. */
export interface Track {
  /** One end, pixels. */
  readonly x: number;
  readonly y: number;
  /** Pixels, at least 0. */
  readonly length: number;
  /** Cosine and sine of the angle from +x to the track. */
  readonly directionX: number;
  readonly directionY: number;
  /** Of the whole track, at least 0. */
  readonly electrons: number;
  /** Whole rows by which the charge has moved towards its register when the particle comes. */
  readonly rowsMoved: number;
}

/** What tracks are put into: electrons, x fastest. Rows of its lower half move down when it is read, rows of its upper half up. */
export interface TrackImage {
  readonly pixels: Float32Array;
  readonly width: number;
  readonly height: number;
}

/** What has been put in. */
export interface TrackCounts {
  readonly tracks: number;
  /** Pixels that a track has crossed, each counted once. */
  readonly touched: number;
  /** Electrons that the image has gained. */
  readonly electrons: number;
}

/**
 * Pixels that objects are drawn on, addressed by their place on the silicon: between the two halves lie rows of the charge-injection structure that
 * collect nothing and that the pixels do not have.
 */
export interface Canvas {
  readonly width: number;
  /** Rows on the silicon, the gap's included. */
  readonly height: number;
  /** electrons, x fastest */
  readonly pixels: Float32Array;
  /** First row of the gap. */
  readonly gapStart: number;
  readonly gapRows: number;
}

/**
 * One elliptical Sersic profile, or a point. With M the matrix that takes a circle of half-light radius 1 to the ellipse in pixels, the metric is M M^T:
 * (xx, xy; xy, yy), pixels squared.
 */
export interface SceneProfile {
  /** Electrons to infinity. */
  readonly electrons: number;
  /** Sersic index, 0.3 to 6.2; 1 is the exponential disc; 0 a point, whose metric is not looked at. */
  readonly index: number;
  readonly xx: number;
  readonly xy: number;
  readonly yy: number;
  /** Share of each colour plane of the point spread function; their sum is 1. Default: all of the first. */
  readonly colour?: readonly number[];
}

/** Something to draw. */
export interface SceneObject {
  /** Pixels on the silicon, (0, 0) the centre of the lower left pixel. */
  readonly x: number;
  readonly y: number;
  /** One or two. */
  readonly profiles: readonly SceneProfile[];
  /** Up to four nodes of the point spread function's table and their shares, sum 1. Default: node 0. */
  readonly corners?: readonly { readonly node: number; readonly share: number }[];
  /** Smallest side of its square, pixels: a power of two. Default 32. */
  readonly smallest?: number;
  /** Whether light beyond the square is followed and put where it belongs. Default true; false for differences of images, which have no light in sum. */
  readonly hasTails?: boolean;
  /** Its square fades out between these radii, pixels: for a star whose halo is drawn beside it. Default: it does not. */
  readonly fade?: { readonly inner: number; readonly outer: number };
}

/** What came of an object. */
export interface DrawnObject {
  /** Of the square it was rendered on, pixels. */
  readonly side: number;
  /** Electrons that fell on the canvas. */
  readonly collected: number;
  /** More than a thousandth of what was drawn fell beside it. */
  readonly isCut: boolean;
  /** Electrons of its profiles that lie further out than is followed: they are not drawn. */
  readonly beyond: number;
}

/** How far a point's light spreads. */
export interface PointExtent {
  /** Mean variance along x and y, pixels squared. */
  readonly variance: number;
  /** Largest share of the light in one pixel at a distance of n pixels or beyond: entry n; the last one holds beyond. */
  readonly wing: ArrayLike<number>;
  /** Mean modulus of the transform in rings of 1 / period cycles per pixel about the origin: limit + 1 entries. */
  readonly modulation: ArrayLike<number>;
}

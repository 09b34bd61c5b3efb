/** Sides of squares, pixels: powers of two. */
export const SMALLEST_SIDE: i32 = 32;
export const LARGEST_SIDE: i32 = 1024;
/** Colour planes at most. */
export const MOST_PLANES: i32 = 4;

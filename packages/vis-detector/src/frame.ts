import { CCD_HEIGHT, CCD_WIDTH, OVERSCAN, PARALLEL_OVERSCAN, PRESCAN } from "@elvis/focal-plane";
import type { PerLetter, QuadrantLetter } from "@elvis/formats/product";
import type { KernelMemory } from "@elvis/kernels";

/**
 * What is read out beside the light, pixels of one quadrant. All effects take these numbers, and width and height, from
 * the frame: a frame of 64 x 48 goes through the same code as one of 4096 x 4132.
 */
export interface Margins {
  /** Columns read before the light: 51 in VIS. */
  readonly prescan: number;
  /** Columns read after the light: 29 in VIS. */
  readonly overscan: number;
  /** Rows read after the light: 20 in VIS. */
  readonly parallelOverscan: number;
}

/**
 * One CCD as it lies on the focal plane: one plane, electrons, pixel (x, y) is `pixels[y * width + x]`, (0, 0) lower left.
 * Before photon noise the pixels hold the expected number of electrons, after it the number itself.
 */
export interface Charge {
  readonly kind: "charge";
  /** 4096 in VIS: two quadrants side by side, so even where the frame is to be read out. */
  readonly width: number;
  /** 4132 in VIS; even likewise. */
  readonly height: number;
  readonly pixels: Float32Array;
  readonly margins: Margins;
}

interface FourPlanes {
  /** Of each plane: prescan, light and overscan, 2128 in VIS. */
  readonly width: number;
  /** Of each plane: light and parallel overscan, 2086 in VIS. */
  readonly height: number;
  /** One plane an amplifier, in its own readout order: (0, 0) is the first pixel read. */
  readonly planes: PerLetter<Float32Array>;
  readonly margins: Margins;
}

/** Electrons on their way through the four amplifiers. */
export interface Readout extends FourPlanes {
  readonly kind: "readout";
  /** Empty rows that lie behind each plane in memory, so that rows can be added without moving the others. Default none. */
  readonly spareRows?: number;
}

/** Numbers of the four amplifiers, ADU. */
export interface Digital extends FourPlanes {
  readonly kind: "digital";
}

/** Pixels with a meaning: `kind` says which. */
export type Frame = Charge | Readout | Digital;

/** The amplifiers in the order in which products list them. */
export const LETTERS = ["E", "F", "G", "H"] as const satisfies readonly QuadrantLetter[];

/** The VIS detector: 51 + 2048 + 29 columns and 2066 + 20 rows a quadrant. @see apps/docs/conventions.md */
export const VIS_CCD = {
  width: CCD_WIDTH,
  height: CCD_HEIGHT,
  margins: { prescan: PRESCAN, overscan: OVERSCAN, parallelOverscan: PARALLEL_OVERSCAN },
} as const;

/**
 * A CCD without charge.
 *
 * @param pool whose memory it is to lie in, so that kernels work on it in place
 */
export function emptyCharge(
  width: number = VIS_CCD.width,
  height: number = VIS_CCD.height,
  margins: Margins = VIS_CCD.margins,
  pool?: Pick<KernelMemory, "float32">,
): Charge {
  const pixels = pool === undefined ? new Float32Array(width * height) : pool.float32(width * height);
  return { kind: "charge", width, height, pixels, margins };
}

/**
 * Rows of zeros.
 *
 * @param beside what lies in the same memory: the pool's, if the pool holds it
 */
export function emptyPlane(
  width: number,
  height: number,
  beside: Float32Array,
  pool: Pick<KernelMemory, "float32" | "holds">,
): Float32Array {
  return pool.holds(beside) ? pool.float32(width * height) : new Float32Array(width * height);
}

/** The planes of a frame, each with its name: "" for the CCD, else the amplifier's letter. The arrays are the frame's own. */
export function planesOf(frame: Frame): readonly { readonly name: "" | QuadrantLetter; readonly pixels: Float32Array }[] {
  return frame.kind === "charge" ? [{ name: "", pixels: frame.pixels }] : LETTERS.map((name) => ({ name, pixels: frame.planes[name] }));
}

/** Unit of a frame's pixels. */
export function unitOf(frame: Frame): "electron" | "adu" {
  return frame.kind === "digital" ? "adu" : "electron";
}

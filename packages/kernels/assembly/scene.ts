// Where things lie in memory. src/scene/layout.ts has the same numbers; a test holds them together.

// The scene: int32 each.
@inline export function frameOf(scene: usize): usize { return load<u32>(scene); }
@inline export function widthOf(scene: usize): i32 { return load<i32>(scene, 4); }
/** Rows on the silicon, the gap's included. */
@inline export function heightOf(scene: usize): i32 { return load<i32>(scene, 8); }
@inline export function gapStartOf(scene: usize): i32 { return load<i32>(scene, 12); }
@inline export function gapRowsOf(scene: usize): i32 { return load<i32>(scene, 16); }
@inline export function profilesOf(scene: usize): usize { return load<u32>(scene, 20); }
@inline export function twiddlesOf(scene: usize): usize { return load<u32>(scene, 24); }
/** Point spread functions: node after node, plane after plane, level after level. */
@inline export function nodesOf(scene: usize): usize { return load<u32>(scene, 28); }
@inline export function planesOf(scene: usize): i32 { return load<i32>(scene, 32); }
/** Of the first level; each next one is half as long, to 32. */
@inline export function periodOf(scene: usize): i32 { return load<i32>(scene, 36); }
/** Wave numbers of the first level. */
@inline export function limitOf(scene: usize): i32 { return load<i32>(scene, 40); }
@inline export function planeBytesOf(scene: usize): usize { return load<u32>(scene, 44); }
/** What is known of each node's image: float32 numbers, see `extent.ts`. */
@inline export function extentsOf(scene: usize): usize { return load<u32>(scene, 48); }
@inline export function extentBytesOf(scene: usize): usize { return load<u32>(scene, 52); }
@inline export function ringsOf(scene: usize): i32 { return load<i32>(scene, 56); }
@inline export function objectsOf(scene: usize): usize { return load<u32>(scene, 60); }
/** Factor on all errors that are allowed, float64. */
@inline export function toleranceOf(scene: usize): f64 { return load<f64>(scene, 64); }

/** An object: float64 each. */
export const OBJECT_BYTES: usize = 48 * 8;
@inline export function objectOf(scene: usize, index: i32): usize { return objectsOf(scene) + OBJECT_BYTES * index; }
/** Place on the silicon, pixels. */
@inline export function xOf(object: usize): f64 { return load<f64>(object); }
@inline export function yOf(object: usize): f64 { return load<f64>(object, 8); }
@inline export function smallestOf(object: usize): i32 { return <i32>load<f64>(object, 16); }
/** Four corners of the field: share, then node. */
@inline export function shareOf(object: usize, corner: usize): f64 { return load<f64>(object + corner * 8, 24); }
@inline export function nodeOf(object: usize, corner: usize): usize { return <usize>load<f64>(object + corner * 8, 56); }
/** Radii (inner, outer) between which the square fades out, pixels; 0 for none. */
@inline export function fadeInnerOf(object: usize): f64 { return load<f64>(object, 88); }
@inline export function fadeOuterOf(object: usize): f64 { return load<f64>(object, 96); }
/** Where its square goes when it is not added to the frame; 0 when it is. */
@inline export function bufferOf(object: usize): usize { return <usize>load<f64>(object, 104); }
@inline export function componentsOf(object: usize): i32 { return <i32>load<f64>(object, 112); }
/** Whether its light beyond the square is followed. */
@inline export function hasTails(object: usize): bool { return load<f64>(object, 120) != 0; }
@inline export function componentOf(object: usize, component: i32): usize { return object + 128 + 64 * <usize>component; }
// Found by the kernels.
@inline export function sideOf(object: usize): i32 { return <i32>load<f64>(object, 256); }
@inline export function setSide(object: usize, side: i32): void { store<f64>(object, <f64>side, 256); }
@inline export function bandOf(object: usize): f64 { return load<f64>(object, 264); }
@inline export function setBand(object: usize, band: f64): void { store<f64>(object, band, 264); }
@inline export function setReach(object: usize, reach: f64): void { store<f64>(object, reach, 272); }
@inline export function setCollected(object: usize, collected: f64, all: f64): void {
  store<f64>(object, collected, 280);
  store<f64>(object, all, 288);
}
@inline export function setBeyond(object: usize, electrons: f64): void { store<f64>(object, electrons, 296); }
@inline export function addCollected(object: usize, collected: f64, all: f64): void {
  setCollected(object, load<f64>(object, 280) + collected, load<f64>(object, 288) + all);
}

// A component: electrons; index (0 a point, 1 the disc); metric xx, xy, yy in pixels squared; share of each colour plane.
@inline export function electronsOf(component: usize): f64 { return load<f64>(component); }
@inline export function indexOf(component: usize): f64 { return load<f64>(component, 8); }
@inline export function xxOf(component: usize): f64 { return load<f64>(component, 16); }
@inline export function xyOf(component: usize): f64 { return load<f64>(component, 24); }
@inline export function yyOf(component: usize): f64 { return load<f64>(component, 32); }
@inline export function planeShareOf(component: usize, plane: i32): f64 { return load<f64>(component + <usize>plane * 8, 40); }

/** Lower left pixel of the object's square. */
@inline export function leftOf(object: usize): i32 { return <i32>Math.floor(xOf(object) + 0.5) - sideOf(object) / 2; }
@inline export function bottomOf(object: usize): i32 { return <i32>Math.floor(yOf(object) + 0.5) - sideOf(object) / 2; }

/** First byte of a silicon row of the frame, 0 where the row collects nothing (the frame never lies at 0). */
export function rowAt(scene: usize, y: i32): usize {
  if (y < 0 || y >= heightOf(scene)) return 0;
  const bytes = <usize>widthOf(scene) * 4;
  const gap = gapStartOf(scene);
  if (y < gap) return frameOf(scene) + bytes * y;
  return y < gap + gapRowsOf(scene) ? 0 : frameOf(scene) + bytes * (y - gapRowsOf(scene));
}

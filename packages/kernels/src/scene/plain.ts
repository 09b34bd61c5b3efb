import type { Otf } from "../otf.ts";
import { blendOtf, type OtfMemory } from "../otf-blend.ts";
import { DISC_B, type SersicTable, sersicB, sersicCentre, sersicRow, sersicTable } from "../profile.ts";
import { type Renderer, renderer, renderStamp } from "../stamp.ts";
import { addSquare } from "./canvas.ts";
import { chooseBandLimit, chooseSide, type Profile } from "./choose.ts";
import { drawTail, lightBeyond, tailOf } from "./tail.ts";
import type { Canvas, DrawnObject, PointExtent, SceneObject, SceneProfile } from "./types.ts";

/** Point spread functions as plain transforms: for each node one a colour plane, all of one period. */
export interface PlainPsf {
  readonly period: number;
  readonly nodes: readonly { readonly planes: readonly Otf[]; readonly extent: PointExtent }[];
}

/**
 * `paint` in plain TypeScript and double precision: the twin that the kernel is compared with.
 *
 * The objects are drawn in their order, so a pixel's last bits differ from the kernel's.
 */
export function paintPlain(canvas: Canvas, psf: PlainPsf, objects: readonly SceneObject[], tolerance = 1): readonly DrawnObject[] {
  const work = renderer();
  const table = sersicTable();
  const memory: OtfMemory = { re: new Float64Array(0), im: new Float64Array(0) };
  return objects.map((object) => drawObject(canvas, work, table, memory, psf, object, tolerance));
}

const DISC = { n: 1, b: DISC_B, centre: sersicCentre(1) } as const;

function profileOf(table: SersicTable, { electrons, index, xx, xy, yy }: SceneProfile): Profile {
  if (index === 0) return { ...DISC, electrons, xx: 0, xy: 0, yy: 0 };
  if (index === 1) return { ...DISC, electrons, xx, xy, yy };
  return { n: index, b: sersicB(index), centre: sersicCentre(index), electrons, row: sersicRow(table, index), xx, xy, yy };
}

function drawObject(
  canvas: Canvas,
  work: Renderer,
  table: SersicTable,
  memory: OtfMemory,
  { period, nodes }: PlainPsf,
  { x, y, profiles: given, corners = [{ node: 0, share: 1 }], smallest, fade, hasTails = true }: SceneObject,
  tolerance: number,
): DrawnObject {
  const { extent, planes } = nodes[corners[0].node];
  const profiles = given.map((profile) => profileOf(table, profile));
  const side = chooseSide(profiles, extent, { period, tolerance, hasTails, smallest });
  const band = chooseBandLimit(profiles, extent, { period, tolerance });
  const left = Math.floor(x + 0.5) - side / 2;
  const bottom = Math.floor(y + 0.5) - side / 2;
  const tails = hasTails ? profiles.map((profile) => tailOf(profile, side)).filter((tail) => tail !== undefined) : [];
  const reach = 1 + Math.max(side / 2, ...tails.map((tail) => Math.max(tail.reachX, tail.reachY)));
  if (x + reach < -0.5 || y + reach < -0.5 || x - reach > canvas.width || y - reach > canvas.height)
    return { side, collected: 0, isCut: true, beyond: 0 };

  const square = new Float64Array(side * side);
  const part = new Float64Array(side * side);
  planes.forEach((_, plane) => {
    const components = profiles.map((profile, n) => ({
      ...profile,
      electrons: profile.electrons * ((given[n].colour ?? [1])[plane] ?? 0),
    }));
    const otf = blendOtf(
      corners.map(({ node }) => nodes[node].planes[plane]),
      corners.map(({ share }) => share),
      side,
      band,
      memory,
    );
    renderStamp(work, otf, components, x - left, y - bottom, part);
    for (let at = 0; at < square.length; at++) square[at] += part[at];
  });
  let collected = 0;
  let all = 0;
  for (const tail of tails) {
    const drawn = drawTail(canvas, tail, square, side, left, bottom, x, y);
    collected += drawn.collected;
    all += drawn.all;
  }
  // What lies beyond the tails came back into the square too, spread evenly: it is far from the object and smooth.
  let beyond = 0;
  if (hasTails)
    for (const profile of profiles) beyond += lightBeyond(profile, tails.find((tail) => tail.profile === profile)?.radius, side);
  const each = beyond / square.length;
  for (let at = 0; at < square.length; at++) square[at] -= each;
  if (fade !== undefined) fadeOut(square, side, x - left, y - bottom, fade);
  collected += addSquare(canvas, square, side, left, bottom);
  all += square.reduce((sum, value) => sum + value, 0);
  return { side, collected, isCut: all - collected > 1e-3 * all, beyond };
}

/** 1 within `inner` pixels of the object, 0 beyond `outer`, a cosine between. */
export function fadeShare({ inner, outer }: { readonly inner: number; readonly outer: number }, r: number): number {
  if (r <= inner) return 1;
  return r >= outer ? 0 : 0.5 + 0.5 * Math.cos((Math.PI * (r - inner)) / (outer - inner));
}

function fadeOut(square: Float64Array, side: number, x: number, y: number, fade: { readonly inner: number; readonly outer: number }): void {
  for (let py = 0, at = 0; py < side; py++)
    for (let px = 0; px < side; px++, at++) square[at] *= fadeShare(fade, Math.hypot(px - x, py - y));
}

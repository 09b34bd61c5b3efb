/** Side of a tile, pixels. */
const TILE = 256;
/** pixels; an object that reaches no further from its place touches only its own tile and those around it */
export const LARGE_REACH = TILE / 2;

const tilesAcross = (width: number): number => Math.ceil(width / TILE);

/**
 * The objects of each tile, in their order. An object beside the canvas belongs to the nearest tile.
 *
 * @returns tile t (row by row) has the entries starts[t] to starts[t + 1] - 1 of `order`
 */
export function tileLists(
  objects: readonly number[],
  placeOf: (object: number) => readonly [x: number, y: number],
  width: number,
  height: number,
): { readonly starts: Int32Array; readonly order: Int32Array } {
  const across = tilesAcross(width);
  const down = tilesAcross(height);
  const within = (value: number, count: number): number => Math.min(count - 1, Math.max(0, Math.floor(value / TILE)));
  const tiles = objects.map((object) => {
    const [x, y] = placeOf(object);
    return within(y, down) * across + within(x, across);
  });
  const starts = new Int32Array(across * down + 1);
  for (const tile of tiles) starts[tile + 1]++;
  for (let tile = 0; tile < across * down; tile++) starts[tile + 1] += starts[tile];
  const next = starts.slice();
  const order = new Int32Array(objects.length);
  objects.forEach((object, n) => {
    order[next[tiles[n]]++] = object;
  });
  return { starts, order };
}

/**
 * Four rounds of tiles: those of one round are two tiles apart, so that their objects, which reach half a tile beyond, never meet. The fullest come first,
 * so that no worker is left with one at the end.
 */
export function roundsOf(starts: Int32Array, width: number): readonly Int32Array[] {
  const across = tilesAcross(width);
  const count = (tile: number): number => starts[tile + 1] - starts[tile];
  const tiles = Array.from({ length: starts.length - 1 }, (_, tile) => tile).filter((tile) => count(tile) > 0);
  return [0, 1, 2, 3].map((round) =>
    Int32Array.from(
      tiles
        .filter((tile) => (tile % across) % 2 === round % 2 && Math.floor(tile / across) % 2 === round >> 1)
        .sort((a, b) => count(b) - count(a) || a - b),
    ),
  );
}

/**
 * How full the traps of one phase are: the well as a stack of layers, each with its own fill for every species.
 *
 * Layers are kept from the top one down, so that what the electrons reach is the end of the list: filling the well up to a level takes layers off
 * the end and puts one on. Volumes are fractions of the well; fills are full traps per unit of volume, so that a full layer's is the density.
 * Above the first layer all traps are empty. Memory grows when a stack does, which no number of visits outruns.
 */
export class Watermarks {
  readonly species: number;
  /** Layers in use. */
  count = 0;
  /** Upper edges, falling; the lower edge of a layer is the upper one of the next, 0 for the last. */
  top = new Float64Array(8);
  /** count x species, species fastest. */
  fill: Float64Array;

  constructor(species: number) {
    this.species = species;
    this.fill = new Float64Array(8 * species);
  }

  clear(): void {
    this.count = 0;
  }

  copy(from: Watermarks): void {
    this.count = 0;
    this.reserve(from.count);
    for (let n = 0; n < from.count; n++) this.top[n] = from.top[n];
    for (let n = 0; n < from.count * this.species; n++) this.fill[n] = from.fill[n];
    this.count = from.count;
  }

  /** Makes room for more layers than there are. */
  reserve(more: number): void {
    if (this.count + more <= this.top.length) return;
    const size = 2 * (this.count + more);
    const { top, fill } = this;
    this.top = new Float64Array(size);
    this.top.set(top);
    this.fill = new Float64Array(size * this.species);
    this.fill.set(fill);
  }

  /** The first layer that lies wholly at or below a volume; `count` when none does. */
  below(volume: number): number {
    let layer = this.count;
    while (layer > 0 && this.top[layer - 1] <= volume) layer--;
    return layer;
  }

  /** One layer with these fills from the bottom up to a volume above 0, in place of all there is below it. */
  set(volume: number, fills: Float64Array): void {
    const layer = this.below(volume);
    this.count = layer;
    this.reserve(1);
    this.top[layer] = volume;
    for (let k = 0, at = layer * this.species; k < this.species; k++, at++) this.fill[at] = fills[k];
    this.count = layer + 1;
  }

  /**
   * Makes a volume above 0 an edge: the layer about it becomes two, or an empty layer is put on top.
   *
   * @returns the layer below the edge
   */
  cut(volume: number): number {
    const layer = this.below(volume);
    if (layer < this.count && this.top[layer] === volume) return layer;
    this.reserve(1);
    const { top, fill, species } = this;
    for (let n = this.count; n > layer; n--) top[n] = top[n - 1];
    for (let n = (this.count + 1) * species - 1; n >= (layer + 1) * species; n--) fill[n] = fill[n - species];
    top[layer] = volume;
    for (let k = 0; k < species; k++) fill[layer * species + k] = layer === 0 ? 0 : fill[(layer - 1) * species + k];
    this.count++;
    return layer;
  }

  /** Lower edge of a layer. */
  bottom(layer: number): number {
    return layer + 1 < this.count ? this.top[layer + 1] : 0;
  }
}

import type { KernelMemory } from "./memory.ts";
import type { WasmMemory } from "./webassembly.ts";

/** A table that is made when it is first asked for, once a memory, and stays. */
export function pinned(make: (heap: KernelMemory) => number): (heap: KernelMemory) => number {
  const places = new WeakMap<WasmMemory, number>();
  return (heap) => {
    let place = places.get(heap.memory);
    if (place === undefined) {
      place = make(heap);
      heap.pin();
      places.set(heap.memory, place);
    }
    return place;
  };
}

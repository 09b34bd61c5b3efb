import { describe, expect, it } from "vitest";
import { kernelMemory } from "./memory.ts";
import { compileKernels, instantiateKernels } from "./module.ts";

describe.each([true, false])("the memory of kernels, shared: %s", (isShared) => {
  it("gives out arrays that do not overlap, at multiples of 16 bytes, all zero", () => {
    const heap = kernelMemory(1000, isShared);
    const arrays = [heap.float32(3), heap.float64(5), heap.int32(1), heap.float32(1000)];
    for (const [n, array] of arrays.entries()) {
      expect(array.byteOffset % 16).toBe(0);
      expect(array.every((value) => value === 0)).toBe(true);
      array.fill(n + 1);
    }
    for (const [n, array] of arrays.entries()) expect(array.every((value) => value === n + 1)).toBe(true);
    expect(arrays[0].byteOffset).toBeGreaterThanOrEqual(1000);
  });

  it("takes back what lies above a mark, and gives it out again zeroed; not what was pinned", () => {
    const heap = kernelMemory(64, isShared);
    const mark = heap.mark();
    const first = heap.float32(10).fill(7);
    heap.release(mark);
    const again = heap.float32(10);
    expect(again.byteOffset).toBe(first.byteOffset);
    expect(again.every((value) => value === 0)).toBe(true);
    heap.pin();
    heap.release(mark);
    expect(heap.float32(1).byteOffset).toBeGreaterThan(again.byteOffset);
  });

  it("knows its own arrays, after growing too", () => {
    const heap = kernelMemory(64, isShared);
    const before = heap.float32(4).fill(2);
    const after = heap.float32(1 << 22);
    expect([heap.holds(before), heap.holds(after), heap.holds(new Float32Array(4))]).toEqual([true, true, false]);
    expect([...before]).toEqual([2, 2, 2, 2]);
  });

  it("says when there is no more", () => {
    const heap = kernelMemory(64, isShared);
    expect(() => heap.allocate(5 * 2 ** 30)).toThrow(/kernels: memory: expected at most [14] GiB, found 5368709120 bytes/);
  });

  it("serves the module", () => {
    const heap = kernelMemory(65536, isShared);
    const kernels = instantiateKernels(compileKernels(isShared), heap.memory);
    expect(kernels.spectrumStride(64)).toBe(36);
    expect(kernels.heapStart()).toBeLessThan(65536);
  });
});

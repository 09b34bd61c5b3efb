/** The part of WebAssembly's own face that is used: the same in Node and in browsers, whose type libraries differ. */
interface Face {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number; readonly shared?: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: unknown) => { readonly exports: unknown };
}

/** Linear memory. After `grow`, `buffer` is another object. */
export interface WasmMemory {
  readonly buffer: ArrayBuffer;
  /** @param pages of 64 KiB */
  grow(pages: number): number;
}

/** Compiled code, which may be posted to another thread. */
export interface WasmModule {
  readonly isModule?: true;
}

export const webAssembly: Face = (globalThis as unknown as { readonly WebAssembly: Face }).WebAssembly;

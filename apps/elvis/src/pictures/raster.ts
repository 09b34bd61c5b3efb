import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { initWasm, Resvg } from "@resvg/resvg-wasm";

const require = createRequire(import.meta.url);
/** The program can be started once in a process. */
let started: Promise<Uint8Array> | undefined;

/** @returns the font that letters are drawn with */
async function start(): Promise<Uint8Array> {
  await initWasm(readFileSync(require.resolve("@resvg/resvg-wasm/index_bg.wasm")));
  return readFileSync(require.resolve("dejavu-fonts-ttf/ttf/DejaVuSans.ttf"));
}

/** A chart as PNG, pixel for pixel of its width and height; the same on every machine. */
export async function svgToPng(svg: string): Promise<Uint8Array> {
  started ??= start();
  const font = { fontBuffers: [await started], defaultFontFamily: "DejaVu Sans", sansSerifFamily: "DejaVu Sans" };
  const drawn = new Resvg(svg, { font });
  try {
    return drawn.render().asPng();
  } finally {
    drawn.free();
  }
}

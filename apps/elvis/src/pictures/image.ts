import { encode } from "fast-png";

/** A grey or colour picture, top row first, 8 bit. */
export interface Picture {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3;
  readonly data: Uint8Array;
}

export const toPng = ({ width, height, channels, data }: Picture): Uint8Array => encode({ width, height, channels, data, depth: 8 });

/** Base64 `data:` address of a PNG, for pages that must stand alone. */
export const toDataUri = (png: Uint8Array): string => `data:image/png;base64,${Buffer.from(png).toString("base64")}`;

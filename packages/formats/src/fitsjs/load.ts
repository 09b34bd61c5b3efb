/// <reference path="./fitsjs.d.ts" />
import type { Astro, FitsjsHeader, FitsjsTable } from "fitsjs";

/** fitsjs with the classes that the adapter mends; fitsjs's own are left as they are. */
export interface Mended {
  readonly Header: new (block: string) => FitsjsHeader;
  readonly Image: Astro["FITS"]["Image"];
  readonly BinaryTable: new (header: FitsjsHeader, data: Blob) => FitsjsTable;
  readonly HDU: Astro["FITS"]["HDU"];
}

let mended: Promise<Mended> | undefined;

/**
 * fitsjs, loaded when it is first needed.
 *
 * It is a CommonJS file that ends in `}).call(this)`: Node gives it `module.exports` for `this`. Bundlers that make an ES module of
 * it leave `this` undefined. With Vite, exclude it from `optimizeDeps` and let a plugin's `transform` replace that ending by
 * `}).call(globalThis); export default globalThis;`.
 */
export const loadFitsjs = (): Promise<Mended> => (mended ??= load());

async function load(): Promise<Mended> {
  const { default: exported } = await import("fitsjs");
  const astro = exported?.astro ?? (globalThis as { astro?: Astro }).astro;
  if (astro?.FITS?.Header === undefined)
    throw new Error("fitsjs did not load: the bundler must run it with 'this' set, see loadFitsjs in @elvis/formats/fitsjs");
  return mend(astro);
}

function mend({ FITS }: Astro): Mended {
  const stock = FITS.Header.prototype.VerifyFns;
  const asIs = (value: unknown): unknown => value;

  class Header extends FITS.Header {
    // Stock: the first 600 lines, each on its own; no CONTINUE, no HIERARCH.
    override readBlock(block: string): void {
      let last: string | undefined;
      for (let at = 0; at < block.length; at += 80) {
        const line = block.slice(at, at + 80);
        const key = line.slice(0, 8).trim();
        if (key === "END" && line.slice(3).trim() === "") return;
        if (key === "COMMENT" || key === "HISTORY") (this.cards[key] as string[]).push(line.slice(8).trim());
        else if (key === "CONTINUE" && last !== undefined) {
          const card = this.cards[last] as { value: unknown; comment: string };
          const { value, comment } = fieldOf(line.slice(8));
          if (typeof card.value === "string" && card.value.endsWith("&") && typeof value === "string") {
            card.value = card.value.slice(0, -1) + value;
            card.comment = [card.comment, comment].filter((part) => part !== "").join(" ");
          }
        } else {
          const equals = key === "HIERARCH" ? line.indexOf("=") : line[8] === "=" ? 8 : -1;
          if (equals < 0) continue;
          const name = key === "HIERARCH" ? line.slice(8, equals).trim().replace(/\s+/g, " ") : key;
          const { value, comment } = fieldOf(line.slice(equals + 1));
          // The first of repeated keywords counts; stock takes the last.
          if (!this.contains(name)) this.set(name, this.validate(name, value), comment);
          last = name;
        }
      }
    }
    // Warns on the console where standard headers are meant otherwise.
    override verifyOrder(): void {}
    override verifyBoolean(value: unknown): boolean {
      return value === true;
    }
  }
  // Stock refuses BITPIX 64 and every compression but RICE_1, cuts integers at 2^53 and takes logicals for text.
  Header.prototype.VerifyFns = { ...stock, BITPIX: asIs, EXTEND: asIs, BZERO: asIs, ZCMPTYPE: asIs, ZSIMPLE: asIs, ZBITPIX: asIs };

  class BinaryTable extends FITS.BinaryTable {
    // The adapter addresses columns itself (table.ts): stock accessors take every cell for one element.
    override setAccessors(): void {}
  }
  BinaryTable.prototype.dataAccessors = {
    ...FITS.BinaryTable.prototype.dataAccessors,
    // Stock: NaN and wrong signs beyond 32 bits; undefined logicals are false.
    K: (view, offset) => [view.getBigInt64(offset), offset + 8],
    L: (view, offset) => [view.getUint8(offset) === 84 ? 1 : view.getUint8(offset) === 70 ? 0 : 2, offset + 1],
    X: (view, offset) => [view.getUint8(offset), offset + 1],
  };
  return { Header, BinaryTable, Image: FITS.Image, HDU: FITS.HDU };
}

/** Value and comment of a card from after its "=": strings with quotes and slashes inside, logicals, integers beyond 2^53. */
function fieldOf(text: string): { value: unknown; comment: string } {
  const string = /^\s*'((?:[^']|'')*)'\s*(?:\/(.*))?$/s.exec(text);
  if (string !== null) return { value: string[1].replaceAll("''", "'").replace(/ +$/, ""), comment: (string[2] ?? "").trim() };
  const slash = text.indexOf("/");
  const written = (slash < 0 ? text : text.slice(0, slash)).trim();
  const comment = slash < 0 ? "" : text.slice(slash + 1).trim();
  if (written === "") return { value: null, comment };
  if (written === "T" || written === "F") return { value: written === "T", comment };
  if (/^[+-]?\d+$/.test(written)) return { value: Number.isSafeInteger(Number(written)) ? Number(written) : BigInt(written), comment };
  const number = Number(written.replace(/[dD]/, "E"));
  return { value: Number.isNaN(number) ? written : number, comment };
}

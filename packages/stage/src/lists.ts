// TEMPORARY until @elvis/formats/config has them
import { readText, writeText, type Codec, type Source } from "@elvis/formats";
export const listFile: Codec<readonly string[]> = { id: "list", doc: "", extension: "json",
  async decode(s) { return JSON.parse(await readText(s)); },
  async encode(v, sink) { await writeText(sink, JSON.stringify(v)); } };
export async function paramsOf(source: Source): Promise<Record<string, string>> {
  return Object.fromEntries((await readText(source)).split(/\s+/).filter(Boolean).map((l) => l.split("=")));
}

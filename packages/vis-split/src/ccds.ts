import { CCDS, type Ccd, ccdOf, isCcdId } from "@elvis/focal-plane";
import { StageError } from "@elvis/stage";

/**
 * The CCDs that are asked for, in the order of a raw frame.
 *
 * @param wanted "all", a list such as "1-1,3-4", or a count N: the N nearest to the middle of the focal plane
 * @throws StageError for anything else
 */
export function chooseCcds(wanted: string): readonly Ccd[] {
  const text = wanted.trim();
  if (text === "all") return CCDS;
  if (/^\d+$/.test(text)) {
    const count = Number(text);
    if (count < 1 || count > CCDS.length) throw new StageError(`--ccds: expected 1 to ${CCDS.length} CCDs, found ${text}`);
    const middle = new Set(CCDS.toSorted((a, b) => Math.hypot(a.x, a.y) - Math.hypot(b.x, b.y)).slice(0, count));
    return CCDS.filter((ccd) => middle.has(ccd));
  }
  const ids = new Set(text.split(",").map((id) => id.trim()));
  for (const id of ids)
    if (!isCcdId(id))
      throw new StageError(`--ccds: expected "all", a count, or CCDs 1-1 to 6-6 with commas between, found ${JSON.stringify(id)}`);
  return CCDS.filter(({ id }) => ids.has(ccdOf(id).id));
}

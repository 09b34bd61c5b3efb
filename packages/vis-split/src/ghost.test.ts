import { nominalDistortion, pixelToSky, skyProjection } from "@elvis/focal-plane";
import { describe, expect, it } from "vitest";
import { calibration, effects, models, starRows, task } from "../test/values.ts";
import { ghostReach } from "./ghost.ts";

const ghostly = { ...task, effects: effects((key) => key === "GHOSTS") };
const star = { ...pixelToSky(task.pointing, nominalDistortion, "3-4", 2000, 900)!, magnitude: 10 };
/** Radius of 100 pixels, no hole, 0.12 mm along both axes. */
const model = { a: [[-0.12]], b: [[-0.12]], shift: [0, 0.9] as const, brightness: 1e-5, outerRadius: 1.2, innerRatio: 0 };
const port = { ...models, ghost: calibration("GHOST", model) };

async function spotsOf(magnitudes: readonly number[], exposure = ghostly) {
  const stars = starRows(
    magnitudes.map((magnitude) => ({ ...star, magnitude })),
    10,
  );
  for await (const batch of stars.read()) return magnitudes.map((_, row) => ghostReach(exposure, port)!(batch)(row));
}

describe("ghostReach", () => {
  it("says where a star's ghost falls: 10 pixels along both axes from it, with its radius", async () => {
    const [spot] = (await spotsOf([10]))!;
    const at = skyProjection(task.pointing, nominalDistortion).toFocalPlane(star.ra, star.dec)!;
    expect(spot!.x - at.x).toBeCloseTo(0.12, 12);
    expect(spot!.y - at.y).toBeCloseTo(0.12, 12);
    expect(spot!.radius).toBe(1.2);
  });

  it("leaves out stars whose ghosts are fainter than 0.05 electrons a pixel in the exposure", async () => {
    // 10^4 pi pixels x 0.05 / 1e-5 = 1.5708e8 electrons: at 25.79 in 560.52 s magnitude 12.172, in 89.52 s 1.992 brighter.
    expect((await spotsOf([12.17, 12.175]))!.map((spot) => spot !== undefined)).toEqual([true, false]);
    const short = { ...ghostly, exposureTime: 89.52 };
    expect((await spotsOf([10.178, 10.183], short))!.map((spot) => spot !== undefined)).toEqual([true, false]);
  });

  it("has nothing to say in an exposure without ghosts", () => {
    expect(ghostReach(task, port)).toBeUndefined();
  });
});

import { ccdOf } from "@elvis/focal-plane";
import { describe, expect, it } from "vitest";
import { calibration, models, perQuadrant, quadrantNumber } from "../test/values.ts";
import { cutModels } from "./model.ts";

const turned = ccdOf("1-4");
const light = { skyRate: 0.2, skyGradient: { x: -0.004, y: 0.001 }, outfieldRate: 0.03, thermalRate: 1e-33 };

describe("cutModels", () => {
  it("takes each number from the quadrant of that letter, on the turned half too", async () => {
    for (const ccd of [turned, ccdOf("5-2")]) {
      const cut = await cutModels(models, ccd, light);
      for (const letter of ["E", "F", "G", "H"] as const) {
        const at = quadrantNumber(`${ccd.id}.${letter}`);
        expect(cut.gain[letter]).toBe(3 + at / 1000);
        expect(cut.biasLevel[letter]).toBe(2000 + at);
        expect(cut.readNoise[letter]).toBe(3 + at / 1000);
        expect((await cut.biasStructure.image(letter).readFloat32()).pixels[0]).toBe(at / 16);
        expect((await cut.prnu.image(letter).readFloat32()).pixels[5]).toBe(1 + at / 1024);
      }
      expect(cut).toMatchObject(light);
      expect([cut.darkRate, cut.fullWell, cut.zeroPoint, cut.psfFileName]).toEqual([0.001, 200000, 25.79, "psf.fits"]);
    }
  });

  it("keeps couplings inside the CCD; those that are not listed are 0", async () => {
    const { crosstalk } = await cutModels(models, turned, light);
    expect(crosstalk.E).toEqual({ E: 0, F: 0, G: 0, H: 2e-5 });
    expect(crosstalk.H).toEqual({ E: 0, F: 0, G: 0, H: 0 });
  });

  it("puts the defects of all flag maps together; a CCD without a list has none", async () => {
    const { defects } = await cutModels(models, turned, light);
    expect([...defects.x]).toEqual([5, 7, 7]);
    expect([...defects.flag]).toEqual([3, 129, 129]);
    expect((await cutModels(models, ccdOf("6-6"), light)).defects.x).toHaveLength(0);
  });

  it("names the product and the quadrant or CCD that is missing", async () => {
    const { "1-4.G": _, ...rest } = perQuadrant(() => 3.5);
    await expect(cutModels({ ...models, gain: calibration("SHORT-GAIN", rest) }, turned, light)).rejects.toThrow(
      "--gain: SHORT-GAIN: expected quadrant 1-4.G, found none",
    );
    const without = { ...models.prnu.model, has: (name: string) => name !== "1-4.F" };
    await expect(cutModels({ ...models, prnu: calibration("PRNU-X", without) }, turned, light)).rejects.toThrow(
      "--prnu: PRNU-X: expected quadrant 1-4.F",
    );
    const dark = { ...models.illumination[0].model, has: () => false };
    await expect(cutModels({ ...models, illumination: [calibration("FLAT-X", dark)] }, turned, light)).rejects.toThrow(
      "--illumination: FLAT-X: expected CCD 1-4",
    );
  });

  it("refuses a response that falls below full well, by its product and quadrant", async () => {
    const falling = { ...perQuadrant(() => [1, 0]), "1-4.H": [-3e-6, 1, 0] };
    await expect(cutModels({ ...models, nonlinearity: calibration("BENT", falling) }, turned, light)).rejects.toThrow(
      /^--nonlinearity: BENT: quadrant 1-4\.H: expected a polynomial that rises from 0 to 200000 e-, found one that does not at 18\d{4} e-$/,
    );
  });

  it("refuses a list that leaves open which product holds", async () => {
    await expect(cutModels({ ...models, illumination: [...models.illumination, ...models.illumination] }, turned, light)).rejects.toThrow(
      /--illumination: expected one product with CCD 1-4/,
    );
    await expect(cutModels({ ...models, cosmicRay: [] }, turned, light)).rejects.toThrow(
      "--cosmicRay: expected a list of one product, found 0",
    );
    await expect(cutModels({ ...models, svmstraylight: [] }, turned, light)).rejects.toThrow(
      "--svmstraylight: expected at least one product",
    );
  });
});

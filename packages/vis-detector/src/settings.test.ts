import { EFFECT_KEYS } from "@elvis/formats/config";
import { expect, test } from "vitest";
import { effects } from "./effects/index.ts";
import { places } from "./effects/places.ts";
import { settingsOf } from "./settings.ts";
import { testJob } from "./testing-job.ts";

const needed = ["PREOVERSCAN", "PARALLELOVERSCAN", "ELECTRON2ADU", "DISCRETIZE"] as const;
const simulated = effects.map(({ elvisKey }) => elvisKey);

test("an effect has settings if and only if it is switched on", () => {
  expect(Object.keys(settingsOf(testJob({ effects: needed })))).toEqual(["overscan", "parallel-overscan", "gain", "discretize"]);
  expect(Object.keys(settingsOf(testJob({ effects: [...needed, "DARK", "BIAS"] })))).toEqual([
    "dark",
    "overscan",
    "parallel-overscan",
    "gain",
    "bias",
    "discretize",
  ]);
  expect(Object.keys(settingsOf(testJob({ effects: simulated })))).toEqual(effects.map(({ name }) => name));
});

test("every effect that is not simulated yet is refused by its key, never passed over", () => {
  const others = EFFECT_KEYS.filter((key) => !simulated.includes(key));
  expect(others.length).toBe(places.length - effects.length);
  for (const key of others)
    expect(() => settingsOf(testJob({ effects: [...needed, key] }))).toThrow(`EFFECT_${key}: expected effects that are simulated`);
  if (others.length > 1)
    expect(() => settingsOf(testJob({ effects: [...needed, ...others] }))).toThrow(
      new RegExp(others.map((key) => `(?=.*EFFECT_${key})`).join("")),
    );
});

test("a job that switches off what a raw frame needs is refused by its key", () => {
  for (const key of needed)
    expect(() => settingsOf(testJob({ effects: needed.filter((it) => it !== key) }))).toThrow(
      `EFFECT_${key}: expected to be on, found off`,
    );
});

test("models go where they belong", () => {
  const job = testJob({ effects: simulated });
  const settings = settingsOf(job);
  expect(settings.gain.gain).toBe(job.models.gain);
  expect(settings["readout-noise"]?.sigma).toBe(job.models.readNoise);
  expect(settings.bias?.level).toBe(job.models.biasLevel);
  expect(settings.dark?.rate).toBe(0.001);
  expect(settings.thermal?.rate).toBe(1.14e-33);
  expect(settings.background).toMatchObject({ skyRate: 0.22, gradient: { x: -0.004, y: 0.0015 }, outfieldRate: 0.01 });
  expect(settings.background?.straylight).toBe(job.models.straylight);
  expect(settings["cosmic-rays"]?.model.coveringFraction).toBe(0.014);
  expect(settings.discretize?.top).toBe(65535);
  expect(settings["brighter-fatter"]).toEqual({ model: job.models.brighterFatter, steps: 1, fullWell: 200_000 });
  expect(settings.bleeding).toEqual({ fullWell: 200_000, scatter: 0.01 });
  expect(settings.cosmetics).toEqual({ defects: job.models.defects, duty: 0.5, trapDepth: 200 });
  expect(settings.nonlinearity).toEqual({ coefficients: job.models.nonlinearity, fullWell: 200_000 });
  expect(settings.crosstalk?.coefficients).toBe(job.models.crosstalk);
});

test("dark current has the hot pixels that do not blink", () => {
  expect(settingsOf(testJob({ effects: simulated })).dark?.hotPixels).toEqual({
    x: Int32Array.of(9, 100),
    y: Int32Array.of(20, 70),
    rate: Float32Array.of(3, 0.5),
  });
});

test("crosstalk takes off the pedestal that is there: none where BIAS is off", () => {
  const job = testJob({ effects: [...needed, "XTALK", "BIAS"] });
  expect(settingsOf(job).crosstalk?.level).toBe(job.models.biasLevel);
  expect(settingsOf(testJob({ effects: [...needed, "XTALK"] })).crosstalk?.level).toEqual({ E: 0, F: 0, G: 0, H: 0 });
});

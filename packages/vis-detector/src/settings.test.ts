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

test("a job with the lamp on that says of no LED is refused", () => {
  const job = testJob({ effects: [...needed, "CALIBLAMP"] });
  const { lamp: _, ...models } = job.models;
  expect(() => settingsOf({ ...job, models })).toThrow(
    "EFFECT_CALIBLAMP: expected the LEDs that are on, LAMP_1 to LAMP_6 with their profiles, found none",
  );
});

test("models go where they belong", () => {
  const job = testJob({ effects: simulated });
  const settings = settingsOf(job);
  expect(settings.gain.gain).toBe(job.models.gain);
  expect(settings["readout-noise"]?.sigma).toBe(job.models.readNoise);
  expect(settings.bias?.level).toBe(job.models.biasLevel);
  expect(settings.dark?.rate).toBe(0.001);
  expect(settings["cosmic-rays"]?.model.coveringFraction).toBe(0.014);
  expect(settings.ghosts).toMatchObject({ stars: job.stars, model: job.models.ghost, zeroPoint: 25.79 });
  expect(settings["calibration-lamp"]?.leds).toBe(job.models.lamp);
  expect(settings.shutter).toBe(job.models.shutter);
  expect(settings.discretize?.top).toBe(65535);
});

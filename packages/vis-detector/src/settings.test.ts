import { EFFECT_KEYS, type EffectKey } from "@elvis/formats/config";
import { child } from "@elvis/kernels";
import { expect, test } from "vitest";
import { effects } from "./effects/index.ts";
import { places } from "./effects/places.ts";
import { exposureStream } from "./exposure-stream.ts";
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

test("every effect of the instrument is simulated", () => {
  expect([...simulated].sort()).toEqual([...EFFECT_KEYS].sort());
  expect(effects.length).toBe(places.length);
});

test("an effect whose model the job lacks is refused by its key, never passed over", () => {
  const bare = (...keys: readonly EffectKey[]) => {
    const job = testJob({ effects: [...needed, ...keys] });
    const { cti: _, injection: __, pumping: ___, lamp: ____, ...models } = job.models;
    return () => settingsOf({ ...job, models });
  };
  expect(bare("CALIBLAMP")).toThrow("EFFECT_CALIBLAMP: expected the LEDs that are on, LAMP_1 to LAMP_6 with their profiles, found none");
  expect(bare("CHARGEINJECTION")).toThrow("EFFECT_CHARGEINJECTION: expected the lines that get charge, INJECTION_LINES, found none");
  expect(bare("CTI_CHARGEINJECTION")).toThrow("EFFECT_CTI_CHARGEINJECTION: expected EFFECT_CHARGEINJECTION to be on, found off");
  expect(bare("TRAP_PUMPING")).toThrow("EFFECT_TRAP_PUMPING: expected how traps are pumped, PUMPING_DIRECTION and so on, found none");
  expect(bare("RADIATIONDAMAGE")).toThrow(
    "EFFECT_RADIATIONDAMAGE: expected traps, CTI_PARALLEL_WELL, CTI_SERIAL_WELL and so on, found none",
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
  expect(settings.thermal?.rate).toBe(0.002);
  expect(settings.background).toMatchObject({ skyRate: 0.22, gradient: { x: -0.004, y: 0.0015 }, outfieldRate: 0.01 });
  expect(settings.background?.straylight).toBe(job.models.straylight);
  expect(settings["cosmic-rays"]?.model.coveringFraction).toBe(0.014);
  expect(settings.ghosts).toMatchObject({ stars: job.stars, model: job.models.ghost, zeroPoint: 25.79 });
  expect(settings["calibration-lamp"]?.leds).toBe(job.models.lamp);
  expect(settings.shutter).toBe(job.models.shutter);
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

test("injected lines are drawn again from the stream of the effect that injected them", () => {
  const job = testJob({ effects: simulated });
  const { "charge-injection": injection, "cti-charge-injection": cti } = settingsOf(job);
  expect(injection).toEqual({ ...job.models.injection, fullWell: 200_000 });
  expect(cti).toEqual({ injection, random: child(exposureStream(job), "charge-injection"), parallel: job.models.cti?.parallel });
});

test("charge meets the traps of both directions on its way out, injected lines those along the columns once", () => {
  const { models } = testJob();
  expect(settingsOf(testJob({ effects: [...needed, "RADIATIONDAMAGE"] }))["radiation-damage"]).toEqual(models.cti);
  const injected = settingsOf(testJob({ effects: [...needed, "CHARGEINJECTION", "CTI_CHARGEINJECTION", "RADIATIONDAMAGE"] }));
  expect(injected["radiation-damage"]).toEqual({ serial: models.cti?.serial });
});

test("trap pumping takes its traps from those that charge meets, with release times in seconds", () => {
  const job = testJob({ effects: [...needed, "TRAP_PUMPING"] });
  // A row is read in 4 x 1 ms and 2128 x 14.3 us.
  expect(settingsOf(job)["trap-pumping"]).toEqual({
    ...job.models.pumping,
    well: job.models.cti?.parallel.well,
    species: [
      { density: 0.1656, releaseTime: expect.closeTo(1.25 * 0.0344304, 12) },
      { density: 0.3185, releaseTime: expect.closeTo(4.4 * 0.0344304, 12) },
    ],
  });
  const serial = {
    ...job,
    models: { ...job.models, pumping: { direction: "serial", pumps: 9, phaseTime: 1e-5, releaseSigma: 0 } },
  } as const;
  expect(settingsOf(serial)["trap-pumping"]?.species.map(({ releaseTime }) => releaseTime)).toEqual([
    expect.closeTo(1.144e-5, 12),
    expect.closeTo(5.005e-5, 12),
    expect.closeTo(2.86e-4, 12),
  ]);
});

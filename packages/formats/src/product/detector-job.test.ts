import { describe, expect, it } from "vitest";
import { catalogFromColumns, tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "../catalog/index.ts";
import type { Column } from "../catalog/types.ts";
import { EFFECT_KEYS, type EffectKey } from "../config/effect-keys.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../io.ts";
import { DETECTOR_KEYS, LETTERS } from "./detector-job-keys.ts";
import { type DetectorJob, detectorJob, madeImageMap, type PerLetter, type PsfModel, type Rows } from "./index.ts";

const rowsOf = (columns: readonly Column[], rows: number): Rows => {
  const needed = columns.filter(({ optional }) => !optional);
  const catalog = catalogFromColumns(
    needed,
    Object.fromEntries(
      needed.map(({ name, type }) => [
        name,
        type === "int64" ? BigInt64Array.from({ length: rows }, (_, n) => BigInt(n)) : Array.from({ length: rows }, (_, n) => n),
      ]),
    ),
  );
  return {
    rows,
    async *read() {
      yield catalog;
    },
  };
};
const perLetter = <T>(value: (at: number) => T) => Object.fromEntries(LETTERS.map((letter, at) => [letter, value(at)])) as PerLetter<T>;
const switches = (isOn: (key: EffectKey) => boolean) =>
  Object.fromEntries(EFFECT_KEYS.map((key) => [key, isOn(key)])) as Record<EffectKey, boolean>;
const map = (names: readonly string[], value: number) =>
  madeImageMap(names, (name) => ({
    shape: [3, 2],
    kind: "REPEAT",
    pixels: () => Float32Array.from({ length: 6 }, (_, at) => value + at / 64 + names.indexOf(name) / 32),
  }));
const psf: PsfModel = {
  wavelengths: [700],
  gridX: [-130, 130],
  gridY: [-150, 150],
  oversampling: 3,
  size: 2,
  stamp: async () => Float32Array.of(0.25, 0.25, 0.25, 0.25),
};

const job: DetectorJob = {
  fileName: "data/myVISconf_CCD20_004924-0-1_X.txt",
  ccd: "1-4",
  detectorId: 20,
  identity: { observationId: 4924, ditherId: 0, pointingId: 7, exposure: 1, totalExposures: 1, patchId: 0 },
  pointing: { ra: 150.1, dec: 2.2, pa: 23.25 },
  start: "2026-01-02T03:04:05.000001Z",
  exposureTime: 560.52,
  commandedDuration: 566,
  imageType: { category: "SCIENCE", first: "SURVEY", second: "OTHER", sequence: "NOMINAL", observationMode: "WIDE" },
  randomSeed: 12,
  release: "R1",
  faintFrom: 24.5,
  edgeResponse: 0.02,
  effects: switches((key) => key < "F"),
  keep: switches((key) => key === "BIAS"),
  models: {
    distortion: {
      x: [
        [1, 2, 3],
        [4, 5, 6],
      ],
      y: [
        [7, 8, 9],
        [10, 11, 12],
      ],
      validX: 0.36,
      validY: 0.4,
    },
    psf,
    zeroPoint: 25.79,
    gain: perLetter((at) => 3.4 + at / 100),
    biasLevel: perLetter((at) => 2700 + at),
    readNoise: perLetter((at) => 3 + at / 10),
    nonlinearity: perLetter((at) => [1e-8 * at, 1, 0]),
    crosstalk: perLetter((source) => perLetter((victim) => (source * 4 + victim) * 1e-6)),
    biasStructure: map(LETTERS, -0.5),
    prnu: map(LETTERS, 0.9),
    illumination: map(["1-4"], 0.9),
    straylight: map(["1-4"], 0.01),
    ghost: {
      a: [
        [1, 2],
        [3, 4],
      ],
      b: [
        [5, 6],
        [7, 8],
      ],
      shift: [0, 0.9],
      brightness: 1e-5,
      outerRadius: 2,
      innerRatio: 0.33,
      struts: [
        [0.4, 0.3, 17, 1.2, 0.02],
        [-0.5, 0.2, -40, 1.2, 0.02],
      ],
    },
    shutter: { openingDuration: 9, closingDuration: 11, openingAngle: -90, closingAngle: 90, openDuringReadout: true },
    lamp: [
      {
        led: 2,
        wavelength: 640,
        fluence: 1000.5,
        profile: [
          [1, 0.01],
          [-0.02, 0],
        ],
      },
      { led: 5, wavelength: 880, fluence: 20, profile: [[1]] },
    ],
    brighterFatter: { aX: [[1e-7, 2e-7]], aY: [[3e-7, 4e-7]], scale: 0.2 },
    cti: {
      parallel: {
        traps: [
          { density: 0.1656, releaseTime: 1.25, releaseSigma: 0, captureTime: 0 },
          { density: 2, releaseTime: 3, releaseSigma: 0, captureTime: 0, surface: { none: 0.25, full: 0.75 } },
        ],
        well: { fullWell: 200_000, notch: -3, power: 0.58, firstElectronFill: 0.001 },
        phases: [
          { dwellTime: 0.25, trapShare: 0.5 },
          { dwellTime: 0.75, trapShare: 0.5 },
        ],
        express: 5,
        window: [10, 2066],
        emptyBetweenLines: true,
        emptyForFirstTransfers: false,
        releaseAway: true,
        integerExpress: false,
      },
      serial: {
        traps: [{ density: 4, releaseTime: 20, releaseSigma: 0.1, captureTime: 0.01 }],
        well: { fullWell: 300_000, notch: 96, power: 1, firstElectronFill: 0 },
        phases: [{ dwellTime: 1, trapShare: 1 }],
        express: 0,
        emptyBetweenLines: false,
        emptyForFirstTransfers: true,
        releaseAway: false,
        integerExpress: true,
      },
    },
    injection: { level: 50_000, nonUniformity: 100, slope: -0.001, injectedLines: 200, nonInjectedLines: 100, start: 16, end: 2066 },
    pumping: { direction: "serial", pumps: 5000, phaseTime: 4.75e-6, releaseSigma: 0.1 },
    cosmicRays: {
      length: { probability: [0, 1], value: [1, 464] },
      energy: { probability: [0, 1], value: [1197, 3.57e6] },
      coveringFraction: 0.014,
      duration: 565,
    },
    defects: {
      x: Int32Array.of(0, 4095),
      y: Int32Array.of(4131, 7),
      flag: Int32Array.of(3, 130),
      rate: Float32Array.of(2.5, 0),
      response: Float32Array.of(1, 0.5),
    },
    darkRate: 0.001,
    skyRate: 0.377,
    skyGradient: { x: -0.004, y: 0.0015 },
    outfieldRate: 0.02,
    thermalRate: 1.14e-33,
    fullWell: 200000,
  },
  stars: rowsOf(tuStarColumns, 3),
  galaxies: rowsOf(tuGalaxyColumns, 5),
};

async function encode(value: DetectorJob, folder = new MemoryFolder()) {
  const sink = new BufferSink(value.fileName);
  await detectorJob.encode(value, sink, folder);
  return { folder, text: new TextDecoder().decode(sink.bytes()) };
}
const decode = (text: string, folder: MemoryFolder) =>
  detectorJob.decode(bufferSource(new TextEncoder().encode(text), job.fileName), folder);

describe("detectorJob", () => {
  it("comes back with every value, image and row", async () => {
    const { folder, text } = await encode(job);
    const read = await decode(text, folder);
    const plain = ({
      models: { psf: _, psfFileName: __, biasStructure: ___, prnu: ____, illumination: _____, straylight: ______, ...models },
      stars,
      galaxies,
      ...rest
    }: DetectorJob) => ({ ...rest, models, rows: [stars.rows, galaxies.rows] });
    expect(plain(read)).toEqual(plain(job));
    for (const name of ["biasStructure", "prnu", "illumination", "straylight"] as const) {
      expect(read.models[name].names).toEqual(job.models[name].names);
      for (const image of job.models[name].names)
        expect((await read.models[name].image(image).read()).pixels).toEqual((await job.models[name].image(image).read()).pixels);
    }
    expect(await read.models.psf.stamp(700, 0, 0)).toEqual(Float32Array.of(0.25, 0.25, 0.25, 0.25));
    for await (const stars of read.stars.read()) expect([...stars.int64("SOURCE_ID")]).toEqual([0n, 1n, 2n]);
  });

  it("has a file of solar-system objects where there are any, and no key for it where there are none", async () => {
    const { folder, text } = await encode({ ...job, sso: rowsOf(tuSsoColumns, 2) });
    const [, name] = /SSOCAT_FILE"?\s*[:=]\s*"?(myVISssos_[^",\s]+\.fits)/.exec(text)!;
    expect(folder.files.has(`data/${name}`)).toBe(true);
    expect((await decode(text, folder)).sso?.rows).toBe(2);
    const plain = await encode(job);
    expect(plain.text).not.toContain("SSOCAT");
    expect(await decode(plain.text, plain.folder)).not.toHaveProperty("sso");
  });

  it("written again is the same, byte by byte, in all its files", async () => {
    const first = await encode(job);
    const second = await encode(await decode(first.text, first.folder), new MemoryFolder());
    expect(second.text).toBe(first.text);
    for (const [name, bytes] of second.folder.files) expect(Buffer.compare(first.folder.files.get(name)!, bytes), name).toBe(0);
    expect([...first.folder.files.keys()].filter((name) => !second.folder.files.has(name))).toEqual([
      "data/myVISpsf_CCD20_004924-0-1_X.fits",
    ]);
  });

  it("names the PSF's own file where the job knows it, and makes no copy", async () => {
    const { folder, text } = await encode({ ...job, models: { ...job.models, psfFileName: "psf.fits" } });
    expect(text).toContain('"PSF_FILE": "psf.fits"');
    expect([...folder.files.keys()].some((name) => name.includes("psf"))).toBe(false);
    await expect(decode(text, folder)).rejects.toThrow(/psf\.fits/);
  });

  it("takes the FITS_ lines that the original tells its users to paste", async () => {
    const { folder, text } = await encode({ ...job, keep: switches(() => false) });
    expect(text).not.toContain("FITS_");
    const pasted = text.replace(/\n\}\n$/, `,\n${EFFECT_KEYS.map((key) => `    "FITS_${key}": 1         `).join(",\n")}\n}\n`);
    expect((await decode(pasted, folder)).keep).toEqual(switches(() => true));
  });

  it("says nothing of struts, of LEDs that are off, and of a shutter that is closed during the readout, and needs no word of them", async () => {
    const { struts: _, ...ghost } = job.models.ghost;
    const { lamp: __, ...models } = job.models;
    const { folder, text } = await encode({
      ...job,
      models: { ...models, ghost, shutter: { ...models.shutter, openDuringReadout: false } },
    });
    expect(text).not.toMatch(/"(GHOST_STRUTS|LAMP_.*|SHUTTER_OPENREADOUT)"/);
    const read = await decode(text, folder);
    expect([read.models.ghost, read.models.lamp, read.models.shutter.openDuringReadout]).toEqual([ghost, undefined, false]);
  });

  it("says nothing of traps, charge injection and trap pumping that there are not, and needs no word of them", async () => {
    const { cti, injection: _, pumping: __, ...models } = job.models;
    const { folder, text } = await encode({ ...job, models });
    expect(text).not.toMatch(/"(CTI|INJECTION|PUMPING)_/);
    expect((await decode(text, folder)).models).not.toHaveProperty("cti");
    const bare = { ...cti!, serial: { ...cti!.serial, traps: [] } };
    const other = await encode({ ...job, models: { ...models, cti: bare } });
    expect((await decode(other.text, other.folder)).models.cti).toEqual(bare);
  });

  it("works on a CCD without objects and without defects", async () => {
    const none = {
      x: new Int32Array(0),
      y: new Int32Array(0),
      flag: new Int32Array(0),
      rate: new Float32Array(0),
      response: new Float32Array(0),
    };
    const empty: Rows = { rows: 0, async *read() {} };
    const { folder, text } = await encode({ ...job, models: { ...job.models, defects: none }, stars: empty, galaxies: empty });
    const read = await decode(text, folder);
    expect([read.stars.rows, read.galaxies.rows, read.models.defects.x.length]).toEqual([0, 0, 0]);
  });

  it.each([
    [/\n {4}"DETID": 20/, "\n", /expected the key DETID/],
    [/"DETID": 20/, '"DETID": 36', /line 3, DETID: expected a whole number from 0 to 35, found 36/],
    [/"DETID": 20/, '"DETID": "20"', /line 3, DETID/],
    [/"DETID": 20/, '"DETID": 20, "DETID": 20', /line 3: expected DETID once/],
    [/"DETID": 20/, '"DETID": 20, "COLOUR": 1', /line 3: expected a key of the detector configuration, found COLOUR/],
    [/"CCD": "1-4"/, '"CCD": "7-1"', /CCD: expected 1-1 to 6-6, found 7-1/],
    [/"GAIN_F": [\d.]+/, '"GAIN_F": 0', /GAIN_F: expected a number of 0.000001 or more/],
    [/"EFFECT_BIAS": \d/, '"EFFECT_BIAS": 2', /EFFECT_BIAS: expected 0 or 1, found 2/],
    [/"XTALK_E": \[[^\]]*\]/, '"XTALK_E": [1, 2, 3]', /XTALK_E: expected an array of 4 numbers/],
    [/"XTALK_E": \[[^\]]*\]/, '"XTALK_E": [0, 0.2, 0, 0]', /XTALK_E: expected an array of 4 numbers from -0.1 to 0.1/],
    [
      /"NONLINEARITY_F": \[[^\]]*\]/,
      '"NONLINEARITY_F": [-3e-6, 1, 0]',
      /NONLINEARITY_F: expected a polynomial that rises from 0 to 200000 e- \(FULLWELL\), found one that does not at 18\d{4} e-/,
    ],
    [/"DATEOBS": "[^"]*"/, '"DATEOBS": "today"', /DATEOBS: expected a date/],
    [/"LAMP_2": \[[^\]]*\]/, '"LAMP_2": [640]', /LAMP_2: expected an array of 2 numbers of 0 or more/],
    [/"LAMP_PROFILE_2"/, '"LAMP_PROFILE_3"', /expected the key LAMP_PROFILE_2, as there is LAMP_2, found none/],
    [/"GHOST_STRUTS": \[\[0.4, /, '"GHOST_STRUTS": [[', /GHOST_STRUTS: expected rows of x, y, angle, length and width/],
    [/"SHUTTER_OPENING": 9/, '"SHUTTER_OPENING": -9', /SHUTTER_OPENING: expected a number of 0 or more \(s\), found -9/],
    [
      /"CTI_PARALLEL_TRAPS": \[\[0.1656, 1.25/,
      '"CTI_PARALLEL_TRAPS": [[0.1656, 0',
      /CTI_PARALLEL_TRAPS: expected rows of density, .* found 0.1656, 0/,
    ],
    [
      /"CTI_SERIAL_TRAPS": \[\[4, 20, 0.1, 0.01/,
      '"CTI_SERIAL_TRAPS": [[4, 20, 0.1, 0, 0.5, 1',
      /CTI_SERIAL_TRAPS: expected rows of density/,
    ],
    [/"CTI_SERIAL_WELL": \[300000/, '"CTI_SERIAL_WELL": [90', /CTI_SERIAL_WELL: expected a full well above 0 and above the notch/],
    [/"CTI_PARALLEL_PHASES": \[\[0.25/, '"CTI_PARALLEL_PHASES": [[0', /CTI_PARALLEL_PHASES: expected rows of a dwell time above 0/],
    [/"CTI_SERIAL_PHASES": \[\[1, 1\]\]\s*,/, "", /expected the key CTI_SERIAL_PHASES, as there are traps, found none/],
    [
      /"INJECTION_LINES": \[200, 100, 16/,
      '"INJECTION_LINES": [200, 100, 2066',
      /INJECTION_LINES: expected whole numbers.* found 200, 100, 2066, 2066/,
    ],
    [/"PUMPING_DIRECTION": "serial"/, '"PUMPING_DIRECTION": "diagonal"', /PUMPING_DIRECTION: expected parallel or serial, found diagonal/],
    [/"PUMPING_PUMPS": 5000\s*,/, "", /PUMPING_PUMPS: expected 1 or more, found 0/],
    [/"PRNU_FILE": "[^"]*"/, '"PRNU_FILE": "../secret.fits"', /PRNU_FILE/],
    [/"PRNU_FILE": "[^"]*"/, '"PRNU_FILE": "missing.fits"', /missing\.fits/],
  ])("refuses %s as %j, with its place", async (from, to, message) => {
    const { folder, text } = await encode(job);
    const changed = text.replace(from, to).replace(/\n\s*,\n/, "\n");
    expect(changed).not.toBe(text);
    await expect(decode(changed, folder)).rejects.toThrow(message);
  });

  it("has one key for each name, all upper case, each with a doc", () => {
    expect(new Set(DETECTOR_KEYS.map(({ name }) => name)).size).toBe(DETECTOR_KEYS.length);
    for (const { name, doc } of DETECTOR_KEYS) {
      expect(name).toMatch(/^[A-Z][A-Z0-9_]*$/);
      expect(doc).not.toBe("");
    }
  });
});

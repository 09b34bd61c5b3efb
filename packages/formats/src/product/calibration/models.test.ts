import { describe, expect, test } from "vitest";
import type { Codec } from "../../codec.ts";
import { Header } from "../../fits/header.ts";
import { openFits } from "../../fits/index.ts";
import { BufferSink, bufferSource, MemoryFolder } from "../../io.ts";
import { newHeader } from "../../xml/header.ts";
import { CCD_IDS, QUADRANT_IDS } from "../layout.ts";
import type { Calibration, DefectMap, PsfModel } from "../types.ts";
import { instrumentModels, type MapKind, madeImageMap } from "./index.ts";

const all = <T>(value: (id: string, n: number) => T): Record<string, T> =>
  Object.fromEntries(QUADRANT_IDS.map((id, n) => [id, value(id, n)]));

const product = <Model>(model: Model, fileName: string): Calibration<Model> => ({
  header: newHeader({ type: "test", id: "TEST-1", date: new Date(Date.UTC(2026, 0, 2)), software: "test" }),
  fileNames: [fileName],
  model,
});

async function write<Model>(
  codec: Codec<Calibration<Model>>,
  model: Model,
  fileName: string,
): Promise<{ folder: MemoryFolder; xml: Uint8Array }> {
  const folder = new MemoryFolder();
  const sink = new BufferSink("model.xml");
  await codec.encode(product(model, fileName), sink, folder);
  return { folder, xml: sink.bytes().slice() };
}

const sameBytes = (a?: Uint8Array, b?: Uint8Array): boolean =>
  a !== undefined && a.length === b?.length && a.every((byte, at) => byte === b[at]);

/** Written, read, and written again from what was read: the bytes must not change. */
async function roundTrip<Model>(codec: Codec<Calibration<Model>>, model: Model, fileName: string): Promise<Calibration<Model>> {
  const { folder, xml } = await write(codec, model, fileName);
  const read = await codec.decode(bufferSource(xml, "model.xml"), folder);
  const second = new MemoryFolder();
  const sink = new BufferSink("model.xml");
  await codec.encode(read, sink, second);
  expect(sameBytes(sink.bytes(), xml)).toBe(true);
  expect(sameBytes(second.files.get(`data/${fileName}`), folder.files.get(`data/${fileName}`))).toBe(true);
  return read;
}

/** Decodes a product whose JSON data file holds `content`. */
async function decodeJson<Model>(codec: Codec<Calibration<Model>>, valid: Model, content: unknown): Promise<Calibration<Model>> {
  const { folder, xml } = await write(codec, valid, "model.json");
  folder.files.set("data/model.json", new TextEncoder().encode(typeof content === "string" ? content : JSON.stringify(content)));
  return codec.decode(bufferSource(xml, "model.xml"), folder);
}

const images = (
  names: readonly string[],
  value: (x: number, y: number) => number,
  kind: MapKind = "REPEAT",
  width = 4,
  height = 3,
  header?: Header,
) =>
  madeImageMap(names, () => ({
    shape: [width, height],
    kind,
    header,
    pixels: () => Float32Array.from({ length: width * height }, (_, at) => value(at % width, Math.floor(at / width))),
  }));

describe("JSON models", () => {
  const gain = all((_, n) => 3.4 + n / 1000);

  test("come back as they were written", async () => {
    expect((await roundTrip(instrumentModels.gain, gain, "a.json")).model).toEqual(gain);
    const crosstalk = { "1-1.E": { "1-1.F": 1e-5, "1-3.H": -2e-6 } };
    expect((await roundTrip(instrumentModels.xtalk, crosstalk, "a.json")).model).toEqual(crosstalk);
    const linear = all(() => [1e-8, 1, 0.5]);
    expect((await roundTrip(instrumentModels.nonlinearity, linear, "a.json")).model).toEqual(linear);
    const zeroPoint = { electrons: 25.79, perQuadrant: all(() => 25.8) };
    expect((await roundTrip(instrumentModels.zerop, zeroPoint, "a.json")).model).toEqual(zeroPoint);
    const bfe = { aX: [[-2e-7, 2e-7]], aY: [[-4e-7, 4e-7]], scale: 0.2 };
    expect((await roundTrip(instrumentModels.bfe, bfe, "a.json")).model).toEqual(bfe);
    const limits = { limits: [{ parameter: "BIAS", minimum: 2000, maximum: 3000, unit: "ADU" }] };
    expect((await roundTrip(instrumentModels.QCTable, limits, "a.json")).model).toEqual(limits);
    expect((await roundTrip(instrumentModels.TK_Zplugin, { any: [1, "two"] }, "a.json")).model).toEqual({ any: [1, "two"] });
  });

  const ghost = {
    a: Array.from({ length: 4 }, () => [1, 2, 3, 4]),
    b: Array.from({ length: 4 }, () => [5, 6, 7, 8]),
    shift: [0, 0.9] as const,
    brightness: 1e-5,
    outerRadius: 0.6,
    innerRatio: 0.33,
  };

  test("of ghosts come back with and without struts; a strut that is not five numbers is refused", async () => {
    expect((await roundTrip(instrumentModels.ghost, ghost, "a.json")).model).toEqual(ghost);
    const struts = [[0.4, 0.3, 17, 1.2, 0.02]] as const;
    expect((await roundTrip(instrumentModels.ghost, { ...ghost, struts }, "a.json")).model).toEqual({ ...ghost, struts });
    for (const row of [
      [0, 0, 0, 1],
      [0, 0, 0, 1, -0.1],
    ])
      await expect(decodeJson(instrumentModels.ghost, ghost, { ...ghost, struts: [row] })).rejects.toThrow(
        "struts: expected rows of x, y, angle, length and width",
      );
  });

  test("name the quadrant that is missing", async () => {
    const { "3-4.G": _, ...rest } = gain;
    await expect(decodeJson(instrumentModels.gain, gain, rest)).rejects.toThrow("model.json: 3-4.G: expected a number from");
  });

  test("refuse a gain of 0, and what is not JSON", async () => {
    await expect(decodeJson(instrumentModels.gain, gain, { ...gain, "1-1.E": 0 })).rejects.toThrow("1-1.E");
    await expect(decodeJson(instrumentModels.gain, gain, "{")).rejects.toThrow("model.json: expected JSON");
  });

  test("refuse a response that falls before full well", async () => {
    // 1 - 6e-6 x is the slope of x - 3e-6 x^2: it is 0 at 166 667 e-, before 200 000.
    await expect(
      decodeJson(
        instrumentModels.nonlinearity,
        all(() => [1, 0]),
        all(() => [-3e-6, 1, 0]),
      ),
    ).rejects.toThrow("1-1.E: expected a polynomial that rises");
    await expect(
      decodeJson(
        instrumentModels.nonlinearity,
        all(() => [1, 0]),
        all(() => [-2e-6, 1, 0]),
      ),
    ).resolves.toBeDefined();
  });

  test("refuse border shifts that are no mirrored matrix, and crosstalk of quadrants that are not there or not of one readout unit", async () => {
    const bfe = { scale: 0.2, aX: [[-1, 1]], aY: [[-1, 1]] };
    const refused = (changes: object, message: string) =>
      expect(decodeJson(instrumentModels.bfe, bfe, { ...bfe, ...changes })).rejects.toThrow(`model.json: ${message}`);
    await refused({ aX: [[1, 2], [3]] }, "aX: expected rows of equal length");
    await refused({ aX: [[0]], aY: [[0]] }, "aX: expected an odd number of rows of one even length, found 1 x 1");
    await refused({ aY: [[-1, 2]] }, "aY: expected shifts that change sign");
    const tilted = [
      [-1, 1],
      [-5, 5],
      [-2, 2],
    ];
    await refused({ aX: tilted, aY: tilted }, "aX: expected shifts that change sign");
    await expect(decodeJson(instrumentModels.xtalk, {}, { cal_coeff: { "7-1.E": {} } })).rejects.toThrow("7-1.E");
    for (const victim of ["1-3.H", "1-4.E", "2-3.E"])
      await expect(decodeJson(instrumentModels.xtalk, {}, { cal_coeff: { "1-3.H": { [victim]: 1e-5 } } })).rejects.toThrow(
        `cal_coeff.1-3.H: expected other quadrants of the same readout unit, found ${victim}`,
      );
    await expect(decodeJson(instrumentModels.xtalk, {}, { cal_coeff: { "1-3.H": { "1-1.E": "0" } } })).rejects.toThrow("1-3.H.1-1.E");
  });
});

describe("image models", () => {
  test("keep level, noise and structure of the bias", async () => {
    const level = all((_, n) => 2700 + n);
    const readNoise = all((_, n) => 3 + n / 100);
    const { model } = await roundTrip(
      instrumentModels.bias,
      { level, readNoise, structure: images(QUADRANT_IDS, (x, y) => x - 2 * y) },
      "b.fits",
    );
    expect(model.level).toEqual(level);
    expect(model.readNoise["6-6.E"]).toBeCloseTo(readNoise["6-6.E"], 12);
    const image = await model.structure.image("2-3.G").readFloat32();
    expect([image.width, image.height, ...image.pixels]).toEqual([4, 3, 0, 1, 2, 3, -2, -1, 0, 1, -4, -3, -2, -1]);
  });

  test("store scaled integers as the integers they were", async () => {
    const scaled = new Header().set("BITPIX", 8).set("BSCALE", 0.0005).setReal("BZERO", 0.936);
    const { model } = await roundTrip(
      instrumentModels.prnu,
      images(QUADRANT_IDS, (x) => 1 + (x - 1.5) / 100, "REPEAT", 4, 3, scaled),
      "p.fits",
    );
    const hdu = model.image("1-1.E");
    expect(hdu.header.get("BITPIX")).toBe(8);
    for (const [x, value] of Array.from(await hdu.readRange(0, 4), Number).entries())
      expect(Math.abs(value - 1 - (x - 1.5) / 100)).toBeLessThanOrEqual(0.00025 + 1e-7);
  });

  test("name the quadrants that are missing", async () => {
    const { folder, xml } = await write(
      instrumentModels.prnu,
      images(QUADRANT_IDS.slice(1), () => 1),
      "p.fits",
    );
    await expect(instrumentModels.prnu.decode(bufferSource(xml, "model.xml"), folder)).rejects.toThrow(
      "p.fits: expected 144 images, found none named 1-1.E",
    );
  });

  test("refuse a FULL map of another shape, and a COARSE one finer than its area", async () => {
    const decode = async (kind: MapKind, width: number, height: number) => {
      const { folder, xml } = await write(
        instrumentModels.illumination,
        images(CCD_IDS, () => 1, kind, width, height),
        "i.fits",
      );
      return instrumentModels.illumination.decode(bufferSource(xml, "model.xml"), folder);
    };
    await expect(decode("FULL", 4, 3)).rejects.toThrow("HDU 1 (1-1), NAXISn: expected 4096 x 4132 pixels for a FULL map, found 4 x 3");
    await expect(decode("COARSE", 5000, 1)).rejects.toThrow("at most 4096 x 4132");
    await expect(decode("COARSE", 4, 3)).resolves.toBeDefined();
  });

  test("are in their own unit, however it is written, or say none; others are refused", async () => {
    const decode = async (unit?: string) => {
      const header = unit === undefined ? new Header() : new Header().set("BUNIT", unit);
      const { folder, xml } = await write(
        instrumentModels.svmstraylight,
        { map: images(CCD_IDS, () => 0.1, "REPEAT", 2, 2, header) },
        "s.fits",
      );
      return instrumentModels.svmstraylight.decode(bufferSource(xml, "model.xml"), folder);
    };
    for (const unit of [undefined, "electron/s", "e-/s/pixel", "ELECTRON/S"]) await expect(decode(unit)).resolves.toBeDefined();
    for (const unit of ["ADU", "electron", "electron/h"])
      await expect(decode(unit)).rejects.toThrow(`s.fits: HDU 1 (1-1), BUNIT: expected electron/s, found ${unit}`);
  });

  test("refuse pixels when they are read: NaN, and a flat that is not near 1", async () => {
    const decode = async (value: number) => {
      const { folder, xml } = await write(
        instrumentModels.prnu,
        images(QUADRANT_IDS, () => 1),
        "p.fits",
      );
      const broken = await write(
        instrumentModels.illumination,
        images(QUADRANT_IDS, () => value),
        "p.fits",
      ).catch(() => undefined);
      expect(broken).toBeDefined();
      folder.files.set("data/p.fits", broken?.folder.files.get("data/p.fits") as Uint8Array);
      return (await instrumentModels.prnu.decode(bufferSource(xml, "model.xml"), folder)).model.image("1-1.F");
    };
    await expect((await decode(Number.NaN)).readFloat32()).rejects.toThrow("p.fits: HDU 2 (1-1.F), pixel 0: expected 0 to 2, found NaN");
    await expect((await decode(0.5)).readFloat32()).rejects.toThrow("expected a mean of 0.9 to 1.1, found 0.5");
    await expect((await decode(1.01)).readFloat32()).resolves.toBeDefined();
  });
});

describe("tables", () => {
  const defects: DefectMap = {
    ccds: ["1-1", "6-4"],
    read: async (ccd) => ({
      x: Int32Array.of(0, 4095),
      y: Int32Array.of(4131, ccd === "1-1" ? 0 : 7),
      flag: Int32Array.of(2, 128),
      rate: Float32Array.of(0.5, 0),
      response: Float32Array.of(1, 0),
    }),
  };

  test("list defects from (0, 0) though the file counts from 1", async () => {
    const { model } = await roundTrip(instrumentModels.flagmaps, defects, "f.fits");
    expect(model.ccds).toEqual(["1-1", "6-4"]);
    expect(await model.read("6-4")).toEqual(await defects.read("6-4"));
  });

  test("refuse a defect outside the CCD", async () => {
    const outside: DefectMap = { ccds: ["1-1"], read: async () => ({ ...(await defects.read("1-1")), x: Int32Array.of(0, 4096) }) };
    await expect((await roundTrip(instrumentModels.flagmaps, defects, "f.fits")).model.read("2-2")).rejects.toThrow(
      "f.fits: expected a table named 2-2",
    );
    const { folder, xml } = await write(instrumentModels.flagmaps, outside, "f.fits");
    const { model } = await instrumentModels.flagmaps.decode(bufferSource(xml, "model.xml"), folder);
    await expect(model.read("1-1")).rejects.toThrow("HDU 1 (1-1), row 2: expected a pixel of 4096 x 4132, found (4097, 1)");
  });

  test("hold the quantiles of cosmic rays, which must ascend", async () => {
    const model = {
      length: { probability: [0, 0.5, 1], value: [0, 6, 464] },
      energy: { probability: [0, 1], value: [1197, 3.57e6] },
      coveringFraction: 0.014,
      duration: 565,
    };
    expect((await roundTrip(instrumentModels.cosmicRay, model, "c.fits")).model).toEqual(model);
    await expect(
      roundTrip(instrumentModels.cosmicRay, { ...model, energy: { probability: [0, 1], value: [2, 1] } }, "c.fits"),
    ).rejects.toThrow("ENERGY, VALUE: expected ascending");
  });
});

describe("the PSF look-up table", () => {
  // A stamp that tells its wavelength and place: only the sum is fixed.
  const stampOf = (wavelength: number, x: number, y: number): Float32Array =>
    Float32Array.of(wavelength / 1000, x / 1000, y / 1000, 1 - (wavelength + x + y) / 1000);
  const model: PsfModel = {
    wavelengths: [550, 900],
    gridX: [-130, 0, 130],
    gridY: [-150, 150],
    oversampling: 4,
    size: 2,
    stamp: async (wavelength, x, y) => stampOf(wavelength, x, y),
  };

  test("interpolates between positions and wavelengths, and holds the nearest beyond them", async () => {
    const { model: read } = await roundTrip(instrumentModels.psf, model, "psf.fits");
    expect(read).toMatchObject({ wavelengths: [550, 900], gridX: [-130, 0, 130], gridY: [-150, 150], oversampling: 4, size: 2 });
    const close = (found: Float32Array, expected: Float32Array): void => {
      for (const [at, value] of expected.entries()) expect(found[at]).toBeCloseTo(value, 6);
    };
    close(await read.stamp(900, 0, -150), stampOf(900, 0, -150));
    close(await read.stamp(620, -65, 30), stampOf(620, -65, 30));
    close(await read.stamp(500, 200, 30), stampOf(550, 130, 30));
  });

  test("reads one stamp without the others", async () => {
    const { folder, xml } = await write(instrumentModels.psf, model, "psf.fits");
    const bytes = folder.files.get("data/psf.fits") as Uint8Array;
    let read = 0;
    const counting = {
      ...folder,
      has: folder.has.bind(folder),
      create: folder.create.bind(folder),
      open: async (name: string) => {
        const source = bufferSource(bytes, name);
        return {
          ...source,
          read: (at: number, length: number) => {
            read += length;
            return source.read(at, length);
          },
        };
      },
    };
    const { model: opened } = await instrumentModels.psf.decode(bufferSource(xml, "model.xml"), counting);
    read = 0;
    await opened.stamp(900, 130, 150);
    expect(read).toBe(4 * 4);
  });

  test("writes stamps of sum 1 and says what light lies beyond them; they are read with what is left of it", async () => {
    const outside = model.wavelengths.map((_, n) => 0.02 * (n + 1));
    const partOf = (...at: Parameters<typeof stampOf>): Float32Array =>
      stampOf(...at).map((value) => value * (1 - outside[model.wavelengths.indexOf(at[0])]));
    const partly: PsfModel = { ...model, outside, stamp: async (...at) => partOf(...at) };
    const { folder, xml } = await write(instrumentModels.psf, partly, "psf.fits");
    const { model: opened } = await instrumentModels.psf.decode(bufferSource(xml, "model.xml"), folder);
    expect(opened.outside).toEqual(outside);
    const [wavelength] = model.wavelengths;
    const [written, read] = [partOf(wavelength, 130, 150), await opened.stamp(wavelength, 130, 150)];
    for (const [at, value] of read.entries()) expect(value).toBeCloseTo(written[at], 6);
    const hdu = (await openFits(bufferSource(folder.files.get("data/psf.fits")!, "psf.fits"))).hdus[2];
    expect(hdu.header.number("OUTSIDE")).toBe(0.02);
  });

  test("refuses a stamp that does not sum to 1, and a grid that does not reach the outer CCDs", async () => {
    const dim: PsfModel = { ...model, stamp: async (...at) => stampOf(...at).map((value) => 0.97 * value) };
    const { folder, xml } = await write(instrumentModels.psf, dim, "psf.fits");
    const { model: opened } = await instrumentModels.psf.decode(bufferSource(xml, "model.xml"), folder);
    await expect(opened.stamp(900, 130, 150)).rejects.toThrow(
      "psf.fits: HDU 3 (PSF_900), plane 6: expected a sum of 1 within 0.01, found 0.97",
    );
    const broken: PsfModel = { ...model, stamp: async (...at) => stampOf(...at).fill(Number.NaN, 3) };
    const spoilt = await write(instrumentModels.psf, broken, "psf.fits");
    const { model: reopened } = await instrumentModels.psf.decode(bufferSource(spoilt.xml, "model.xml"), spoilt.folder);
    await expect(reopened.stamp(900, 0, 150)).rejects.toThrow(
      "psf.fits: HDU 3 (PSF_900), plane 5, sample (2, 2): expected a finite number, found NaN",
    );
    await expect(roundTrip(instrumentModels.psf, { ...model, gridY: [-100, 150] }, "psf.fits")).rejects.toThrow(
      "psf.fits: HDU 1 (POSITIONS): expected positions out to the outer CCDs (126.62, 143.39 mm), found -130 to 130, -100 to 150 mm",
    );
  });
});

describe("the product", () => {
  test("is refused when it is another one, or names no data file of the right kind", async () => {
    const { folder, xml } = await write(
      instrumentModels.gain,
      all(() => 3.4),
      "g.json",
    );
    await expect(instrumentModels.zerop.decode(bufferSource(xml, "model.xml"), folder)).rejects.toThrow(
      "root element: expected DpdVisZeroPoint, found DpdVisGainModel",
    );
    const other = new TextEncoder().encode(new TextDecoder().decode(xml).replace("g.json", "g.txt"));
    await expect(instrumentModels.gain.decode(bufferSource(other, "model.xml"), folder)).rejects.toThrow(
      "expected the name of a .json file, found g.txt",
    );
    const outside = new TextEncoder().encode(new TextDecoder().decode(xml).replace("g.json", "../g.json"));
    await expect(instrumentModels.gain.decode(bufferSource(outside, "model.xml"), folder)).rejects.toThrow("bare file name");
  });

  test("keeps elements that are not known", async () => {
    const { folder, xml } = await write(
      instrumentModels.gain,
      all(() => 3.4),
      "g.json",
    );
    const extended = new TextDecoder().decode(xml).replace("<Data>", "<Data>\n    <ValidityRange>2023</ValidityRange>");
    const read = await instrumentModels.gain.decode(bufferSource(new TextEncoder().encode(extended), "model.xml"), folder);
    const sink = new BufferSink();
    await instrumentModels.gain.encode(read, sink, folder);
    expect(new TextDecoder().decode(sink.bytes())).toBe(extended);
  });
});

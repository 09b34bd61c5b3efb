import { describe, expect, it } from "vitest";
import { EFFECT_KEYS, type EffectKey } from "../config/effect-keys.ts";
import { Header } from "../fits/index.ts";
import { BufferSink, bufferSource, checkRange, type Folder, MemoryFolder, type Sink, type Source } from "../io.ts";
import { newHeader } from "../xml/index.ts";
import { QUADRANT_IDS } from "./layout.ts";
import { rawFrame } from "./raw-frame.ts";
import type { RawFrame, VisInputConfiguration } from "./types.ts";

const PAGE = 65536;
/** A page of pixels that are 0: 0x8000 as stored. */
const EMPTY = Uint8Array.from({ length: PAGE }, (_, at) => (at % 2 === 0 ? 0x80 : 0));

/** A folder that holds 1.3 GB of mostly empty quadrants in little memory, and knows how much was written at once. */
class SparseFolder implements Folder {
  readonly pages = new Map<string, Uint8Array[]>();
  readonly sizes = new Map<string, number>();
  largest = 0;

  async create(name: string, fill: (sink: Sink) => Promise<void>): Promise<void> {
    const pages: Uint8Array[] = [];
    let position = 0;
    const put = (at: number, bytes: Uint8Array): void => {
      for (let done = 0; done < bytes.length; ) {
        const page = Math.floor((at + done) / PAGE);
        const offset = (at + done) % PAGE;
        const piece = bytes.subarray(done, done + PAGE - offset);
        if (offset === 0 && piece.length === PAGE && Buffer.compare(piece, EMPTY) === 0) pages[page] = EMPTY;
        else {
          if (pages[page] === undefined || pages[page] === EMPTY) pages[page] = (pages[page] ?? new Uint8Array(PAGE)).slice();
          pages[page].set(piece, offset);
        }
        done += piece.length;
      }
    };
    const folder = this;
    await fill({
      name,
      get position() {
        return position;
      },
      async write(bytes) {
        folder.largest = Math.max(folder.largest, bytes.length);
        put(position, bytes);
        position += bytes.length;
      },
      patch: async (at, bytes) => put(at, bytes),
    });
    this.pages.set(name, pages);
    this.sizes.set(name, position);
  }

  async open(name: string): Promise<Source> {
    const pages = this.pages.get(name) as Uint8Array[];
    const size = this.sizes.get(name) as number;
    return {
      name,
      size,
      async read(offset, length) {
        checkRange(name, size, offset, length);
        const out = new Uint8Array(length);
        for (let done = 0; done < length; ) {
          const from = (offset + done) % PAGE;
          const piece = pages[Math.floor((offset + done) / PAGE)].subarray(from, from + length - done);
          out.set(piece, done);
          done += piece.length;
        }
        return out;
      },
    };
  }

  has = async (name: string): Promise<boolean> => this.pages.has(name);
}

const header = newHeader({
  type: "DpdVisRawFrame",
  id: "EUC_SIM_VIS-SCIENCE-4924-0",
  date: new Date(Date.UTC(2026, 0, 2)),
  software: "elvis-vis-combine",
  dataSetRelease: "R0",
});
const task: VisInputConfiguration = {
  header: { ...header, productType: "DpdVisInputConfiguration", productId: "task-1" },
  fileName: "EUC_SIM_VIS-TASK-4924-0-1.xml",
  identity: { observationId: 4924, ditherId: 0, pointingId: 17, exposure: 1, totalExposures: 2, patchId: 5 },
  pointing: { ra: 150.1, dec: 2.2, pa: 66.5 },
  attitude: { longitude: 151, latitude: -9.3, positionAngle: 88, solarAspectAngle: 90, alpha: -4, beta: 0.1 },
  corners: [
    [149.7, 1.8],
    [150.5, 1.8],
    [150.5, 2.6],
    [149.7, 2.6],
  ],
  orbit: { position: [-1.1e6, 9.9e5, 5e5], velocity: [-0.1, -0.2, -0.3] },
  start: "2027-05-01T00:17:20.075495Z",
  startMjd: 61526.012,
  end: "2027-05-01T00:28:02.800645Z",
  exposureTime: 560.52,
  commandedDuration: 566,
  imageType: { category: "SCIENCE", first: "SURVEY", second: "OTHER", sequence: "NOMINAL/SHORT", observationMode: "WIDE" },
  randomSeed: 42,
  simInputConfId: "CONF",
  release: "R0",
  magnitudeLimit: 26.5,
  magnitudeLimitFilter: "VIS",
  calibUnit: { isOn: false, duration: 0, ledMask: 0, fluence: [0, 0, 0, 0, 0, 0] },
  chargeInjection: {
    isOn: true,
    injectedLines: 200,
    nonInjectedLines: 200,
    verticalStart: 16,
    verticalEnd: 2066,
    toi: 1000,
    dwellTime: 0,
    level: 50_000,
  },
  trapPumping: { direction: "parallel", pumps: 5000 },
  logHalphaFluxLimit: -16.5,
  aberration: true,
  effects: Object.fromEntries(EFFECT_KEYS.map((key, n) => [key, n % 2 === 0])) as Record<EffectKey, boolean>,
};
const filled = new Map(
  ["1-1.F", "6-6.E"].map((id, n) => [id, Uint16Array.from({ length: 2128 * 2086 }, (_, at) => (at + n * 777) & 0xffff)]),
);
const frame: RawFrame = {
  header,
  fileName: "EUC_SIM_VIS-SCIENCE-4924-0.fits",
  task,
  primary: new Header().set("OBS_ID", 4924),
  quadrants: QUADRANT_IDS.map((id) => {
    const pixels = filled.get(id);
    const cards = new Header().set("CCDID", id.slice(0, 3)).setReal("GAIN", 3.48);
    return pixels === undefined
      ? { id, header: cards.set("NO_DATA", true) }
      : { id, header: cards.setReal("CRVAL1", 150), read: async () => pixels };
  }),
};

describe("rawFrame", () => {
  it("gives back a frame of 145 HDUs, written in pieces of a megabyte, quadrants read one at a time", async () => {
    const folder = new SparseFolder();
    const sink = new BufferSink("frame.xml");
    await rawFrame.encode(frame, sink, folder);
    expect(folder.sizes.get("data/EUC_SIM_VIS-SCIENCE-4924-0.fits")).toBeGreaterThan(144 * 2128 * 2086 * 2);
    expect(folder.largest).toBeLessThan(2 * 1024 * 1024);
    const xml = new TextDecoder().decode(sink.bytes());
    expect(xml).toContain('<ns1:DpdVisRawFrame xmlns:ns1="http://ecdm.euclid-ec.org/schema/dpd/le1/visrawframe">');
    const back = await rawFrame.decode(bufferSource(sink.bytes(), "frame.xml"), folder);
    expect(back.task).toEqual(task);
    expect(back.header).toEqual(header);
    expect(back.primary.get("OBS_ID")).toBe(4924);
    expect(back.quadrants.map(({ id }) => id)).toEqual(QUADRANT_IDS);
    for (const { id, read } of back.quadrants) {
      expect(read === undefined, id).toBe(!filled.has(id));
      if (read !== undefined) expect(Buffer.compare(Buffer.from((await read()).buffer), Buffer.from(filled.get(id)!.buffer))).toBe(0);
    }
    // The order of elements, as in the sample of the calibrated frame.
    const order = [
      "Header",
      "Data",
      "ExposureTime",
      "ImgType",
      "ImgArea",
      "ImgNumber",
      "AxisNumber",
      "AxisLengths",
      "SimInputConfId",
      "Instrument",
      "Filter",
      "ImgSpatialFootprint",
      "QuadrantList",
      "ObservationDateTime",
      "ObservationSequence",
      "DateRange",
      "InstrumentMode",
      "CompressionAlgorithm",
      "CommandedFPAPointing",
      "PredictedOrbit",
      "CommandedAttitude",
      "Readout",
      "CalibUnit",
      "ChargedInduced",
      "TrapPumping",
      "DataStorage",
      "Parameter",
    ];
    const places = order.map((name) => xml.search(new RegExp(`<${name}[ >]`)));
    expect(places).toEqual([...places].sort((a, b) => a - b));
    expect(places).not.toContain(-1);
  });

  it("refuses quadrants out of order", async () => {
    const quadrants = [frame.quadrants[1], frame.quadrants[0], ...frame.quadrants.slice(2)];
    await expect(rawFrame.encode({ ...frame, quadrants }, new BufferSink(), new MemoryFolder())).rejects.toThrow(
      "quadrant 1 is 1-1.F, expected 1-1.E",
    );
  });
});

import { existsSync, readFileSync } from "node:fs";
import { MemoryFolder } from "@elvis/formats";
import { catalogFromColumns, inputGalaxyFlux, starFlux, TU_BANDS } from "@elvis/formats/catalog";
import { jsonList, orbit, parseParamsDat } from "@elvis/formats/config";
import { verifyFits } from "@elvis/formats/fits";
import {
  CCD_IDS,
  DEFECT_FLAGS,
  galaxyCatalogTile,
  instrumentModels,
  mdbNumber,
  mdbTable,
  missionDatabase,
  QUADRANT_IDS,
  simRequest,
  starCatalogTile,
  surveyPlan,
} from "@elvis/formats/product";
import { beforeAll, describe, expect, test } from "vitest";
import { Photometry } from "../../../packages/tu/src/photometry/tile-fluxes.ts";
import { countTable, densityOf, galacticLatitude, starCounts } from "./counts.ts";
import { footprintOf } from "./footprint.ts";
import { galaxyRows, galaxySky, galaxyTiles } from "./galaxies.ts";
import { makeReferenceWorkdir, type ReferenceOptions } from "./index.ts";

const OPTIONS: ReferenceOptions = {
  seed: 7,
  ra: 150.1,
  dec: 2.2,
  observations: 1,
  magnitudeLimit: 20,
  runDate: new Date(Date.UTC(2026, 0, 2)),
  small: true,
};

const folder = new MemoryFolder();
let files: readonly string[];
const params = (name: string) => parseParamsDat(new TextDecoder().decode(folder.files.get(name)), name).entries;
const port = (name: string): string => params("params.dat").get(name) as string;
const listed = async (name: string): Promise<readonly string[]> => jsonList.decode(await folder.open(port(name)), folder);

beforeAll(async () => {
  ({ files } = await makeReferenceWorkdir(folder, OPTIONS));
}, 60_000);

describe("the reference workdir", () => {
  test("has a file for every port of the original's params.dat, save those the first pipeline makes, and asks for one exposure", () => {
    const expected = {
      "params_TU.dat": "workdir logdir simrequest galcat starcat mdb survey orbit pkgRepository pipelineDir shortExposures",
      "params_PostTU.dat":
        "workdir logdir simrequest tucatalog inputconfs mdb psf bias prnu flagmaps gain distortion ghost nonlinearity xtalk zerop bfe illumination QCTable TK_Zplugin cosmicRay svmstraylight pkgRepository pipelineDir",
    };
    for (const [name, ports] of Object.entries(expected)) {
      expect([...params(name).keys()].join(" ")).toBe(ports);
      for (const [key, value] of params(name))
        if (!["workdir", "logdir", "pkgRepository", "pipelineDir", "tucatalog", "inputconfs", "shortExposures"].includes(key))
          expect(files).toContain(value);
    }
    expect(params("params.dat").size).toBe(29);
    for (const name of ["params.dat", "params_TU.dat"]) expect(params(name).get("shortExposures")).toBe("false");
  });

  test("is read by the codec of every port", async () => {
    const models = {
      psf: "one",
      bias: "one",
      prnu: "one",
      gain: "one",
      distortion: "one",
      ghost: "one",
      nonlinearity: "one",
      xtalk: "one",
      zerop: "one",
      bfe: "one",
      QCTable: "one",
      flagmaps: "list",
      illumination: "list",
      TK_Zplugin: "list",
      cosmicRay: "list",
      svmstraylight: "list",
    } as const;
    for (const [name, kind] of Object.entries(models) as [keyof typeof models, string][])
      for (const file of kind === "one" ? [port(name)] : await listed(name))
        expect((await instrumentModels[name].decode(await folder.open(file), folder)).fileNames).toHaveLength(1);
    const request = await simRequest.decode(await folder.open(port("simrequest")), folder);
    expect(request).toMatchObject({ magnitudeLimit: 20, magnitudeLimitFilter: "VIS", randomSeed: 7, surveyObservations: [4924] });
    const plan = await surveyPlan.decode(await folder.open(port("survey")), folder);
    expect(plan.observations.map(({ pointings }) => pointings.length)).toEqual([4]);
    const mdb = await missionDatabase.decode(await folder.open(port("mdb")), folder);
    expect(mdbNumber(mdb, "SpaceSegment.Instrument.VIS.VISGain", "e-/ADU")).toBe(3.48);
    expect(mdbTable(mdb, "Environment.SolarSystem.ZodiacalEclipticLat").rows).toHaveLength(19);
    expect(mdbTable(mdb, "SpaceSegment.Instrument.VIS.CULedWavelength").rows).toHaveLength(6);
    expect(mdbTable(mdb, "SpaceSegment.Instrument.VIS.CUUniformityPolynomialLed6").rows).toHaveLength(4);
    expect((await orbit.decode(await folder.open(port("orbit")), folder)).segments).toHaveLength(1);
  });

  test("asks for one pointing alone: the time window holds the first dither and no other", async () => {
    const { surveyTime } = await simRequest.decode(await folder.open(port("simrequest")), folder);
    const { observations } = await surveyPlan.decode(await folder.open(port("survey")), folder);
    const inside = observations[0].pointings.filter(({ mjd2000 }) => {
      const time = new Date((mjd2000 / 1e5 + 51_544 - 40_587) * 86_400_000).toISOString();
      return surveyTime !== undefined && time >= surveyTime.start && time <= surveyTime.end;
    });
    expect(inside.map(({ ditherId }) => ditherId)).toEqual([0]);
  });

  test("has detector models of the published values", async () => {
    const { model: bias } = await instrumentModels.bias.decode(await folder.open(port("bias")), folder);
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value) / values.length;
    const rms = (values: ArrayLike<number>): number => {
      const centre = mean(Array.from(values));
      return Math.sqrt(mean(Array.from(values, (value) => (value - centre) ** 2)));
    };
    // 144 quadrants: the mean is known to a twelfth of the scatter.
    expect(Math.abs(mean(Object.values(bias.level)) - 2705)).toBeLessThan(4 * (60 / 12));
    expect(Math.abs(mean(Object.values(bias.readNoise)) - 3.4)).toBeLessThan(4 * (0.3 / 12));
    expect(rms((await bias.structure.image("4-2.H").readFloat32()).pixels.subarray(150))).toBeCloseTo(1, 1);
    const { model: prnu } = await instrumentModels.prnu.decode(await folder.open(port("prnu")), folder);
    expect(prnu.names).toEqual(QUADRANT_IDS);
    expect(rms((await prnu.image("1-1.E").readFloat32()).pixels)).toBeCloseTo(0.01, 3);
    const { model: gain } = await instrumentModels.gain.decode(await folder.open(port("gain")), folder);
    expect(mean(Object.values(gain))).toBeCloseTo(3.48, 1);
    const { model: crosstalk } = await instrumentModels.xtalk.decode(await folder.open(port("xtalk")), folder);
    // 12 quadrants of a readout unit, less the source itself.
    for (const victims of Object.values(crosstalk)) expect(Object.keys(victims)).toHaveLength(11);
    const [flagmap] = await listed("flagmaps");
    const { model: defects } = await instrumentModels.flagmaps.decode(await folder.open(flagmap), folder);
    expect(defects.ccds).toEqual(CCD_IDS);
    const { rate: rates, flag } = await defects.read("3-5");
    const hot = rates.filter((rate) => rate > 0);
    const flagged = (bit: number) => flag.filter((it) => (it & bit) !== 0).length;
    expect(Math.abs(flagged(DEFECT_FLAGS.blinking) - 30)).toBeLessThan(5 * Math.sqrt(30));
    expect(Math.abs(flagged(DEFECT_FLAGS.trap) - 20)).toBeLessThan(5 * Math.sqrt(20));
    expect(Math.abs(hot.length - 600)).toBeLessThan(5 * Math.sqrt(600));
    expect(hot.reduce((least, rate) => Math.min(least, rate))).toBeGreaterThanOrEqual(Math.fround(100 / 3600));
  });

  test("has PSF stamps that sum to 1 but for their wings", async () => {
    const { model: psf } = await instrumentModels.psf.decode(await folder.open(port("psf")), folder);
    for (const [wavelength, x, y] of [
      [550, -152, -170],
      [900, 152, 170],
      [700, 10, 20],
    ]) {
      const sum = (await psf.stamp(wavelength, x, y)).reduce((total, value) => total + value);
      // 0.6 % of the light at 550 nm, 1.1 % at 900 nm falls beyond 6.4 arcsec.
      expect(sum).toBeGreaterThan(0.988);
      expect(sum).toBeLessThan(0.995);
    }
  });

  test("has sound FITS files", async () => {
    for (const [name] of folder.files) if (name.endsWith(".fits")) await verifyFits(await folder.open(name));
  });

  test("names in every catalogue the libraries that its templates count in, and a filter for each band", async () => {
    for (const [name, codec, templates] of [
      ["galcat", galaxyCatalogTile, 32],
      ["starcat", starCatalogTile, 40],
    ] as const)
      for (const file of await listed(name)) {
        const spectra = await (await codec.decode(await folder.open(file), folder)).spectra?.();
        expect(spectra?.seds?.templates).toHaveLength(templates);
        expect([...(spectra?.filters.keys() ?? [])]).toEqual(TU_BANDS.map((band) => band.name));
      }
  });

  test("leaves some bands to the true universe: Y of LSST of stars, that and Ks of distant galaxies and quasars", async () => {
    const lacking = async (file: string, codec: typeof starCatalogTile, column: (band: (typeof TU_BANDS)[number]) => string) => {
      const tile = await codec.decode(await folder.open(file), folder);
      for await (const batch of (await tile.open()).read())
        return TU_BANDS.filter((band) => !batch.has(column(band))).map(({ name }) => name);
      return [];
    };
    const found = await Promise.all((await listed("galcat")).map((file) => lacking(file, galaxyCatalogTile, inputGalaxyFlux)));
    expect(new Set(found.map((names) => names.join(" ")))).toEqual(new Set(["", "Y_LSST KS_2MASS"]));
    for (const file of await listed("starcat"))
      expect(await lacking(file, starCatalogTile, ({ name }) => starFlux(name))).toEqual(["Y_LSST"]);
  });

  test("has fluxes that its spectra through its filters give too: nine of ten galaxies within 5 % in bands from g to H, stars within 1e-3", async () => {
    // Its own take dust at the middle of the band, and weigh templates before it.
    for (const [kind, codec, column, within] of [
      ["galaxy", galaxyCatalogTile, inputGalaxyFlux, 0.05],
      ["star", starCatalogTile, ({ name }: { name: string }) => starFlux(name), 1e-3],
    ] as const) {
      const tiles = await Promise.all(
        (await listed(kind === "galaxy" ? "galcat" : "starcat")).map(async (file) => {
          const tile = await codec.decode(await folder.open(file), folder);
          return { tile, table: await tile.open() };
        }),
      );
      const { tile, table } = tiles.reduce((most, it) => (it.table.rows > most.table.rows ? it : most));
      for await (const batch of table.read(2000)) {
        for (const name of ["G_LSST", "I_LSST", "Y_NISP", "H_NISP"]) {
          const own = column(TU_BANDS.find((band) => band.name === name) as (typeof TU_BANDS)[number]);
          const others = batch.columns.filter((it) => it.name !== own);
          const less = catalogFromColumns(others, Object.fromEntries(others.map((it) => [it.name, batch.column(it.name)])));
          const { fluxes } = await new Photometry(() => {}).measure(less, tile);
          const given = batch.float32(own);
          const scale = kind === "galaxy" ? 1e23 : 1;
          const off = Array.from(given, (value, row) => Math.abs(fluxes[name][row] / (value * scale) - 1)).sort((a, b) => a - b);
          expect(off.length).toBeGreaterThan(100);
          expect(off[Math.floor(0.9 * off.length)], `${kind}, ${name}`).toBeLessThan(within);
        }
        break;
      }
    }
  });

  test("has stars and galaxies where the fields are, with ids of their own", async () => {
    const seen = new Set<bigint>();
    let rows = 0;
    for (const [name, codec, id, ra] of [
      ["galcat", galaxyCatalogTile, "galaxy_id", "ra_mag_gal"],
      ["starcat", starCatalogTile, "SOURCE_ID", "RA"],
    ] as const)
      for (const file of await listed(name)) {
        const tile = await codec.decode(await folder.open(file), folder);
        for await (const batch of (await tile.open()).read()) {
          for (const value of batch.int64(id)) seen.add(value);
          for (const value of batch.float64(ra)) expect(Math.abs(value - 150.1)).toBeLessThan(0.75);
          rows += batch.rows;
        }
      }
    expect(rows).toBeGreaterThan(2000);
    expect(seen.size).toBe(rows);
    expect((await listed("galcat"))[0]).toMatch(/^EUC-GALCAT_STANDARD-1\.10\.11-2021-02-17_HPIX_5_NEST_68\d\d_v3\.xml$/);
    expect((await listed("starcat"))[0]).toMatch(/^STARCAT-RA1[45]\d\.\d\d-DEC1\.00-v13_SC8_MAIN\.xml$/);
  });

  test("is the same, byte for byte, for the same seed, and another for another", async () => {
    const again = new MemoryFolder();
    const other = new MemoryFolder();
    await makeReferenceWorkdir(again, OPTIONS);
    await makeReferenceWorkdir(other, { ...OPTIONS, seed: 8, magnitudeLimit: 16 });
    expect([...again.files.keys()]).toEqual([...folder.files.keys()]);
    for (const [name, bytes] of folder.files) expect(Buffer.compare(bytes, again.files.get(name) as Uint8Array), name).toBe(0);
    const name = files.find((file) => file.includes("smallscaleflat") && file.endsWith(".fits")) as string;
    expect(Buffer.compare(folder.files.get(name) as Uint8Array, other.files.get(name) as Uint8Array)).not.toBe(0);
  });

  test("refuses options out of range", async () => {
    await expect(makeReferenceWorkdir(new MemoryFolder(), { ...OPTIONS, magnitudeLimit: 40 })).rejects.toThrow(
      "magnitude limit: expected 15 to 28, found 40",
    );
    await expect(makeReferenceWorkdir(new MemoryFolder(), { ...OPTIONS, observations: 0 })).rejects.toThrow("observations");
  });
});

/** HSC i (AB) and log10 of the galaxies per magnitude and square degree: COSMOS2020 by Farmer, Weaver et al. 2022, table 2. */
// biome-ignore format: a table
const COSMOS2020 = [
  [19.25, 3.01], [19.75, 3.23], [20.25, 3.44], [20.75, 3.64], [21.25, 3.85], [21.75, 4.03], [22.25, 4.21], [22.75, 4.38], [23.25, 4.54], [23.75, 4.71], [24.25, 4.86], [24.75, 4.97], [25.25, 5.08],
];

describe("the counts", () => {
  const reference = new URL("../../../../shared/data/counts/galaxy_counts_i_cosmos2020_weaver22.csv", import.meta.url);

  test("of stars lie between Bahcall and Soneira's at 30 and 50 degrees at COSMOS, which is at 42", () => {
    expect(galacticLatitude(150.1, 2.2)).toBeCloseTo(42.1, 0);
    for (const [magnitude, few, many] of [
      [17.5, 1200, 2000],
      [19.5, 2800, 5300],
      [21.5, 5200, 11_000],
      [23.5, 9000, 20_000],
    ]) {
      const brighter = densityOf(countTable((i) => starCounts(i, 42.1), 10, magnitude));
      // 0.2 dex either way: the models differ by as much.
      expect(brighter).toBeGreaterThan(few * 10 ** -0.2);
      expect(brighter).toBeLessThan(many * 10 ** 0.2);
    }
  });

  test("of the demo's galaxies, to 26 in VIS, are within 0.1 dex of COSMOS2020's from i = 19 to 25.5", async () => {
    const sky = galaxySky(1, 150.1, 2.2, footprintOf([{ ra: 150.1, dec: 2.2, pa: 30 }]), 26);
    const column = inputGalaxyFlux(TU_BANDS.find(({ name }) => name === "I_LSST") as (typeof TU_BANDS)[number]);
    const counts = new Map<number, number>();
    for (const tile of [...galaxyTiles(sky, "STANDARD"), ...galaxyTiles(sky, "HIGHZ")])
      for await (const batch of galaxyRows(sky, tile, new Map())) {
        const [ra, dec, flux] = [batch.float64("ra_mag_gal"), batch.float64("dec_mag_gal"), batch.float32(column)];
        for (let row = 0; row < batch.rows; row++) {
          // A box well inside the footprint, 0.64 x 0.64 degrees.
          if (Math.abs(ra[row] - 150.1) > 0.32 || Math.abs(dec[row] - 2.2) > 0.32) continue;
          const bin = Math.floor((-2.5 * Math.log10(flux[row]) - 48.6) * 2) / 2 + 0.25;
          counts.set(bin, (counts.get(bin) ?? 0) + 1);
        }
      }
    const area = 0.64 ** 2 * Math.cos((2.2 * Math.PI) / 180);
    for (const [magnitude, log] of COSMOS2020) {
      const found = Math.log10((counts.get(magnitude) ?? 0) / area / 0.5);
      expect(Math.abs(found - log), `i = ${magnitude}: ${found.toFixed(3)} against ${log}`).toBeLessThan(0.1);
    }
  }, 240_000);

  test.skipIf(!existsSync(reference))(
    "are compared with the numbers of the file they were published in (skipped without the shared data)",
    () => {
      const published = readFileSync(reference, "utf8")
        .split("\n")
        .filter((line) => /^\d/.test(line))
        .map((line) => line.split(/[,\s]+/).map(Number));
      expect(published.filter(([magnitude]) => magnitude >= 19 && magnitude <= 25.5)).toEqual(COSMOS2020);
    },
  );
});

test("a limit that no galaxy reaches leaves tiles without rows where the fields are, not a sky of which nothing is known", async () => {
  const bright = new MemoryFolder();
  const { galaxies } = await makeReferenceWorkdir(bright, { ...OPTIONS, magnitudeLimit: 15 });
  expect(galaxies).toBe(0);
  const tilesOf = async (kind: string) => jsonList.decode(await bright.open(`${kind}.json`), bright);
  expect(await tilesOf("galcat")).toHaveLength(6);
  const tile = await galaxyCatalogTile.decode(await bright.open((await tilesOf("galcat"))[0]), bright);
  expect(tile).toMatchObject({ population: "STANDARD", area: { kind: "healpix", order: 5, index: 6811 } });
  expect((await tile.open()).rows).toBe(0);
  expect(await tilesOf("starcat")).toHaveLength(4);
}, 60_000);

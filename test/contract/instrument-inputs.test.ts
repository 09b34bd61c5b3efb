// Wrong inputs of the three stages that make the image: one line that names file, place, what was expected and what was found; nothing is written.
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { confmatch } from "../../packages/confmatch/src/index.ts";
import { concatCatalogs } from "../../packages/formats/src/catalog/index.ts";
import type { Codec } from "../../packages/formats/src/index.ts";
import {
  detectorExposure,
  detectorJob,
  missionDatabase,
  type Rows,
  trueUniverse,
  visInputConfiguration,
} from "../../packages/formats/src/product/index.ts";
import { planner } from "../../packages/planner/src/index.ts";
import { pointing } from "../../packages/pointing/src/index.ts";
import { nodeFolder } from "../../packages/stage/src/index.ts";
import type { AnyStage } from "../../packages/stage/src/paths.ts";
import { tu } from "../../packages/tu/src/index.ts";
import { visCombine } from "../../packages/vis-combine/src/index.ts";
import { fakeDetector } from "../../packages/vis-combine/src/testing-detectors.ts";
import { visDetector } from "../../packages/vis-detector/src/index.ts";
import { visSplit } from "../../packages/vis-split/src/index.ts";
import { referenceWorkdir, stampsOf, theFile } from "../pipeline/workdirs.ts";
import { command } from "./tiny-workdir.ts";

const EXPOSURE = "call_pointing.iterations.1.call_exposure.iterations.1";
const DETECTORS = `${EXPOSURE}.VisDetector_pkg/VIS_detector_output_list.json`;
const UNIVERSE = "call_pointing.iterations.1.SimTU_pkg/outputTU.xml";

let base: string;
let root: string;
/** Names of the files of CCD 3-4 and of its exposure; another exposure's, of another observation. */
let conf: string;
let exposure: string;
let other: string;
beforeAll(async () => {
  base = mkdtempSync(join(tmpdir(), "elvis-inputs-"));
  const made = join(base, "made");
  await referenceWorkdir(made, 17);
  for (const [stage, ...argv] of [[planner], [tu], [confmatch], [pointing], [visSplit, "--ccds=3-4"]] as [AnyStage, ...string[]][]) {
    const { status, err } = await command(stage, made, ...argv);
    if (status !== 0) throw new Error(err);
  }
  const folder = nodeFolder(made);
  conf = theFile(made, /^data\/myVISconf_CCD26_/);
  const task = await visInputConfiguration.decode(await folder.open(theFile(made, /^data\/EUC_SIM_VIS-MATCHEDCONF-/)), folder);
  const elsewhere = { ...task, identity: { ...task.identity, observationId: 4925 } };
  for (const it of [task, elsewhere]) {
    const detector = fakeDetector("3-4", it);
    await folder.create(detector.fileName, (sink) => detectorExposure.encode(detector, sink, folder));
  }
  exposure = fakeDetector("3-4", task).fileName;
  other = fakeDetector("3-4", elsewhere).fileName;
  listDetectors(made, [exposure]);
  folder.close();
}, 60_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));
beforeEach(() => {
  root = join(base, "work");
  cpSync(join(base, "made"), root, { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function listDetectors(workdir: string, names: readonly string[]): void {
  mkdirSync(dirname(join(workdir, DETECTORS)), { recursive: true });
  writeFileSync(join(workdir, DETECTORS), JSON.stringify(names));
}

const edit = (name: string, from: string | RegExp, to: string) => {
  const before = readFileSync(join(root, name), "latin1");
  const after = before.replace(from, to);
  expect(after).not.toBe(before);
  writeFileSync(join(root, name), after, "latin1");
};
const part = (kind: string) => theFile(root, new RegExp(`^data/myVIS${kind}_CCD26_`));
const cut = (name: string) => truncateSync(join(root, name), Math.floor(statSync(join(root, name)).size / 2));
/** The file of a model of the focal plane, in data/. */
const model = (name: string) => theFile(root, new RegExp(`^data/.*${name}.*\\.(fits|json)$`));
const illumination = () => theFile(root, /^data\/EUC_VIS_ILLUMINATION_.*\.fits$/);
const psf = () => theFile(root, /^data\/sim_LUT_.*\.fits$/);

/** Puts a NaN into a float32 HDU of a FITS file, as the number at `index`. */
function spoilFloat(name: string, hdu: string, index: number): void {
  const bytes = readFileSync(join(root, name));
  const header = bytes.indexOf(`EXTNAME = '${hdu.padEnd(8)}'`);
  expect(header).toBeGreaterThan(0);
  const end = bytes.indexOf(`${"END".padEnd(80)}`, header);
  bytes.writeUInt32BE(0x7fc00000, 2880 * Math.ceil((end + 80) / 2880) + 4 * index);
  writeFileSync(join(root, name), bytes);
}

/** Writes a product again with the position of the first star spoiled. */
async function spoilStar<Value extends { readonly stars: Rows }>(name: string, codec: Codec<Value>): Promise<void> {
  const folder = nodeFolder(root);
  const value = await codec.decode(await folder.open(name), folder);
  const batches = [];
  for await (const batch of value.stars.read()) batches.push(batch);
  const catalog = concatCatalogs(batches);
  expect(catalog.rows).toBeGreaterThan(0);
  catalog.float64("RA")[0] = Number.NaN;
  const stars: Rows = {
    rows: catalog.rows,
    async *read() {
      yield catalog;
    },
  };
  await folder.create(name, (sink) => codec.encode({ ...value, stars }, sink, folder));
  folder.close();
}

/** Puts a table of trap densities into the mission database. */
async function trapDensities(...densities: readonly number[]): Promise<void> {
  const folder = nodeFolder(root);
  const name = theFile(root, /^EUC_MDB_.*\.xml$/);
  const mdb = await missionDatabase.decode(await folder.open(name), folder);
  const title = "SpaceSegment.Instrument.VIS.CTIParallelTrapDensity";
  const columns = densities.map(() => ({ name: "", unit: "1/pix" }));
  const parameter = {
    title,
    description: "",
    source: "",
    release: "",
    expression: "",
    value: { kind: "table", columns, rows: [densities] } as const,
  };
  const changed = { ...mdb, parameters: new Map(mdb.parameters).set(title, parameter) };
  await folder.create(name, (sink) => missionDatabase.encode(changed, sink, folder));
  folder.close();
}

type Case = readonly [what: string, stage: AnyStage, spoil: () => unknown, argv: readonly string[], message: RegExp];

const split: readonly Case[] = [
  ["a PSF file that is cut", visSplit, () => cut(psf()), [], /sim_LUT_\S+\.fits: .*expected .*found/],
  [
    "a PSF with a sample that is not a number",
    visSplit,
    () => spoilFloat(psf(), "PSF_550", 1),
    [],
    /sim_LUT_\S+\.fits: HDU \d+ \(PSF_550\), plane 1, sample \(2, 1\): expected a finite number, found NaN/,
  ],
  [
    "an illumination with a pixel that is not a number",
    visSplit,
    () => spoilFloat(illumination(), "3-4", 5),
    [],
    /\S*ILLUM\S+\.fits: HDU \d+ \(3-4\), pixel 5: expected 0 to 2, found NaN/i,
  ],
  [
    "a small-scale flat that is not near 1",
    visSplit,
    () => edit(theFile(root, /^data\/VIS_SmallScaleFlat_.*\.fits$/), /(BZERO {3}= +)0\.936/g, "$10.436"),
    [],
    /VIS_SmallScaleFlat_\S+\.fits: HDU \d+ \(1-1\.E\): expected a mean of 0\.9 to 1\.1, found 0\.5/,
  ],
  [
    "XML of another type for the PSF",
    visSplit,
    () => {},
    ["--psf=VIS_GainCalibration_EUCLID_1.0.2-ON_THE_FLY-slancien-PLAN-000001-TUBANE8M-20231017-142749-0-gain_model_xml_out-0.xml"],
    /VIS_GainCalibration\S+\.xml: root element: expected DpdVisPsfModel, found DpdVisGainModel/,
  ],
  [
    "a gain model that lacks a quadrant",
    visSplit,
    () => edit(theFile(root, /^data\/VIS_GainCalibration_.*\.json$/), /"3-4\.F": [\d.]+,\n/, ""),
    [],
    /gain.*3-4\.F/i,
  ],
  [
    "a bias product that lacks a quadrant",
    visSplit,
    () => edit(theFile(root, /^data\/VIS_MasterBias_.*\.fits$/), "'3-4.G   '", "'9-4.G   '"),
    [],
    /VIS_MasterBias.*3-4\.G/,
  ],
  [
    "a flat that lacks a CCD",
    visSplit,
    () => edit(illumination(), "'3-4     '", "'9-4     '"),
    [],
    /EUC_VIS_ILLUMINATION_elvis\.fits: expected 36 images, found none named 3-4/,
  ],
  [
    "scattered light that lacks a CCD",
    visSplit,
    () => edit(model("SVMSTRAYLIGHT"), "'3-4     '", "'9-4     '"),
    [],
    /SVMSTRAYLIGHT_elvis\.fits: expected 36 images, found none named 3-4/,
  ],
  [
    "a flat of another shape than its CCD",
    visSplit,
    () => edit(illumination(), "MAPKIND = 'COARSE  '", "MAPKIND = 'FULL    '"),
    [],
    /ILLUMINATION_elvis\.fits: HDU 1 \(1-1\), NAXISn: expected 4096 x 4132 pixels for a FULL map, found 16 x 16/,
  ],
  [
    "scattered light in another unit",
    visSplit,
    () => edit(model("SVMSTRAYLIGHT"), "BUNIT   = 'electron/s'", "BUNIT   = 'ADU       '"),
    [],
    /SVMSTRAYLIGHT_elvis\.fits: HDU 1 \(1-1\), BUNIT: expected electron\/s, found ADU/,
  ],
  [
    "a bias in electrons",
    visSplit,
    () => edit(model("MasterBias"), "BUNIT   = 'ADU     '", "BUNIT   = 'electron'"),
    [],
    /VIS_MasterBias\S+\.fits: HDU 1 \(1-1\.E\), BUNIT: expected ADU, found electron/,
  ],
  [
    "defects with their rate in another unit",
    visSplit,
    () => edit(model("FLAGMAP"), "TUNIT4  = 'electron/s'", "TUNIT4  = 'electron/h'"),
    [],
    /FLAGMAP_elvis\.fits: HDU 1 \(1-1\), RATE: expected electron\/s, found electron\/h/,
  ],
  [
    "energies of cosmic rays in another unit",
    visSplit,
    () => edit(model("CRLIB"), "TUNIT2  = 'electron'", "TUNIT2  = 'keV     '"),
    [],
    /CRLIB_elvis\.fits: HDU 2 \(ENERGY\), VALUE: expected electron, found keV/,
  ],
  [
    "a bias with a pixel that is not a number",
    visSplit,
    () => spoilFloat(model("MasterBias"), "3-4.E", 7),
    [],
    /VIS_MasterBias\S+\.fits: HDU \d+ \(3-4\.E\), pixel 7: expected -10000 to 10000, found NaN/,
  ],
  [
    "a gain of 0",
    visSplit,
    () => edit(model("VIS_Gain"), /"3-4\.F": [\d.]+/, '"3-4.F": 0'),
    [],
    /VIS_Gain\S+\.json: 3-4\.F: expected a number from 0\.000001 to 1000, found 0/,
  ],
  [
    "a nonlinearity that falls before full well",
    visSplit,
    () => edit(model("NonLinearity"), /"3-4\.H": \[[^\]]*\]/, '"3-4.H": [-3e-6, 1, 0]'),
    [],
    /NonLinearity\S+\.json: 3-4\.H: expected a polynomial that rises from 0 to 200000 e-, found one that does not at 18\d{4} e-/,
  ],
  [
    "a trap density below 0",
    visSplit,
    () => trapDensities(0.2, -0.1),
    [],
    /--mdb: \S+: SpaceSegment\.Instrument\.VIS\.CTIParallelTrapDensity: expected traps a pixel, 0 or more, found 0\.2, -0\.1/,
  ],
  [
    "a true universe whose table is gone",
    visSplit,
    () => rmSync(join(root, theFile(root, /^data\/EUC_SIM_TUGALCAT-.*\.fits$/))),
    [],
    /TUGALCAT\S+\.fits/,
  ],
  [
    "a position of the true universe that is not a number",
    visSplit,
    () => spoilStar(UNIVERSE, trueUniverse),
    [],
    /TUSTARCAT\S+, row 1: expected .*found RA NaN/,
  ],
  [
    "a true universe of another pointing",
    visSplit,
    () => edit(UNIVERSE, ">4924</ObservationId>", ">4925</ObservationId>"),
    [],
    /--tucatalog: .*expected observation 4924, dither 0 .*found 4925/,
  ],
  ["a file name with '..' for a model", visSplit, () => {}, ["--bias=../made/bias.xml"], /--bias.*expected a file name inside the workdir/],
  ["a CCD that there is not", visSplit, () => {}, ["--ccds=7-1"], /--ccds: expected .*found "7-1"/],
];

const detector: readonly Case[] = [
  ["a PSF file that is cut", visDetector, () => cut(psf()), [], /sim_LUT_\S+\.fits: .*expected .*found/],
  ["a model of the CCD that is cut", visDetector, () => cut(part("bias")), [], /myVISbias_CCD26_\S+\.fits: .*expected .*found/],
  ["a catalogue that is gone", visDetector, () => rmSync(join(root, part("galaxies"))), [], /myVISgalaxies_CCD26_\S+\.fits/],
  [
    "a star whose position is not a number",
    visDetector,
    () => spoilStar(conf, detectorJob),
    [],
    /stars of CCD 3-4: expected .*found 1: SOURCE_ID \d+: position \(NaN, .*expected finite/,
  ],
  [
    "a key that there is not",
    visDetector,
    () => edit(conf, '"EFFECT_STARS": 1', '"EFFECT_STARZ": 1'),
    [],
    /myVISconf_CCD26_\S+: line \d+: expected one of the 28 effects .*EFFECT_STARZ/,
  ],
  [
    "a key of no effect that there is not",
    visDetector,
    () => edit(conf, '"CCD":', '"CHIP":'),
    [],
    /myVISconf_CCD26_\S+: line \d+: expected a key .*CHIP/,
  ],
  [
    "a key twice",
    visDetector,
    () => edit(conf, '"CCD": "3-4"', '"CCD": "3-4", "CCD": "3-4"'),
    [],
    /myVISconf_CCD26_\S+: line \d+: expected CCD once, found it again/,
  ],
  [
    "a file name with '..'",
    visDetector,
    () => edit(conf, '"STARCAT_FILE": "', '"STARCAT_FILE": "../'),
    [],
    /myVISconf_CCD26_\S+: line \d+, STARCAT_FILE: expected .*'\.\.'/,
  ],
  [
    "an effect that lacks its model",
    visDetector,
    () => edit(conf, '"EFFECT_TRAP_PUMPING": 0', '"EFFECT_TRAP_PUMPING": 1'),
    [],
    /myVISconf_CCD26_\S+: EFFECT_TRAP_PUMPING: expected how traps are pumped, .*found none/,
  ],
  [
    "a bias that lacks a quadrant",
    visDetector,
    () => edit(part("bias"), "'G       '", "'J       '"),
    [],
    /myVISbias_CCD26_\S+\.fits: expected 4 images, found none named G/,
  ],
  [
    "defects of another CCD",
    visDetector,
    () => edit(part("hotpix"), "'3-4     '", "'3-3     '"),
    [],
    /myVIShotpix_CCD26_\S+\.fits: expected a table named 3-4, found 3-3/,
  ],
  [
    "a flat of another shape than its quadrant",
    visDetector,
    () => edit(part("prnu"), "MAPKIND = 'REPEAT  '", "MAPKIND = 'FULL    '"),
    [],
    /myVISprnu_CCD26_\S+\.fits: HDU 1 \(E\), NAXISn: expected 2048 x 2066 pixels for a FULL map, found 64 x 33/,
  ],
  [
    "scattered light in another unit",
    visDetector,
    () => edit(part("straylight"), "BUNIT   = 'electron/s'", "BUNIT   = 'ADU       '"),
    [],
    /myVISstraylight_CCD26_\S+\.fits: HDU 1 \(3-4\), BUNIT: expected electron\/s, found ADU/,
  ],
  [
    "a flat with a pixel that is not a number",
    visDetector,
    () => spoilFloat(part("illumination"), "3-4", 5),
    [],
    /myVISillumination_CCD26_\S+\.fits: HDU 1 \(3-4\), pixel 5: expected 0 to 2, found NaN/,
  ],
  [
    "a flat that is not near 1",
    visDetector,
    () => edit(part("prnu"), /(BZERO {3}= +)0\.936/g, "$10.436"),
    [],
    /myVISprnu_CCD26_\S+\.fits: HDU \d \([EFGH]\): expected a mean of 0\.9 to 1\.1, found 0\.5/,
  ],
  [
    "a gain of 0",
    visDetector,
    () => edit(conf, /"GAIN_F": [\d.]+/, '"GAIN_F": 0'),
    [],
    /myVISconf_CCD26_\S+: line \d+, GAIN_F: expected a number of 0\.000001 or more \(electron\/adu\), found 0/,
  ],
  [
    "a nonlinearity that falls before full well",
    visDetector,
    () => edit(conf, /"NONLINEARITY_H": \[[^\]]*\]/, '"NONLINEARITY_H": [-3e-6, 1, 0]'),
    [],
    /myVISconf_CCD26_\S+: NONLINEARITY_H: expected a polynomial that rises from 0 to 192000 e- \(FULLWELL\), found one that does not at 179333 e-/,
  ],
  [
    "a trap density below 0",
    visDetector,
    () => edit(conf, '"CTI_PARALLEL_TRAPS": [[', '"CTI_PARALLEL_TRAPS": [[-'),
    [],
    /myVISconf_CCD26_\S+: line \d+, CTI_PARALLEL_TRAPS: expected an array of rows of numbers of 0 or more, found \[\[-0\.\d/,
  ],
  [
    "a number that is none",
    visDetector,
    () => edit(conf, /"DARKRATE": [\d.]+/, '"DARKRATE": NaN'),
    [],
    /line \d+: expected a finite number.*found .*NaN/,
  ],
  ["a configuration that is not there", visDetector, () => rmSync(join(root, conf)), [], /myVISconf_CCD26_\S+: expected a file for --conf/],
];

const combine: readonly Case[] = [
  ["a detector's file that is cut", visCombine, () => cut(exposure), [], /EUC_SIM_VIS-CCD-4924_CCD26\.fits: .*expected .*found/],
  [
    "a detector's file that is gone",
    visCombine,
    () => rmSync(join(root, exposure)),
    [],
    /VIS_detector_output_list\.json: entry 1: .*CCD26\.fits, which is not there/,
  ],
  [
    "the detector of another observation",
    visCombine,
    () => listDetectors(root, [other]),
    [],
    /CCD26\.fits: observationId of the task \S+: expected 4924, found 4925/,
  ],
  ["one detector twice", visCombine, () => listDetectors(root, [exposure, exposure]), [], /CCD 3-4 comes twice/],
  [
    "a file that is no detector's",
    visCombine,
    () => listDetectors(root, [theFile(root, /^data\/EUC_VIS_FLAGMAP_.*\.fits$/)]),
    [],
    /FLAGMAP_elvis\.fits: HDU 0 \(CCDID\): expected a CCD/,
  ],
  [
    "XML of another type for the distortion",
    visCombine,
    () => {},
    ["--distortion=sim_LUT_FLIGHTPDC_INFOCUS_R2_20240710T120000.xml"],
    /root element: expected DpdVisDistortionModel, found DpdVisPsfModel/,
  ],
];

describe.each([
  ["elvis-vis-split", split, []],
  ["elvis-vis-detector", detector, ["--conf"]],
  ["elvis-vis-combine", combine, ["--allow-missing"]],
] as const)("%s ends with status 1, one line that names it, and no product:", (name, cases, always) => {
  test.each(cases)("%s", async (_, stage, spoil, argv, message) => {
    await spoil();
    const before = stampsOf(root);
    const common = always.map((flag) => (flag === "--conf" ? `--conf=${conf}` : flag));
    const { status, out, err } = await command(stage, root, ...common, ...argv);
    expect({ status, out, err }).toEqual({ status: 1, out: "", err: expect.stringMatching(new RegExp(`^${name}: error: [^\\n]+\\n$`)) });
    expect(err).toMatch(message);
    expect(stampsOf(root)).toEqual(before);
  });
});

// Writes the workdir of the bench `tu`: 84 tiles of galaxies, a tile of stars, a mission database and a pointing.
// usage: tu-tiles.mjs FOLDER ROWS
import { load } from "./load.mjs";

const [root, rowsText] = process.argv.slice(2);
const { catalogFromColumns, healpixAt, healpixPixel, inputGalaxyColumns, inputStarColumns } = await load("formats/dist/catalog/index.js");
const { galaxyCatalogTile, missionDatabase, pointingOutput, starCatalogTile } = await load("formats/dist/product/index.js");
const { jsonList } = await load("formats/dist/config/index.js");
const { newHeader } = await load("formats/dist/xml/index.js");
const { directionOf, separation } = await load("focal-plane/dist/index.js");
const { nodeFolder } = await load("stage/dist/index.js");

/** As the tiles of the original's example: 28 pixels of order 5, three populations. */
const ORDER = 5;
const PIXELS = 28;
const POPULATIONS = ["STANDARD", "HIGHZ", "QSO"];
/** Rows made at a time. */
const BATCH = 20_000;

const date = new Date(Date.UTC(2026, 0, 2));
const headerOf = (type, id) => newHeader({ type, id, date, software: "bench" });
const folder = nodeFolder(root);
const write = async (name, codec, value) => {
  await folder.create(name, (sink) => codec.encode(value, sink, folder));
  return name;
};

let state = 1;
/** Uniform, 0 to 1: a congruence small enough for doubles. */
const draw = () => {
  state = (state * 48271) % 2147483647;
  return state / 2147483647;
};

const ARRAYS = { int16: Int16Array, int32: Int32Array, int64: BigInt64Array, float32: Float32Array, float64: Float64Array };
const FLUXES = { "erg/s/cm2/Hz": 1e-29, Jy: 1e-6 };

/** Numbers that every column accepts. Ids and positions come in their place; the others are the same in every batch, as their values cost nothing more. */
const plainValues = (columns, rows) =>
  Object.fromEntries(
    columns.map(({ name, type, unit, min = 0, max = 1, positive = false }) => {
      const [low, high] = unit in FLUXES ? [FLUXES[unit], 100 * FLUXES[unit]] : [positive ? 0.5 : Math.max(0, min), Math.min(1, max)];
      const number = () => low + (high - low) * draw();
      return [name, ARRAYS[type].from({ length: rows }, type === "int64" ? () => 0n : type.startsWith("int") ? () => 0 : number)];
    }),
  );

/** Directions spread evenly over a pixel. */
function placesIn({ index, corners, centre }, count) {
  const [ra, dec] = [new Float64Array(count), new Float64Array(count)];
  const away = (corner) => ((corner[0] - centre[0] + 540) % 360) - 180;
  const half = Math.max(...corners.map((corner) => Math.abs(away(corner))));
  const sines = corners.map((corner) => Math.sin((corner[1] * Math.PI) / 180));
  const [low, high] = [Math.min(...sines), Math.max(...sines)];
  for (let row = 0; row < count; ) {
    ra[row] = (centre[0] + (2 * draw() - 1) * half + 360) % 360;
    dec[row] = (Math.asin(low + draw() * (high - low)) * 180) / Math.PI;
    if (healpixAt(ORDER, ra[row], dec[row]) === index) row++;
  }
  return { ra, dec };
}

/** Where four pixels meet, so that the field lies on as many tiles as it can. */
const [ra, dec] = healpixPixel(ORDER, healpixAt(ORDER, 231, 31)).corners[0];
const middle = directionOf(ra, dec);
const pixels = Array.from({ length: 12 * 4 ** ORDER }, (_, index) => ({ index, ...healpixPixel(ORDER, index) }))
  .map((pixel) => ({ ...pixel, far: separation(middle, directionOf(...pixel.centre)) }))
  .sort((a, b) => a.far - b.far || a.index - b.index)
  .slice(0, PIXELS);

const plain = plainValues(inputGalaxyColumns, BATCH);
const rows = Math.round(Number(rowsText) / (PIXELS * POPULATIONS.length));
const galaxyTile = (pixel, population, first) => ({
  header: headerOf("DpdGalaxyCatalogProduct", `${population}-${pixel.index}`),
  kind: "galaxy",
  population,
  release: "bench",
  area: { kind: "healpix", order: ORDER, index: pixel.index },
  fileName: `GALCAT_${population}_${pixel.index}.fits`,
  open: async () => ({ rows, read: () => galaxiesIn(pixel, first) }),
});

async function* galaxiesIn(pixel, first) {
  for (let from = 0; from < rows; from += BATCH) {
    const count = Math.min(BATCH, rows - from);
    const { ra, dec } = placesIn(pixel, count);
    const data = Object.fromEntries(Object.entries(plain).map(([name, values]) => [name, values.subarray(0, count)]));
    const galaxy_id = BigInt64Array.from({ length: count }, (_, row) => BigInt(first + from + row));
    yield catalogFromColumns(inputGalaxyColumns, { ...data, galaxy_id, ra_gal: ra, dec_gal: dec, ra_mag_gal: ra, dec_mag_gal: dec });
  }
}

const [picked, everywhere] = [[], []];
for (const pixel of pixels)
  for (const population of POPULATIONS) {
    const tile = galaxyTile(pixel, population, (picked.length + 1) * 1_000_000);
    picked.push(await write(`GALCAT_${population}_${pixel.index}.xml`, galaxyCatalogTile, tile));
    // The same rows under a product that says nothing of where they are: none can be left out unread.
    const xml = `GALCAT_${population}_${pixel.index}_anywhere.xml`;
    const area = "<Box><RaMin>0</RaMin><RaMax>360</RaMax><DecMin>-90</DecMin><DecMax>90</DecMax></Box>";
    const text = new TextDecoder().decode(await (await folder.open(picked.at(-1))).read(0, (await folder.open(picked.at(-1))).size));
    await folder.create(xml, (sink) => sink.write(new TextEncoder().encode(text.replace(/<HealpixPixel>[\s\S]*<\/HealpixPixel>/, area))));
    everywhere.push(xml);
  }
await write("galcat.json", jsonList, picked);
await write("galcat-anywhere.json", jsonList, everywhere);

const star = catalogFromColumns(inputStarColumns, { ...plainValues(inputStarColumns, 1), RA: [ra], DEC: [dec], PMRA: [0], PMDEC: [0] });
const stars = {
  header: headerOf("DpdStarsCatalogProduct", "STARS"),
  kind: "star",
  population: "STARS",
  release: "bench",
  area: { kind: "box", raMin: 0, raMax: 360, decMin: -90, decMax: 90 },
  fileName: "STARCAT.fits",
  open: async () => ({
    rows: 1,
    async *read() {
      yield star;
    },
  }),
};
await write("starcat.json", jsonList, [await write("STARCAT.xml", starCatalogTile, stars)]);
await write("mdb.xml", missionDatabase, { header: headerOf("MDB_MissionConfiguration", "MDB"), parameters: new Map() });
await write("pointing.xml", pointingOutput, {
  header: headerOf("DpdSimPlannerOutput", "POINTING"),
  identity: { observationId: 1, ditherId: 0, pointingId: 1, patchId: 0 },
  pointing: { ra, dec, pa: 30 },
  start: "2024-03-04T00:17:20.000000Z",
  magnitudeLimitFilter: "VIS",
  randomSeed: 1,
  simInputConfId: "",
  tasks: [],
});
await write("pointings.json", jsonList, ["pointing.xml"]);

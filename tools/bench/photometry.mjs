import { load } from "./load.mjs";

const OBJECTS = 5000;

/** Band fluxes made of spectra: a library of the size of the COSMOS one, filters of 1 nm with structure, two templates behind dust, lines, the Milky Way. */
export async function photometry() {
  const { catalogFromColumns, inputGalaxyColumns, inputGalaxyFlux, TU_BANDS } = await load("formats/dist/catalog/index.js");
  const { Photometry } = await load("tu/dist/photometry/tile-fluxes.js");
  const wavelengths = Float64Array.from({ length: 1760 }, (_, n) => 31.6 * (20_000 / 31.6) ** (n / 1759));
  const templates = Array.from({ length: 31 }, (_, n) =>
    Float32Array.from(wavelengths, (nm) => (nm / 550) ** (-1 - n / 15) * (1 + 0.3 * Math.sin(nm / 7))),
  );
  const filters = new Map(
    TU_BANDS.map(({ name, wavelength }) => {
      const half = Math.round(wavelength * (name === "VIS" || name === "G_GAIA" ? 0.25 : 0.08));
      const grid = Float64Array.from({ length: 2 * half + 1 }, (_, n) => wavelength - half + n);
      const transmission = grid.map((nm) => Math.max(0, 1 - ((nm - wavelength) / half) ** 8) * (0.7 + 0.02 * Math.sin(nm)));
      return [name, { name, wavelengths: grid, transmission, counts: "photons" }];
    }),
  );
  let state = 1;
  const draw = () => {
    state = (state * 48271) % 2147483647;
    return state / 2147483647;
  };
  const ARRAYS = { int16: Int16Array, int32: Int32Array, int64: BigInt64Array, float32: Float32Array, float64: Float64Array };
  const VALUES = {
    observed_redshift_gal: () => 2.5 * draw(),
    sed_cosmos_1: () => Math.floor(31 * draw()),
    sed_cosmos_2: () => Math.floor(31 * draw()),
    frac_cosmos_1: draw,
    ext_curve_cosmos_1: () => Math.floor(5 * draw()),
    ext_curve_cosmos_2: () => Math.floor(5 * draw()),
    ebv_cosmos_1: () => 0.5 * draw(),
    ebv_cosmos_2: () => 0.5 * draw(),
    mw_extinction: () => 0.3 * draw(),
  };
  const drawerOf = ({ name, unit }) =>
    VALUES[name] ?? (unit === "erg/s/cm2/Hz" ? () => 1e-29 : name.startsWith("logf") ? () => -17 - draw() : () => 0);
  const clear = new Set(TU_BANDS.map(({ flagship }) => `${flagship}_el_model3_ext`));
  const part = (label, lacking) => {
    const left = new Set(TU_BANDS.filter(({ name }) => lacking(name)).map(inputGalaxyFlux));
    const columns = inputGalaxyColumns.filter(({ name }) => !clear.has(name) && !left.has(name));
    const rows = catalogFromColumns(
      columns,
      Object.fromEntries(
        columns.map((column) => {
          const value = drawerOf(column);
          return [column.name, ARRAYS[column.type].from({ length: OBJECTS }, (_, n) => (column.type === "int64" ? BigInt(n) : value()))];
        }),
      ),
    );
    const tile = {
      kind: "galaxy",
      fileName: "bench",
      sedLibrary: "seds",
      referenceFilters: ["filters"],
      spectra: async () => ({ missing: [], seds: { wavelengths, templates }, filters }),
    };
    const photometry = new Photometry(() => {});
    return {
      label,
      task: async () => {
        const start = performance.now();
        await photometry.measure(rows, tile);
        return { objects_per_s: (1e3 * OBJECTS) / (performance.now() - start) };
      },
    };
  };
  return {
    doc: `${OBJECTS} galaxies, one thread; flux in VIS is given`,
    parts: [
      part("first run, 1 band", (name) => name === "Y_LSST"),
      part("1 band", (name) => name === "Y_LSST"),
      part("26 bands", (name) => name !== "VIS"),
    ],
  };
}

import { inputGalaxyColumns, inputSsoColumns, inputStarColumns } from "../catalog/index.ts";
import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import {
  type Field,
  type Fields,
  type FileFormat,
  fileField,
  groupField,
  integerField,
  listField,
  numberField,
  optionalField,
  optionalGroup,
  type Product,
  type ProductDescriptor,
  readFields,
  readProduct,
  textField,
  writeProduct,
} from "../xml/index.ts";
import { openRows, type TableFile, writeRows } from "./catalog-tile-rows.ts";
import { readSpectra } from "./spectra/index.ts";
import type { CatalogTile, SkyArea } from "./types.ts";

interface Described {
  readonly release: string;
  readonly population: string;
  readonly area: SkyArea;
  readonly fileName: string;
}
interface Data {
  readonly catalog: Described;
  readonly sedLibrary?: string;
  readonly extinctionLaws?: string;
  readonly referenceFilters: readonly string[];
  readonly referenceColumn?: string;
}

type Written = { readonly [Kind in SkyArea["kind"]]?: Omit<Extract<SkyArea, { readonly kind: Kind }>, "kind"> };
const areaFields: Fields<Written> = {
  healpix: optionalGroup("HealpixPixel", { order: integerField("Order"), index: integerField("Index") }),
  box: optionalGroup("Box", {
    raMin: numberField("RaMin", "deg"),
    raMax: numberField("RaMax", "deg"),
    decMin: numberField("DecMin", "deg"),
    decMax: numberField("DecMax", "deg"),
  }),
};

/** `SkyArea/HealpixPixel{Order, Index}` (nested) or `SkyArea/Box{RaMin, RaMax, DecMin, DecMax}`. */
const areaField: Field<SkyArea> = {
  holder: "SkyArea",
  read(parent) {
    const element = parent.child("SkyArea");
    const { healpix, box } = readFields(areaFields, element);
    if (healpix !== undefined && box === undefined) {
      const { order, index } = healpix;
      if (order < 0 || order > 12) throw element.error("HealpixPixel/Order", "0 to 12", String(order));
      if (index < 0 || index >= 12 * 4 ** order)
        throw element.error("HealpixPixel/Index", `0 to ${12 * 4 ** order - 1} at order ${order}`, String(index));
      return { kind: "healpix", order, index };
    }
    if (box === undefined || healpix !== undefined) throw element.error(".", "HealpixPixel or Box", box ? "both" : "neither");
    for (const [name, value, limit] of [
      ["RaMin", box.raMin, 360],
      ["RaMax", box.raMax, 360],
      ["DecMin", box.decMin, 90],
      ["DecMax", box.decMax, 90],
    ] as const)
      if (value < (limit === 360 ? 0 : -90) || value > limit)
        throw element.error(`Box/${name}`, `${limit === 360 ? 0 : -90} to ${limit} degrees`, String(value));
    if (box.decMin > box.decMax) throw element.error("Box/DecMax", `at least ${box.decMin}, as DecMin`, String(box.decMax));
    return { kind: "box", ...box };
  },
  write(parent, area, earlier) {
    const { kind, ...inside } = area;
    groupField("SkyArea", areaFields).write(parent, { [kind]: inside } as Written, earlier);
  },
};

interface TileKind {
  readonly id: string;
  readonly doc: string;
  readonly kind: CatalogTile["kind"];
  readonly type: string;
  readonly stub: string;
  readonly element: string;
  readonly format: FileFormat;
  readonly table: TableFile;
}

function tileCodec({ id, doc, kind, type, stub, element, format, table }: TileKind): Codec<CatalogTile> {
  const descriptor: ProductDescriptor<Data> = {
    id,
    doc,
    type,
    namespace: `http://ecdm.euclid-ec.org/schema/dpd/sim/${stub}`,
    fields: {
      catalog: groupField<Described>(element, {
        release: textField("Release"),
        population: textField("Population"),
        area: areaField,
        fileName: fileField("DataStorage", format),
      }),
      sedLibrary: optionalField(fileField("SedLibrary")),
      extinctionLaws: optionalField(fileField("ExtinctionLawLibrary")),
      referenceFilters: listField("ReferenceFilterFile", fileField(".")),
      referenceColumn: optionalField(textField("ReferenceColumnName")),
    },
  };
  return {
    id,
    doc,
    extension: "xml",
    async decode(source, folder) {
      const { catalog, ...rest } = await readProduct(descriptor, source);
      const file = `data/${catalog.fileName}`;
      if (!(await folder.has(file))) throw new FormatError(file, "", "a file", `none of that name, which ${source.name} lists`);
      return { ...rest, ...catalog, kind, spectra: () => readSpectra(folder, rest), open: () => openRows(folder, catalog.fileName, table) };
    },
    async encode(tile, sink, folder) {
      if (tile.kind !== kind) throw new RangeError(`${type}: a tile of the ${tile.kind} catalogue`);
      const { release, population, area, fileName, header, tree, sedLibrary, extinctionLaws, referenceColumn } = tile;
      const value: Data & Product = {
        header,
        tree,
        sedLibrary,
        extinctionLaws,
        referenceFilters: tile.referenceFilters ?? [],
        referenceColumn,
        catalog: { release, population, area, fileName },
      };
      await writeRows(folder, fileName, table, await tile.open());
      await writeProduct(descriptor, value, sink);
    },
  };
}

/**
 * DpdStarsCatalogProduct: a tile of the input star catalogue. Its FITS (or Arrow) file must be there, and is opened when its rows are asked for.
 *
 * The files of spectra that it names (SedLibrary, ExtinctionLawLibrary, ReferenceFilterFile) are read when `spectra` is called, and not written with it.
 *
 * @see Euclid DPDD (root, StarCatalog/DataStorage, SedLibrary, ExtinctionLawLibrary, ReferenceFilterFile, ReferenceColumnName, format); Release, Population and SkyArea are our names
 */
export const starCatalogTile: Codec<CatalogTile> = tileCodec({
  id: "sim.star-catalog-tile",
  doc: "tile of the input star catalogue (DpdStarsCatalogProduct)",
  kind: "star",
  type: "DpdStarsCatalogProduct",
  stub: "starscatalogproduct",
  element: "StarCatalog",
  format: { format: "sim.starCatalog", version: "0.3" },
  table: { name: "STARS", columns: inputStarColumns },
});

/** DpdGalaxyCatalogProduct: a tile of one population of the input galaxy catalogue; see `starCatalogTile`. */
export const galaxyCatalogTile: Codec<CatalogTile> = tileCodec({
  id: "sim.galaxy-catalog-tile",
  doc: "tile of the input galaxy catalogue (DpdGalaxyCatalogProduct)",
  kind: "galaxy",
  type: "DpdGalaxyCatalogProduct",
  stub: "galaxycatalogproduct",
  element: "GalaxyCatalog",
  format: { format: "sim.galaxyCatalog", version: "0.5" },
  table: { name: "GALAXIES", columns: inputGalaxyColumns },
});

/** DpdSsoCatalogProduct: a tile of the input catalogue of solar-system objects; see `starCatalogTile`. Objects may have gone out of its area since their epoch. */
export const ssoCatalogTile: Codec<CatalogTile> = tileCodec({
  id: "sim.sso-catalog-tile",
  doc: "tile of the input catalogue of solar-system objects (DpdSsoCatalogProduct)",
  kind: "sso",
  type: "DpdSsoCatalogProduct",
  stub: "ssocatalogproduct",
  element: "SsoCatalog",
  format: { format: "sim.ssoCatalog", version: "0.1" },
  table: { name: "SSOS", columns: inputSsoColumns },
});

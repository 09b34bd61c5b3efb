import { tuGalaxyColumns, tuStarColumns } from "../catalog/index.ts";
import type { Codec } from "../codec.ts";
import {
  dateField,
  fileField,
  groupField,
  integerField,
  listField,
  type Product,
  type ProductDescriptor,
  readProduct,
  textField,
  writeProduct,
} from "../xml/index.ts";
import { openRows, type TableFile, writeRows } from "./catalog-tile-rows.ts";
import type { TrueUniverse } from "./types.ts";
import { pointingFields } from "./vis-input-configuration-fields.ts";

type Data = Omit<TrueUniverse, keyof Product | "fileName" | "stars" | "galaxies">;

const STARS: TableFile = { name: "STARS", columns: tuStarColumns };
const GALAXIES: TableFile = { name: "GALAXIES", columns: tuGalaxyColumns };

const descriptor: ProductDescriptor<Data> = {
  id: "sim.true-universe",
  doc: "true universe of one pointing (DpdTrueUniverseOutput)",
  type: "DpdTrueUniverseOutput",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/sim/trueuniverseoutput",
  fields: {
    inputProductId: textField("InputProductId"),
    euclidPointingId: integerField("EuclidPointingId"),
    observationId: integerField("ObservationId"),
    ditherId: integerField("DitherObservation"),
    observationDate: dateField("ObservationDate"),
    pointing: groupField("Pointing", pointingFields),
    starRelease: textField("StarCatalogRelease"),
    galaxyRelease: textField("GalaxyCatalogRelease"),
    galaxyFileName: fileField("GalaxyCatalogFitsFile", { format: "sim.tuGalaxyCatalog", version: "0.1" }),
    starFileName: fileField("StarCatalogFitsFile", { format: "sim.tuStarCatalog", version: "0.1" }),
    sedLibraries: listField("SedLibrary", fileField(".")),
    referenceFilters: listField("ReferenceFilterFile", fileField(".")),
  },
};

/**
 * DpdTrueUniverseOutput: what is on the sky of one pointing, with a table of stars and one of galaxies in `data/`.
 *
 * Reading opens the tables and reads no row; writing writes both. The value's `fileName` is the name it was read from.
 *
 * @see Euclid DPDD, euc-sim-TrueUniverseOutput.xsd; ObservationId, DitherObservation and the children of Pointing are our names
 */
export const trueUniverse: Codec<TrueUniverse> = {
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  async decode(source, folder) {
    const product = await readProduct(descriptor, source);
    const [stars, galaxies] = [
      await openRows(folder, product.starFileName, STARS),
      await openRows(folder, product.galaxyFileName, GALAXIES),
    ];
    return { ...product, fileName: source.name, stars, galaxies };
  },
  async encode({ fileName: _, stars, galaxies, ...product }, sink, folder) {
    await writeRows(folder, product.starFileName, STARS, stars);
    await writeRows(folder, product.galaxyFileName, GALAXIES, galaxies);
    await writeProduct(descriptor, product, sink);
  },
};

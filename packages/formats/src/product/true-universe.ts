import { tuGalaxyColumns, tuSsoColumns, tuStarColumns } from "../catalog/index.ts";
import type { Codec } from "../codec.ts";
import type { Folder } from "../io.ts";
import {
  type CheckedFile,
  checkedFileField,
  dateField,
  type FileFormat,
  fileField,
  groupField,
  integerField,
  listField,
  nestedList,
  optionalField,
  type Product,
  type ProductDescriptor,
  parametersField,
  readProduct,
  recordField,
  textField,
  writeProduct,
} from "../xml/index.ts";
import { md5Of, openRows, type TableFile, writeRows } from "./catalog-tile-rows.ts";
import type { InputCatalogUse, Rows, TrueUniverse } from "./types.ts";
import { pointingFields } from "./vis-input-configuration-fields.ts";

/** As the product is written: its tables are files with checksums. */
interface Data
  extends Omit<TrueUniverse, keyof Product | "fileName" | "stars" | "galaxies" | "sso" | "starFileName" | "galaxyFileName" | "parameters"> {
  readonly starFile: CheckedFile;
  readonly galaxyFile: CheckedFile;
  readonly starArrowFile?: CheckedFile;
  readonly galaxyArrowFile?: CheckedFile;
  readonly ssoRelease?: string;
  readonly ssoFile?: CheckedFile;
  readonly ssoArrowFile?: CheckedFile;
}

const STARS: TableFile = { name: "STARS", columns: tuStarColumns };
const GALAXIES: TableFile = { name: "GALAXIES", columns: tuGalaxyColumns };
const SSOS: TableFile = { name: "SSOS", columns: tuSsoColumns };

const formatOf = (table: string): FileFormat => ({ format: `sim.tu${table}Catalog`, version: "0.1" });

const descriptor: ProductDescriptor<{ readonly data: Data; readonly parameters: TrueUniverse["parameters"] }> = {
  id: "sim.true-universe",
  doc: "true universe of one pointing (DpdTrueUniverseOutput)",
  type: "DpdTrueUniverseOutput",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/sim/trueuniverseoutput",
  body: ".",
  fields: {
    data: groupField<Data>("Data", {
      inputProductId: textField("InputProductId"),
      euclidPointingId: integerField("EuclidPointingId"),
      observationId: integerField("ObservationId"),
      ditherId: integerField("DitherObservation"),
      observationDate: dateField("ObservationDate"),
      pointing: groupField("Pointing", pointingFields),
      starRelease: textField("StarCatalogRelease"),
      galaxyRelease: textField("GalaxyCatalogRelease"),
      galaxyFile: checkedFileField("GalaxyCatalogFitsFile", formatOf("Galaxy")),
      starFile: checkedFileField("StarCatalogFitsFile", formatOf("Star")),
      galaxyArrowFile: optionalField(checkedFileField("GalaxyCatalogArrowFile", formatOf("Galaxy"))),
      starArrowFile: optionalField(checkedFileField("StarCatalogArrowFile", formatOf("Star"))),
      ssoRelease: optionalField(textField("SsoCatalogRelease")),
      ssoFile: optionalField(checkedFileField("SsoCatalogFitsFile", formatOf("Sso"))),
      ssoArrowFile: optionalField(checkedFileField("SsoCatalogArrowFile", formatOf("Sso"))),
      sedLibraries: listField("SedLibrary", fileField(".")),
      referenceFilters: listField("ReferenceFilterFile", fileField(".")),
      inputCatalogs: nestedList(
        "InputCatalogList",
        "InputCatalog",
        recordField<InputCatalogUse>({
          productId: textField("ProductId"),
          fileName: textField("FileName"),
          population: textField("Population"),
          release: textField("Release"),
          rowsRead: integerField("RowsRead"),
          rowsImpossible: integerField("RowsImpossible"),
          rowsInField: integerField("RowsInField"),
          rowsTooFaint: integerField("RowsTooFaint"),
          rowsDuplicate: integerField("RowsDuplicate"),
          rowsKept: integerField("RowsKept"),
        }),
      ),
    }),
    parameters: parametersField,
  },
};

/**
 * DpdTrueUniverseOutput: what is on the sky of one pointing, with a table of stars and one of galaxies in `data/`.
 *
 * Reading opens the FITS tables and reads no row; writing writes both, beside each an Arrow file of the same rows, and the MD5 of all of them. The value's `fileName`
 * is the name it was read from.
 *
 * @see Euclid DPDD, euc-sim-TrueUniverseOutput.xsd; ObservationId, DitherObservation, the children of Pointing, the Arrow files and InputCatalogList are our names
 */
export const trueUniverse: Codec<TrueUniverse> = {
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  async decode(source, folder) {
    const { data, ...product } = await readProduct(descriptor, source);
    const { starFile, galaxyFile, ssoFile, ssoRelease = "", starArrowFile: _, galaxyArrowFile: __, ssoArrowFile: ___, ...rest } = data;
    const [stars, galaxies] = [await openRows(folder, starFile.fileName, STARS), await openRows(folder, galaxyFile.fileName, GALAXIES)];
    return {
      ...product,
      ...rest,
      starFileName: starFile.fileName,
      galaxyFileName: galaxyFile.fileName,
      fileName: source.name,
      stars,
      galaxies,
      ...(ssoFile && {
        sso: { release: ssoRelease, fileName: ssoFile.fileName, ...(await openRows(folder, ssoFile.fileName, SSOS)) },
      }),
    };
  },
  async encode({ fileName: _, header, tree, parameters, stars, galaxies, sso, starFileName, galaxyFileName, ...rest }, sink, folder) {
    const [starFile, starArrowFile] = await writeTable(folder, starFileName, STARS, stars);
    const [galaxyFile, galaxyArrowFile] = await writeTable(folder, galaxyFileName, GALAXIES, galaxies);
    const [ssoFile, ssoArrowFile] = sso === undefined ? [] : await writeTable(folder, sso.fileName, SSOS, sso);
    const data: Data = {
      ...rest,
      starFile,
      galaxyFile,
      ...(starArrowFile && { starArrowFile }),
      ...(galaxyArrowFile && { galaxyArrowFile }),
      ...(ssoFile && { ssoRelease: sso?.release, ssoFile }),
      ...(ssoArrowFile && { ssoArrowFile }),
    };
    await writeProduct(descriptor, { header, tree, data, parameters }, sink);
  },
};

/** Writes a table, and beside one in FITS an Arrow file of the same rows. */
async function writeTable(folder: Folder, fileName: string, table: TableFile, rows: Rows): Promise<readonly [CheckedFile, CheckedFile?]> {
  const write = async (name: string): Promise<CheckedFile> => {
    await writeRows(folder, name, table, rows);
    return { fileName: name, md5: await md5Of(folder, name) };
  };
  if (fileName.endsWith(".arrow")) return [await write(fileName)];
  return [await write(fileName), await write(`${fileName.replace(/\.fits$/, "")}.arrow`)];
}

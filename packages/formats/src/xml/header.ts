import { ensureChild, setText } from "./edit.ts";
import type { XmlReader } from "./read.ts";
import type { ProductHeader, XmlElement } from "./types.ts";

/** An element of the header: its name, and the part of `ProductHeader` it holds or what a new header has there. */
interface HeaderElement {
  readonly name: string;
  readonly key?: Exclude<keyof ProductHeader, "order">;
  /** Of a new header, where there is no key. */
  readonly text?: (header: ProductHeader) => string;
  readonly inside?: readonly HeaderElement[];
}

const constant = (name: string, text: string): HeaderElement => ({ name, text: () => text });

/** genericHeader of data model 9, in its order. */
const MODERN: readonly HeaderElement[] = [
  { name: "ProductId", key: "productId" },
  { name: "ProductType", key: "productType" },
  { name: "SoftwareName", key: "softwareName" },
  { name: "SoftwareRelease", key: "softwareRelease" },
  { name: "EuclidPipelineSoftwareRelease", text: (header) => header.softwareRelease },
  constant("ProdSDC", "UNKNOWN"),
  { name: "DataSetRelease", key: "dataSetRelease" },
  { name: "Purpose", key: "purpose" },
  constant("PlanId", "UNKNOWN"),
  constant("PPOId", "UNKNOWN"),
  { name: "PipelineDefinitionId", key: "pipelineDefinitionId" },
  constant("PpoStatus", "COMPLETED"),
  constant("ManualValidationStatus", "UNKNOWN"),
  constant("ProductNotifiedToBeChecked", "UNKNOWN"),
  constant("AutomatedValidationStatus", "UNKNOWN"),
  { name: "ExpirationDate", text: (header) => header.creationDate },
  constant("ToBePublished", "0"),
  constant("Published", "0"),
  constant("Curator", "elvis"),
  { name: "CreationDate", key: "creationDate" },
];

/** genericHeader of data model 1.6, in its order; it has no data set release, purpose or pipeline. */
const OLD: readonly HeaderElement[] = [
  { name: "ProductId", key: "productId" },
  { name: "ProductType", key: "productType" },
  { name: "SoftwareName", key: "softwareName" },
  { name: "SoftwareRelease", key: "softwareRelease" },
  constant("PipelineRun", "None"),
  constant("ExitStatusCode", "0"),
  constant("DataModelVersion", "1.6.6"),
  constant("MinDataModelVersion", "1.5.0"),
  constant("ScientificCustodian", "SIM"),
  {
    name: "AccessRights",
    inside: [
      constant("EuclidConsortiumRead", "true"),
      constant("EuclidConsortiumWrite", "false"),
      constant("ScientificGroupRead", "true"),
      constant("ScientificGroupWrite", "false"),
    ],
  },
  { name: "Curator", inside: [constant("Name", "elvis"), constant("Email", "none")] },
  constant("Creator", "elvis"),
  { name: "CreationDate", key: "creationDate" },
];

const REQUIRED: readonly string[] = ["ProductId", "ProductType", "CreationDate"];

/**
 * What a product says about itself; text as in the file, "" for what its header does not have.
 *
 * @throws FormatError when id, type or creation date are missing
 */
export function readHeader(header: XmlReader): ProductHeader {
  const order = header.has("DataModelVersion") || header.has("PipelineRun") || header.has("AccessRights") ? "old" : "modern";
  const read = (name: string): string => (REQUIRED.includes(name) ? header.text(name) : (header.maybeText(name) ?? ""));
  header.date("CreationDate");
  return {
    productId: read("ProductId"),
    productType: read("ProductType"),
    softwareName: read("SoftwareName"),
    softwareRelease: read("SoftwareRelease"),
    dataSetRelease: read("DataSetRelease"),
    purpose: read("Purpose"),
    pipelineDefinitionId: read("PipelineDefinitionId"),
    creationDate: read("CreationDate"),
    order,
  };
}

/** Writes into a header element: all elements of the order into an empty one, only what differs into one that was read. */
export function writeHeader(target: XmlElement, header: ProductHeader): void {
  const isNew = target.children.length === 0;
  const earlier: string[] = [];
  for (const { name, key, text, inside } of header.order === "old" ? OLD : MODERN) {
    const written = key === undefined ? text?.(header) : header[key];
    if (isNew || (key !== undefined && written !== "")) {
      const child = ensureChild(target, name, earlier);
      if (inside)
        for (const part of inside)
          setText(
            ensureChild(
              child,
              part.name,
              inside.map((it) => it.name),
            ),
            part.text?.(header) ?? "",
          );
      else if (isNew || textIn(child) !== written) setText(child, written ?? "");
    }
    earlier.push(name);
  }
}

const textIn = (element: XmlElement): string =>
  element.children
    .map((child) => ("text" in child ? child.text : ""))
    .join("")
    .trim();

/** What a new header needs to be told. */
export interface NewHeader {
  /** "DpdSimRequest" */
  readonly type: string;
  /** Unique among products: usually the file's name without its ending. */
  readonly id: string;
  /** Date of the run. */
  readonly date: Date;
  /** Name and version of what makes it: "elvis-planner", "0.1.0". */
  readonly software: string;
  readonly version?: string;
  readonly dataSetRelease?: string;
}

/** The modern header of a product made here. */
export const newHeader = ({ type, id, date, software, version = "0.0.0", dataSetRelease = "" }: NewHeader): ProductHeader => ({
  productId: id,
  productType: type,
  softwareName: software,
  softwareRelease: version,
  dataSetRelease,
  purpose: "TEST",
  pipelineDefinitionId: "SIM-VIS",
  creationDate: date.toISOString(),
  order: "modern",
});

import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import { readText, writeText } from "../io.ts";
import { appendChild } from "../xml/edit.ts";
import {
  copyElement,
  defaultField,
  element,
  type Fields,
  groupField,
  integerField,
  localName,
  numberField,
  type ProductHeader,
  parseXml,
  readFields,
  readHeader,
  textField,
  writeFields,
  writeHeader,
  writeXml,
  type XmlElement,
  XmlReader,
} from "../xml/index.ts";
import type { ObservationRequest, PointingRequest, SurveyPlan } from "./types.ts";

/** Root of a plan that is made here. */
const ROOT = "DpdReferenceSurvey";
const NAMESPACE = "http://ecdm.euclid-ec.org/schema/dpd/sim/referencesurvey";

const NO_HEADER: ProductHeader = {
  productId: "",
  productType: ROOT,
  softwareName: "",
  softwareRelease: "",
  dataSetRelease: "",
  purpose: "",
  pipelineDefinitionId: "",
  creationDate: "",
  order: "modern",
};

const pointingFields: Fields<PointingRequest> = {
  id: integerField("@id"),
  ditherId: integerField("@ditherId"),
  mjd2000: integerField("Mjd2000"),
  saa: numberField("SAA"),
  attitude: groupField("Attitude", {
    longitude: numberField("Longitude"),
    latitude: numberField("Latitude"),
    positionAngle: numberField("PositionAngle"),
  }),
};
const observationFields: Fields<Omit<ObservationRequest, "pointings">> = {
  id: integerField("@id"),
  surveyId: defaultField(textField("SurveyId"), ""),
};

/**
 * The survey plan (OSS_RSD): observations, each with its pointings.
 *
 * Observations and pointings are found at any depth, under any root; everything else in the file is kept. A plan need not
 * have a header: its header is then empty but for the file's name. The value's `fileName` is the name it was read from; it is not written inside.
 *
 * Observations of another kind than WIDE_SURVEY (calibrations, slews) may have pointings that lack a date, an attitude or a dither: these are kept in the
 * file and are no pointings of the value.
 *
 * @see euclid_obssim's reader of the 2024a reference survey definition (element names); root and namespace of new files are ours
 */
export const surveyPlan: Codec<SurveyPlan> = {
  id: "sim.survey-plan",
  doc: "survey plan (OSS_RSD)",
  extension: "xml",
  async decode(source) {
    const tree = parseXml(await readText(source), source.name);
    const root = new XmlReader(source.name, tree);
    const found = root.descendants("ObservationRequest");
    if (found.length === 0 && localName(tree.name) !== ROOT)
      throw new FormatError(source.name, "root element", "a survey plan with ObservationRequest elements", localName(tree.name));
    const header = root.maybeChild("Header");
    return {
      header: header ? readHeader(header) : { ...NO_HEADER, productId: source.name },
      fileName: source.name,
      tree,
      observations: unique(found.map(readObservation), source.name),
    };
  },
  async encode(plan, sink) {
    const tree = plan.tree
      ? copyElement(plan.tree)
      : element(`ns1:${ROOT}`, { "xmlns:ns1": NAMESPACE }, element("Header"), element("Data"));
    const header = tree.children.find((child): child is XmlElement => "children" in child && localName(child.name) === "Header");
    if (header) writeHeader(header, plan.header);
    const data = tree.children.find((child): child is XmlElement => "children" in child && localName(child.name) === "Data");
    writeList(tree, "ObservationRequest", data ?? tree, plan.observations, writeObservation);
    await writeText(sink, writeXml(tree));
  },
};

function readObservation(observation: XmlReader): ObservationRequest {
  const own = readFields(observationFields, observation);
  const isStrict = own.surveyId === "" || own.surveyId === "WIDE_SURVEY";
  const found = observation.descendants("PointingRequest").filter((it) => isStrict || isWhole(it));
  return { ...own, pointings: found.map((it) => readFields(pointingFields, it)) };
}

const PARTS = ["@id", "@ditherId", "Mjd2000", "SAA", "Attitude/Longitude", "Attitude/Latitude", "Attitude/PositionAngle"];
/** Whether a pointing has all that one to be simulated needs; right or wrong. */
const isWhole = (pointing: XmlReader): boolean => PARTS.every((part) => pointing.has(part));

function unique(observations: readonly ObservationRequest[], file: string): readonly ObservationRequest[] {
  const refuseTwins = (what: string, ids: readonly number[]): void => {
    const seen = new Set<number>();
    for (const id of ids) {
      if (seen.has(id)) throw new FormatError(file, `${what}[@id="${id}"]`, "an id of its own", "the same id again");
      seen.add(id);
    }
  };
  refuseTwins(
    "ObservationRequest",
    observations.map(({ id }) => id),
  );
  for (const { pointings } of observations)
    refuseTwins(
      "PointingRequest",
      pointings.map(({ id }) => id),
    );
  return observations;
}

function writeObservation(target: XmlElement, { pointings, ...observation }: ObservationRequest): void {
  writeFields(observationFields, target, observation);
  writeList(target, "PointingRequest", target, pointings, (child, pointing) => writeFields(pointingFields, child, pointing));
}

/** Writes items into the descendants of that name, by id: what is gone is taken out, what is new goes after the last, or into `home`. */
function writeList<Item extends { readonly id: number }>(
  tree: XmlElement,
  name: string,
  home: XmlElement,
  items: readonly Item[],
  write: (target: XmlElement, item: Item) => void,
): void {
  const present = new Map<number, XmlElement>();
  const isKept = new Set(items.map(({ id }) => id));
  let place = home;
  const visit = (parent: XmlElement): void => {
    parent.children = parent.children.filter((child) => {
      if (!("children" in child)) return true;
      if (localName(child.name) !== name) visit(child);
      else {
        place = parent;
        if (name === "PointingRequest" && !isWhole(new XmlReader("", child))) return true;
        if (!isKept.has(Number(child.attributes.id))) return false;
        present.set(Number(child.attributes.id), child);
      }
      return true;
    });
  };
  visit(tree);
  for (const item of items) write(present.get(item.id) ?? appendChild(place, name), item);
}

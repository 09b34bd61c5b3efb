import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import {
  choiceField,
  dateField,
  defaultField,
  type Fields,
  integerField,
  mapField,
  nestedList,
  numberField,
  optionalField,
  optionalGroup,
  type Product,
  productCodec,
  recordField,
  textField,
} from "../xml/index.ts";
import type { SimRequest } from "./types.ts";

type Data = Omit<SimRequest, keyof Product | "fileName">;

const vertex: Fields<{ readonly ra: number; readonly dec: number }> = { ra: numberField("C1"), dec: numberField("C2") };

/** Absent and empty are the same: no constraint. */
const unlessEmpty = <Item>(items: readonly Item[]): readonly Item[] | undefined => (items.length === 0 ? undefined : items);

const area = mapField(
  optionalGroup("SurveyConstraintArea", {
    polygon: nestedList("Polygon", "Vertex", recordField(vertex)),
  }),
  (written) => written?.polygon.map(({ ra, dec }) => [ra, dec] as const),
  (polygon) => polygon && { polygon: polygon.map(([ra, dec]) => ({ ra, dec })) },
);

const product = productCodec<Data>({
  id: "sim.request",
  doc: "simulation request (DpdSimRequest)",
  type: "DpdSimRequest",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/sim/simrequest",
  fields: {
    category: defaultField(choiceField("Category", ["SCIENCE", "CALIB"]), "SCIENCE"),
    magnitudeLimit: optionalField(numberField("MagnitudeLimit")),
    magnitudeLimitFilter: defaultField(textField("MagnitudeLimitFilter"), "Euclid H"),
    logHalphaFluxLimit: optionalField(numberField("LogHalphaFluxLimit")),
    randomSeed: defaultField(integerField("RandomSeed"), 0),
    simInputConfId: defaultField(textField("SimInputConfId"), ""),
    surveyArea: area,
    surveyTime: optionalGroup("SurveyConstraintTime", { start: dateField("Start"), end: dateField("End") }),
    surveyObservations: mapField(
      nestedList("SurveyConstraintObservations", "ObservationId", integerField(".")),
      unlessEmpty,
      (list) => list ?? [],
    ),
    randomDithers: optionalField(integerField("RandomDithers")),
    calibrationType: optionalField(
      choiceField("CalibrationType", ["BIAS", "DARK", "FLAT", "CHARGE_INJECTION", "TRAP_PUMPING", "LINEARITY"]),
    ),
  },
  check(request, file) {
    const { category, calibrationType, randomDithers, randomSeed, surveyArea, surveyTime } = request;
    const refuse = (element: string, expected: string, found: string): never => {
      throw new FormatError(file, `Data/${element}`, expected, found);
    };
    if (randomSeed < 0) refuse("RandomSeed", "a whole number, at least 0", String(randomSeed));
    if (category === "CALIB" && randomDithers === undefined) refuse("RandomDithers", "a number of dithers, as Category is CALIB", "none");
    if (randomDithers !== undefined && randomDithers < 1) refuse("RandomDithers", "at least 1", String(randomDithers));
    if (category === "SCIENCE" && calibrationType !== undefined) refuse("CalibrationType", "none, as Category is SCIENCE", calibrationType);
    if (surveyArea !== undefined && surveyArea.length < 3)
      refuse("SurveyConstraintArea/Polygon", "at least 3 vertices", String(surveyArea.length));
    surveyArea?.forEach(([ra, dec], index) => {
      if (!(ra >= 0 && ra <= 360 && dec >= -90 && dec <= 90))
        refuse(`SurveyConstraintArea/Polygon/Vertex[${index + 1}]`, "RA 0 to 360 and Dec -90 to 90 degrees", `${ra}, ${dec}`);
    });
    if (surveyTime !== undefined && surveyTime.start > surveyTime.end)
      refuse("SurveyConstraintTime", "Start before End", `${surveyTime.start} and ${surveyTime.end}`);
  },
});

/**
 * DpdSimRequest: what is to be simulated.
 *
 * All of it is optional; what is absent reads as SCIENCE, filter "Euclid H", seed 0 and configuration "". The value's `fileName` is the name it was read from; it
 * is not written inside.
 *
 * @see Euclid DPDD, euc-sim-SimRequest.xsd (names and defaults); the children of the three constraints, Category and
 * CalibrationType are ours, as their definition is not public
 */
export const simRequest: Codec<SimRequest> = {
  ...product,
  decode: async (source, folder) => ({ ...(await product.decode(source, folder)), fileName: source.name }),
};

import type { Codec } from "../codec.ts";
import { FormatError } from "../errors.ts";
import {
  dateField,
  defaultField,
  groupField,
  listField,
  numberField,
  optionalField,
  type Product,
  type ProductDescriptor,
  readProduct,
  recordField,
  textField,
  writeProduct,
} from "../xml/index.ts";
import type { InstrumentTask, OtherInstrument } from "./types.ts";
import {
  attitudeFields,
  baseName,
  cornersField,
  generalFields,
  identityFields,
  orbitFields,
  pointingFields,
} from "./vis-input-configuration-fields.ts";

interface Data extends Omit<InstrumentTask, keyof Product | "instrument" | "fileName" | "start" | "end" | "exposures"> {
  readonly range: { readonly start: string; readonly end: string };
  readonly exposures: { readonly list: InstrumentTask["exposures"] };
}

const { exposure: _, totalExposures: __, ...pointingIdentity } = identityFields;

const descriptor = (instrument: OtherInstrument): ProductDescriptor<Data> => ({
  id: `sim.${instrument.toLowerCase()}-input-configuration`,
  doc: `${instrument} task: pointing, limits and times of its exposures (${typeOf(instrument)})`,
  type: typeOf(instrument),
  namespace: `http://ecdm.euclid-ec.org/schema/dpd/sim/${instrument.toLowerCase()}inputconfiguration`,
  fields: {
    ...generalFields,
    release: defaultField(textField("DataSetRelease"), ""),
    corners: cornersField,
    identity: groupField("ObservationSequence", pointingIdentity),
    range: groupField("DateRange", { start: dateField("TimestampStart"), end: dateField("TimestampEnd") }),
    pointing: groupField("CommandedFPAPointing", pointingFields),
    orbit: groupField("PredictedOrbit", orbitFields),
    attitude: groupField("CommandedAttitude", attitudeFields),
    exposures: groupField("ExposureList", {
      list: listField(
        "Exposure",
        recordField({
          filter: textField("Filter"),
          start: optionalField(dateField("UTC")),
          duration: optionalField(numberField("Duration")),
        }),
      ),
    }),
  },
  check({ corners }, file) {
    if (corners.length !== 4) throw new FormatError(file, "Data/ImgSpatialFootprint/Polygon", "4 vertices", String(corners.length));
  },
});

/** "DpdNipInputConfiguration" */
const typeOf = (instrument: OtherInstrument): string => `Dpd${instrument[0]}${instrument.slice(1).toLowerCase()}InputConfiguration`;

/**
 * The task of an instrument that is not simulated here: the general part that every simulator's configuration has, where the telescope points, and when the
 * instrument's exposures are. Each instrument's is a product of its own: DpdNipInputConfiguration, DpdNisInputConfiguration, DpdExtInputConfiguration.
 *
 * The value's `fileName` is the last part of the name it was read from; it is not written inside.
 *
 * @see Euclid DPDD, simintro (the instruments and the general part); their own settings are not public: element names are those of the VIS task
 */
export const instrumentTask = (instrument: OtherInstrument): Codec<InstrumentTask> => {
  const product = descriptor(instrument);
  return {
    id: product.id,
    doc: product.doc,
    extension: "xml",
    async decode(source) {
      const { range, exposures, ...rest } = await readProduct(product, source);
      return { ...rest, ...range, exposures: exposures.list, instrument, fileName: baseName(source.name) };
    },
    encode: ({ instrument: _, fileName: __, start, end, exposures, ...rest }, sink) =>
      writeProduct(product, { ...rest, range: { start, end }, exposures: { list: exposures } }, sink),
  };
};

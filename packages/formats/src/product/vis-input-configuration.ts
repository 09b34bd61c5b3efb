import type { Codec } from "../codec.ts";
import { EFFECT_KEYS, type EffectKey } from "../config/effect-keys.ts";
import { FormatError } from "../errors.ts";
import { safeName } from "../io.ts";
import {
  booleanField,
  dateField,
  type Field,
  type Fields,
  groupField,
  listField,
  mapField,
  numberField,
  optionalField,
  type Product,
  type ProductDescriptor,
  readProduct,
  recordField,
  textField,
  writeProduct,
} from "../xml/index.ts";
import type { VisInputConfiguration } from "./types.ts";
import {
  attitudeFields,
  baseName,
  calibUnitField,
  chargedInducedField,
  checkCalibUnit,
  checkChargeInjection,
  checkTrapPumping,
  cornersField,
  generalFields,
  identityFields,
  orbitFields,
  pointingFields,
  trapPumpingField,
} from "./vis-input-configuration-fields.ts";

type Effects = VisInputConfiguration["effects"];

/** As the elements are; the value regroups them. */
interface Data
  extends Omit<VisInputConfiguration, keyof Product | "fileName" | "start" | "end" | "startMjd" | "exposureTime" | "commandedDuration"> {
  readonly time: { readonly start: string; readonly startMjd: number };
  readonly range: { readonly start: string; readonly end: string };
  readonly exposure: { readonly value: number; readonly unit: string; readonly commanded: number };
}

interface Step {
  readonly name: string;
  readonly isOn: boolean;
}
const step: Fields<Step> = { name: textField("@name"), isOn: booleanField(".") };

/** Every key of the instrument, each once: `ProcessingSteps/ProcessingStep[@name]`. */
const effectsField: Field<Effects> = ((): Field<Effects> => {
  const steps = groupField("ProcessingSteps", { steps: listField("ProcessingStep", recordField(step)) });
  return {
    ...mapField(
      steps,
      ({ steps }) => Object.fromEntries(steps.map(({ name, isOn }) => [name, isOn])) as Effects,
      (effects) => ({ steps: EFFECT_KEYS.map((name) => ({ name, isOn: effects[name] })) }),
    ),
    read(parent) {
      const { steps: found } = steps.read(parent);
      const place = `ProcessingSteps/ProcessingStep`;
      const unknown = found.find(({ name }) => !(EFFECT_KEYS as readonly string[]).includes(name));
      if (unknown) throw parent.error(place, `one of ${EFFECT_KEYS.join(", ")}`, unknown.name);
      for (const key of EFFECT_KEYS) {
        const count = found.filter(({ name }) => name === key).length;
        if (count !== 1) throw parent.error(place, `${key} once`, count === 0 ? "none" : `${count} of it`);
      }
      const isOn = new Map(found.map((it) => [it.name, it.isOn]));
      return Object.fromEntries(EFFECT_KEYS.map((key) => [key, isOn.get(key)])) as Record<EffectKey, boolean>;
    },
  };
})();

const descriptor: ProductDescriptor<Data> = {
  id: "sim.vis-input-configuration",
  doc: "VIS task: the configuration of one exposure (DpdVisInputConfiguration)",
  type: "DpdVisInputConfiguration",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/sim/visinputconfiguration",
  fields: {
    ...generalFields,
    release: textField("DataSetRelease"),
    exposure: groupField("ExposureTime", {
      value: numberField("Value"),
      unit: textField("Unit"),
      commanded: numberField("CommandedDuration"),
    }),
    imageType: groupField("ImgType", {
      category: textField("Category"),
      first: textField("FirstType"),
      second: textField("SecondType"),
      sequence: textField("SequenceId"),
      observationMode: textField("ObservationMode"),
    }),
    corners: cornersField,
    time: groupField("ObservationDateTime", { start: dateField("UTC"), startMjd: numberField("MJD") }),
    identity: groupField("ObservationSequence", identityFields),
    range: groupField("DateRange", { start: dateField("TimestampStart"), end: dateField("TimestampEnd") }),
    pointing: groupField("CommandedFPAPointing", pointingFields),
    orbit: groupField("PredictedOrbit", orbitFields),
    attitude: groupField("CommandedAttitude", attitudeFields),
    openDuringReadout: optionalField(booleanField("ShutterUnit/OpenDuringReadout")),
    calibUnit: calibUnitField,
    chargeInjection: chargedInducedField,
    trapPumping: trapPumpingField,
    aberration: optionalField(booleanField("VelocityAberration")),
    effects: effectsField,
    trueUniverse: optionalField(textField("TrueUniverseProduct")),
  },
  check({ trueUniverse, exposure, corners, time, range, calibUnit, chargeInjection, trapPumping }, file) {
    if (calibUnit !== undefined) checkCalibUnit(calibUnit, file);
    if (chargeInjection !== undefined) checkChargeInjection(chargeInjection, file);
    if (trapPumping !== undefined) checkTrapPumping(trapPumping, file);
    if (trueUniverse !== undefined) safeName(trueUniverse, file, "Data/TrueUniverseProduct");
    if (exposure.unit !== "s") throw new FormatError(file, "Data/ExposureTime/Unit", "s", exposure.unit);
    if (!(exposure.value >= 0 && exposure.commanded >= 0))
      throw new FormatError(file, "Data/ExposureTime", "durations of at least 0 s", `${exposure.value} and ${exposure.commanded}`);
    if (corners.length !== 4) throw new FormatError(file, "Data/ImgSpatialFootprint/Polygon", "4 vertices", String(corners.length));
    if (range.start !== time.start)
      throw new FormatError(file, "Data/DateRange/TimestampStart", `the date of ObservationDateTime, ${time.start}`, range.start);
  },
};

/**
 * DpdVisInputConfiguration: one VIS exposure to be simulated.
 *
 * The value's `fileName` is the last part of the name it was read from; it is not written inside.
 *
 * @see Euclid DPDD, euc-sim-VisInputConfiguration.xsd (the generic part); its settings are not public: ours take the element
 * names that DpdVisRawFrame has for the same things
 */
export const visInputConfiguration: Codec<VisInputConfiguration> = {
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  async decode(source) {
    const { time, range, exposure, ...rest } = await readProduct(descriptor, source);
    return {
      ...rest,
      ...time,
      end: range.end,
      exposureTime: exposure.value,
      commandedDuration: exposure.commanded,
      fileName: baseName(source.name),
    };
  },
  encode({ fileName: _, start, startMjd, end, exposureTime, commandedDuration, ...rest }, sink) {
    return writeProduct(
      descriptor,
      {
        ...rest,
        time: { start, startMjd },
        range: { start, end },
        exposure: { value: exposureTime, unit: "s", commanded: commandedDuration },
      },
      sink,
    );
  },
};

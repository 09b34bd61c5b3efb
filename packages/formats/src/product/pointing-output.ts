import type { Codec } from "../codec.ts";
import {
  choiceField,
  dateField,
  defaultField,
  type Fields,
  fileField,
  groupField,
  integerField,
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
import type { PointingOutput, PointingTask } from "./types.ts";
import { visInputConfiguration } from "./vis-input-configuration.ts";
import { identityFields, pointingFields } from "./vis-input-configuration-fields.ts";

type Named = Pick<PointingTask, "instrument" | "fileName">;
interface Data extends Omit<PointingOutput, keyof Product | "tasks"> {
  readonly tasks: { readonly list: readonly Named[] };
}

const { exposure: _, totalExposures: __, ...pointingIdentity } = identityFields;

const task: Fields<Named> = { instrument: choiceField("Instrument", ["VIS", "NIP", "NIS", "EXT"]), fileName: fileField(".") };

const descriptor: ProductDescriptor<Data> = {
  id: "sim.pointing-output",
  doc: "one pointing and its tasks (EUC_SIM_OUTPUT)",
  type: "DpdSimPlannerOutput",
  namespace: "http://ecdm.euclid-ec.org/schema/dpd/sim/simplanneroutput",
  fields: {
    magnitudeLimit: optionalField(numberField("MagnitudeLimit")),
    magnitudeLimitFilter: textField("MagnitudeLimitFilter"),
    logHalphaFluxLimit: optionalField(numberField("LogHalphaFluxLimit")),
    randomSeed: integerField("RandomSeed"),
    simInputConfId: defaultField(textField("SimInputConfId"), ""),
    start: dateField("ObservationDate"),
    identity: groupField("ObservationSequence", pointingIdentity),
    pointing: groupField("Pointing", pointingFields),
    tasks: groupField("TaskList", { list: listField("Task", recordField(task)) }),
  },
};

/**
 * EUC_SIM_OUTPUT-EUCLID: one pointing and the tasks of its instruments. Reading reads the VIS task files in `data/`, writing
 * writes them; tasks of other instruments, and VIS tasks without a value, are only named.
 *
 * @see the original's description (a file in `data/` that lists TASKS); root and element names are ours, its own are not public
 */
export const pointingOutput: Codec<PointingOutput> = {
  id: descriptor.id,
  doc: descriptor.doc,
  extension: "xml",
  async decode(source, folder) {
    const { tasks, ...rest } = await readProduct(descriptor, source);
    const read = async ({ instrument, fileName }: Named): Promise<PointingTask> =>
      instrument === "VIS"
        ? { instrument, fileName, vis: await visInputConfiguration.decode(await folder.open(`data/${fileName}`), folder) }
        : { instrument, fileName };
    return { ...rest, tasks: await Promise.all(tasks.list.map(read)) };
  },
  async encode({ tasks, ...rest }, sink, folder) {
    for (const { fileName, vis } of tasks) {
      if (vis === undefined) continue;
      if (vis.fileName !== fileName) throw new RangeError(`task ${fileName}: its configuration is named ${vis.fileName}`);
      await folder.create(`data/${fileName}`, (file) => visInputConfiguration.encode(vis, file, folder));
    }
    await writeProduct(descriptor, { ...rest, tasks: { list: tasks.map(({ instrument, fileName }) => ({ instrument, fileName })) } }, sink);
  },
};

import type { Codec } from "../codec.ts";
import {
  choiceField,
  dateField,
  type Fields,
  fileField,
  groupField,
  listField,
  type Product,
  type ProductDescriptor,
  readProduct,
  recordField,
  writeProduct,
} from "../xml/index.ts";
import { instrumentTask } from "./instrument-task.ts";
import type { PointingOutput, PointingTask } from "./types.ts";
import { visInputConfiguration } from "./vis-input-configuration.ts";
import { generalFields, identityFields, pointingFields } from "./vis-input-configuration-fields.ts";

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
    ...generalFields,
    start: dateField("ObservationDate"),
    identity: groupField("ObservationSequence", pointingIdentity),
    pointing: groupField("Pointing", pointingFields),
    tasks: groupField("TaskList", { list: listField("Task", recordField(task)) }),
  },
};

/**
 * EUC_SIM_OUTPUT-EUCLID: one pointing and the tasks of its instruments. Writing writes the task files into `data/`, reading reads
 * those of VIS; tasks of other instruments are then only named, as are tasks without a value.
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
    for (const { instrument, fileName, vis, other } of tasks) {
      const value = vis ?? other;
      if (value === undefined) continue;
      if (value.fileName !== fileName) throw new RangeError(`task ${fileName}: its configuration is named ${value.fileName}`);
      if ((other?.instrument ?? "VIS") !== instrument)
        throw new RangeError(`task ${fileName}: a task of ${instrument} has one of ${other?.instrument}`);
      await folder.create(`data/${fileName}`, (file) =>
        other === undefined
          ? visInputConfiguration.encode(vis!, file, folder)
          : instrumentTask(other.instrument).encode(other, file, folder),
      );
    }
    await writeProduct(descriptor, { ...rest, tasks: { list: tasks.map(({ instrument, fileName }) => ({ instrument, fileName })) } }, sink);
  },
};

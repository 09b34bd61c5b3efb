import { StageError } from "./errors.ts";
import type { Port, Stage } from "./stage.ts";

/** Any stage: the rim does not care which. */
export type AnyStage = Stage<any, any, any>;

/** The config keys that a path names in braces. */
export const keysOf = (path: string): readonly string[] => Array.from(path.matchAll(/\{(\w+)\}/g), ([, key]) => key);

/** `call_pointing.iterations.{iteration}.SimTU_pkg/outputTU.xml` with its keys filled in from `config`. */
export function fillPath(path: string, config: Readonly<Record<string, unknown>>): string {
  return path.replace(/\{(\w+)\}/g, (_, key: string) => {
    if (config[key] === undefined) throw new StageError(`path ${path}: expected a value for ${key}, found none`);
    return String(config[key]);
  });
}

/** Where each port's file is: what was given, else the port's own place. Absent optional inputs are left out. */
export interface PortFiles {
  readonly inputs: Readonly<Record<string, string>>;
  /** A port without an entry is named by its value (`Port.name`). */
  readonly outputs: Readonly<Record<string, string>>;
}

/**
 * @param given by port name; "None" stands for an optional port that is left out, as the original's runner allows
 * @throws StageError naming the flag that is missing
 */
export function resolvePorts(
  stage: AnyStage,
  given: Readonly<Record<string, string>>,
  config: Readonly<Record<string, unknown>>,
): PortFiles {
  const inputs: Record<string, string> = {};
  for (const [name, port] of Object.entries<Port<unknown>>(stage.inputs)) {
    const file = given[name];
    if (file !== undefined && file !== "" && file !== "None") inputs[name] = file;
    else if (file === undefined && port.path !== undefined) inputs[name] = fillPath(port.path, config);
    else if (port.optional !== true)
      throw new StageError(`--${name}: expected a file (${port.doc}), found none: give --${name} FILE or ${name}=FILE in params.dat`);
  }
  const outputs: Record<string, string> = {};
  for (const [name, port] of Object.entries<Port<unknown>>(stage.outputs)) {
    if (given[name] !== undefined) outputs[name] = given[name];
    else if (port.path !== undefined) outputs[name] = fillPath(port.path, config);
    else if (port.kind !== "one" || port.name === undefined)
      throw new StageError(`--${name}: expected a file to write (${port.doc}), found none: give --${name} FILE`);
  }
  return { inputs, outputs };
}

import { buildApplication, buildCommand, run, type StricliIntegration, text_en } from "@stricli/core";
import { configKeys } from "./config.ts";
import type { World } from "./context.ts";
import type { AnyStage } from "./paths.ts";
import { GENERAL_FLAGS, usage } from "./usage.ts";

/** Values of the flags that were given, by key: ports and config by name, general flags by theirs. */
export type Flags = Readonly<Record<string, string>>;

/**
 * Reads a stage's command line.
 *
 * @returns the flags, or an exit status when there is nothing more to do: 0 after --help and --version, 1 after a flag that is not right
 */
export async function readFlags(stage: AnyStage, argv: readonly string[], world: World): Promise<Flags | number> {
  let flags: Flags | undefined;
  const command = buildCommand<Record<string, any>>({
    func: (given) => {
      flags = Object.fromEntries(
        Object.entries(given)
          .filter(([, value]) => value !== undefined)
          .map(([key, value]) => [key, String(value)]),
      );
    },
    docs: { brief: stage.summary },
    parameters: { flags: flagParameters(stage) as never },
  });
  const app = buildApplication(
    command,
    {
      name: `elvis-${stage.name}`,
      scanner: { caseStyle: "allow-kebab-for-camel" },
      documentation: { disableAnsiColor: true },
      localization: { text: { ...text_en, exceptionWhileParsingArguments: (error) => oneLineError(`elvis-${stage.name}`, error) } },
      determineExitCode: () => 1,
    },
    { help: answer(() => usage(stage), "h"), version: answer(() => `${world.package.version}\n`) },
  );
  const streams = { stdout: writer(world.stdout), stderr: writer(world.stderr), exitCode: null as number | string | null };
  await run(app, joinNegatives(argv), { process: streams });
  return flags ?? (streams.exitCode === 0 ? 0 : 1);
}

function flagParameters(stage: AnyStage) {
  const text = (brief: string) => ({ kind: "parsed", parse: String, optional: true, brief });
  const named = [
    ...GENERAL_FLAGS.map(({ key, doc }) => [key, doc]),
    ...Object.entries<any>({ ...stage.inputs, ...stage.outputs }).map(([name, port]) => [name, port.doc]),
  ];
  return {
    ...Object.fromEntries(named.map(([key, doc]) => [key, text(doc)])),
    ...Object.fromEntries(
      configKeys(stage.config).map(({ key, type, description }) => [
        key,
        type === "boolean" ? { kind: "boolean", optional: true, brief: description } : text(description),
      ]),
    ),
  };
}

const answer = (say: () => string, alias?: "h"): StricliIntegration<any> => ({
  flag: {
    brief: "",
    global: true,
    aliases: alias === undefined ? [] : [alias],
    run() {
      this.process.stdout.write(say());
    },
  },
});

const writer = (output: World["stdout"]) => ({ write: (text: string) => void output.write(text) });

/** `--dec -5` as `--dec=-5`: the scanner takes a leading "-" for a flag. */
export function joinNegatives(argv: readonly string[]): string[] {
  const joined: string[] = [];
  for (const word of argv) {
    const last = joined.length - 1;
    if (/^-[\d.]/.test(word) && last >= 0 && /^--[^=]+$/.test(joined[last])) joined[last] += `=${word}`;
    else joined.push(word);
  }
  return joined;
}

/** `elvis-tu: error: <message>` on one line. */
export const oneLineError = (command: string, error: unknown): string =>
  `${command}: error: ${(error instanceof Error ? error.message : String(error)).replace(/\s+/g, " ").trim()}`;

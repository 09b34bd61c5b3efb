import { type ConfigKey, configKeys } from "./config.ts";
import type { AnyStage } from "./paths.ts";
import type { Port } from "./stage.ts";

/** The flags that every stage has. */
export const GENERAL_FLAGS: readonly { readonly key: string; readonly flag: string; readonly value: string; readonly doc: string }[] = [
  { key: "workdir", flag: "workdir", value: "DIR", doc: "folder of all files; names of files are relative to it; default ." },
  { key: "logdir", flag: "logdir", value: "DIR", doc: "folder of the log and of the provenance, relative to the workdir; default logs" },
  {
    key: "params",
    flag: "params",
    value: "FILE",
    doc: "key=value list of ports and config; default params.dat of the workdir where there is one",
  },
  { key: "runDate", flag: "run-date", value: "DATE", doc: "date of the run, ISO 8601 UTC; default SOURCE_DATE_EPOCH, else now" },
  { key: "logFile", flag: "log-file", value: "NAME", doc: "name of the log in the logdir; default the original's name of the stage" },
  { key: "logLevel", flag: "log-level", value: "LEVEL", doc: "least level that is logged: DEBUG, INFO, WARNING or ERROR; default INFO" },
];

/** What `--help` prints: ports with their docs and places, config with unit and default. */
export function usage(stage: AnyStage): string {
  const command = `elvis-${stage.name}`;
  const ports = (of: Readonly<Record<string, Port<unknown>>>) =>
    Object.entries(of).map(([name, port]): Row => [`--${name} FILE`, portDoc(port)]);
  const sections: [string, Row[]][] = [
    ["INPUTS: from the flag, else from params.dat, else at their default place", ports(stage.inputs)],
    ["OUTPUTS", ports(stage.outputs)],
    [
      "CONFIG: from the flag, else from params.dat, else the default",
      configKeys(stage.config).map((key): Row => [`--${key.flag} ${valueName(key)}`.trimEnd(), keyDoc(key)]),
    ],
    [
      "GENERAL",
      [
        ...GENERAL_FLAGS.map(({ flag, value, doc }): Row => [`--${flag} ${value}`, doc]),
        ["--help", "this text"],
        ["--version", "the version"],
      ],
    ],
  ];
  const width = Math.min(34, Math.max(...sections.flatMap(([, rows]) => rows.map(([left]) => left.length))));
  const blocks = sections
    .filter(([, rows]) => rows.length > 0)
    .map(([title, rows]) => [title, ...rows.map((row) => formatRow(row, width))].join("\n"));
  return [
    `${command} (${stage.element}): ${stage.summary}`,
    `USAGE\n  ${command} [--workdir DIR] [--params FILE] [--<port> FILE ...] [--<config> VALUE ...]`,
    ...blocks,
    "Prints the names of its products, one a line. Exit status: 0 done, 1 input that is not right (one line says what), 70 a bug.",
    "",
  ].join("\n\n");
}

type Row = readonly [left: string, right: string];

function formatRow([left, right]: Row, width: number): string {
  const lines: string[] = [];
  for (const word of right.split(" ")) {
    const last = lines.length - 1;
    if (last >= 0 && lines[last].length + 1 + word.length <= 118 - width) lines[last] += ` ${word}`;
    else lines.push(word);
  }
  const indent = `\n${" ".repeat(width + 4)}`;
  return `  ${left.padEnd(width)}${left.length > width ? indent : "  "}${lines.join(indent)}`;
}

function portDoc(port: Port<unknown>): string {
  const what = port.kind === "one" ? port.codec.doc : `list of: ${port.codec.doc}`;
  const place = port.path !== undefined ? `; default ${port.path}` : port.name !== undefined ? "; named by its content" : "";
  return `${port.doc} (${what})${port.optional === true ? "; optional" : ""}${place}`;
}

const valueName = ({ type, choices }: ConfigKey): string =>
  choices.length > 0 ? choices.join("|") : { number: "NUMBER", integer: "COUNT", boolean: "", string: "TEXT", list: "A,B,..." }[type];

function keyDoc({ description, unit, isRequired, ...key }: ConfigKey): string {
  const end = key.default !== undefined ? `; default ${key.default === "" ? "none" : key.default}` : isRequired ? "; must be given" : "";
  return `${description}${unit === "" ? "" : ` [${unit}]`}${end}`;
}

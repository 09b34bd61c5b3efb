import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Codec, FormatError, readText, writeText } from "@elvis/formats";
import { afterEach, beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { main } from "./cli.ts";
import type { World } from "./context.ts";
import { defineStage, each, list, one, optional } from "./stage.ts";
import { stageContract, testWorld } from "./testing.ts";

const word: Codec<string> = {
  id: "word",
  doc: "one word",
  extension: "txt",
  async decode(source) {
    const text = await readText(source);
    if (!/^\w+\n$/.test(text)) throw new FormatError(source.name, "line 1", "one word", JSON.stringify(text));
    return text.trim();
  },
  encode: (value, sink) => writeText(sink, `${value}\n`),
};

let during: (() => Promise<void>) | undefined;
let warnings = 0;
const joiner = defineStage({
  name: "joiner",
  element: "SimJoiner",
  summary: "joins words",
  inputs: {
    first: one(word, "the first word"),
    rest: list(word, "more words", { path: "rest.{iteration}.json" }),
    QCTable: optional(one(word, "a word that may lack")),
  },
  outputs: {
    joined: one(word, "all words", { path: "out.iterations.{iteration}.pkg/joined.txt" }),
    letters: each(word, "every letter", { path: "letters.json", name: (letter: string, index) => `data/${index}_${letter}.txt` }),
    named: one(word, "a copy named by itself", { name: (value: string) => `data/${value}.txt` }),
  },
  config: z.object({
    iteration: z.number().int().min(1).default(1).meta({ description: "which pointing" }),
    magnitudeLimit: z.number().max(30).default(26).meta({ description: "faintest", unit: "mag" }),
    allowMissing: z.boolean().default(false).meta({ description: "lets words lack" }),
    ccds: z.array(z.string()).default([]).meta({ description: "some CCDs" }),
  }),
  async run({ first, rest, QCTable }, { magnitudeLimit, allowMissing, ccds }, context) {
    const joined = [first, ...rest, QCTable ?? "", magnitudeLimit === 26 ? "" : `m${magnitudeLimit}`, allowMissing ? "allow" : "", ...ccds]
      .join("")
      .replace("-", "n");
    context.progress("joining", 1, 1);
    context.log("joined", { length: joined.length });
    for (let row = 1; row <= warnings; row++) context.log("odd", { row }, "WARNING");
    await during?.();
    async function* letters() {
      for (const letter of joined.slice(0, 2)) {
        if (letter === "F") throw new Error("a fault while it is written");
        yield letter;
      }
    }
    return { joined, letters: letters(), named: joined };
  },
});

let root: string;
beforeEach(() => {
  during = undefined;
  warnings = 0;
  root = mkdtempSync(join(tmpdir(), "elvis-cli-"));
  write("first.txt", "ab\n");
  write("c.txt", "c\n");
  write("d.txt", "d\n");
  write("rest.1.json", JSON.stringify(["c.txt", "d.txt"]));
});
afterEach(() => rmSync(root, { recursive: true }));
const write = (name: string, text: string) => writeFileSync(join(root, name), text);
const read = (name: string) => readFileSync(join(root, name), "utf8");

async function command(...argv: string[]) {
  return commandIn({}, ...argv);
}
async function commandIn(world: Partial<World>, ...argv: string[]) {
  const { world: heard, said } = testWorld(root, { package: { name: "@elvis/joiner", version: "1.2.3" }, ...world });
  return { status: await main(joiner, argv, heard), ...said() };
}

test("takes what no flag gives from params.dat, else from the port's place", async () => {
  write("params.dat", "workdir=/elsewhere/of/the/original\nfirst=first.txt\nlogdir=mylogs\n");
  const { status, out, err } = await command();
  expect({ status, err }).toEqual({ status: 0, err: "" });
  expect(out).toBe("out.iterations.1.pkg/joined.txt\nletters.json\ndata/abcd.txt\n");
  expect(read("out.iterations.1.pkg/joined.txt")).toBe("abcd\n");
  expect(JSON.parse(read("letters.json"))).toEqual(["data/0_a.txt", "data/1_b.txt"]);
  expect(read("mylogs/SimJoiner.log")).toMatch(/INFO {4}joined length=4/);
});

test("a flag wins over params.dat, in kebab and in camel case, and a single file is a list of one", async () => {
  write("params.dat", "first=none.txt\nmagnitudeLimit=20\n");
  const { status, out } = await command(
    "--first",
    "c.txt",
    "--rest",
    "d.txt",
    "--magnitude-limit",
    "-3",
    "--allowMissing",
    "--ccds=x,y",
    "--QCTable",
    "first.txt",
    "--iteration=7",
  );
  expect({ status, out }).toEqual({ status: 0, out: "out.iterations.7.pkg/joined.txt\nletters.json\ndata/cdabmn3allowxy.txt\n" });
});

test.each([
  [["--rest", "d.txt"], "--first: expected a file (the first word), found none: give --first FILE or first=FILE in params.dat"],
  [["--first", "none.txt"], "none.txt: expected a file for --first (the first word), found none of that name"],
  [["--first", "../c.txt"], "--first: file name: expected a file name inside the workdir, without '..', found \"../c.txt\""],
  [["--first", "/etc/hostname"], "--first: expected a file inside the workdir, found /etc/hostname"],
  [["--first", "rest.1.json"], 'rest.1.json: line 1: expected one word, found "[\\"c.txt\\",\\"d.txt\\"]"'],
  [["--first", "c.txt", "--magnitude-limit", "bright"], '--magnitude-limit: expected number, found "bright"'],
  [["--first", "c.txt", "--iteration", "0"], '--iteration: expected number to be >=1, found "0"'],
  [["--first", "c.txt", "--run-date", "yesterday"], '--run-date: expected a date like 2026-01-31T12:00:00Z, found "yesterday"'],
  [["--first", "c.txt", "--log-level", "LOUD"], '--log-level: expected DEBUG, INFO, WARNING or ERROR, found "LOUD"'],
  [["--params", "none.dat"], "--params: expected a file, found nothing at"],
])("%j ends with status 1, one line and no product", async (argv, message) => {
  const { status, out, err } = await command(...argv);
  expect({ status, out, lines: err.split("\n").length }).toEqual({ status: 1, out: "", lines: 2 });
  expect(err).toContain(`elvis-joiner: error: ${message}`);
  expect(
    readdirSync(root)
      .filter((name) => name !== "logs")
      .sort(),
  ).toEqual(["c.txt", "d.txt", "first.txt", "rest.1.json"]);
});

test("a flag that is not known is one line that names it", async () => {
  const { status, err } = await command("--frist", "c.txt");
  expect(status).toBe(1);
  expect(err).toMatch(/^elvis-joiner: error: .*--frist.*\n$/);
});

test("a list that names a file that is not there names list, entry and file", async () => {
  write("rest.1.json", JSON.stringify(["c.txt", "gone.txt"]));
  expect((await command("--first", "c.txt")).err).toBe(
    "elvis-joiner: error: rest.1.json: entry 2: expected the name of a file (more words), found gone.txt, which is not there\n",
  );
});

test("a bug ends with status 70 and its stack, and leaves none of the files already written", async () => {
  write("first.txt", "aF\n");
  const { status, out, err } = await command("--first", "first.txt");
  expect({ status, out }).toEqual({ status: 70, out: "" });
  expect(err).toMatch(/bug: Error: a fault while it is written\n {4}at /);
  for (const folder of ["data", "out.iterations.1.pkg"])
    expect(existsSync(join(root, folder)) ? readdirSync(join(root, folder)) : []).toEqual([]);
  expect(existsSync(join(root, "letters.json"))).toBe(false);
});

test("warnings are told once the run has succeeded, a few of them; a run that fails has one line to say", async () => {
  warnings = 7;
  const { err } = await command("--first", "c.txt");
  expect(err).toBe(
    `${[1, 2, 3, 4, 5].map((at) => `elvis-joiner: warning: odd row=${at}\n`).join("")}elvis-joiner: warning: 2 more warnings in SimJoiner.log\n`,
  );
  during = () => Promise.reject(new FormatError("c.txt", "row 9", "even", "odd"));
  expect((await command("--first", "c.txt")).err).toBe("elvis-joiner: error: c.txt: row 9: expected even, found odd\n");
  expect(read("logs/SimJoiner.log")).toMatch(/WARNING odd row=7\n/);
});

test("a signal ends the run at once with 130 and leaves nothing", async () => {
  const controller = new AbortController();
  during = () => new Promise(() => controller.abort("SIGINT"));
  const { status, err } = await commandIn({ signal: controller.signal }, "--first", "first.txt");
  expect({ status, err }).toEqual({ status: 130, err: "elvis-joiner: error: stopped by SIGINT: nothing was written\n" });
  expect(existsSync(join(root, "letters.json"))).toBe(false);
});

test("--help tells every port with its place and every setting with unit and default", async () => {
  const { status, out } = await command("--help");
  expect(status).toBe(0);
  expect(out).toMatchInlineSnapshot(`
    "elvis-joiner (SimJoiner): joins words

    USAGE
      elvis-joiner [--workdir DIR] [--params FILE] [--<port> FILE ...] [--<config> VALUE ...]

    INPUTS: from the flag, else from params.dat, else at their default place
      --first FILE              the first word (one word)
      --rest FILE               more words (list of: one word); default rest.{iteration}.json
      --QCTable FILE            a word that may lack (one word); optional

    OUTPUTS
      --joined FILE             all words (one word); default out.iterations.{iteration}.pkg/joined.txt
      --letters FILE            every letter (list of: one word); default letters.json
      --named FILE              a copy named by itself (one word); named by its content

    CONFIG: from the flag, else from params.dat, else the default
      --iteration COUNT         which pointing; default 1
      --magnitude-limit NUMBER  faintest [mag]; default 26
      --allow-missing           lets words lack; default false
      --ccds A,B,...            some CCDs; default none

    GENERAL
      --workdir DIR             folder of all files; names of files are relative to it; default .
      --logdir DIR              folder of the log and of the provenance, relative to the workdir; default logs
      --params FILE             key=value list of ports and config; default params.dat of the workdir where there is one
      --run-date DATE           date of the run, ISO 8601 UTC; default SOURCE_DATE_EPOCH, else now
      --log-file NAME           name of the log in the logdir; default the original's name of the stage
      --log-level LEVEL         least level that is logged: DEBUG, INFO, WARNING or ERROR; default INFO
      --help                    this text
      --version                 the version

    Prints the names of its products, one a line. Exit status: 0 done, 1 input that is not right (one line says what), 70 a bug.

    "
  `);
});

test("--version is the package's", async () => {
  expect(await command("--version")).toEqual({ status: 0, out: "1.2.3\n", err: "" });
});

test("the run date comes from the flag, else from SOURCE_DATE_EPOCH, else from the clock", async () => {
  const date = async (env: Record<string, string>, ...argv: string[]) => {
    await commandIn({ env }, "--first", "c.txt", ...argv);
    return JSON.parse(read("logs/SimJoiner.provenance.json")).runDate;
  };
  expect(await date({ SOURCE_DATE_EPOCH: "86400" }, "--run-date", "2026-02-03T04:05:06")).toBe("2026-02-03T04:05:06.000Z");
  expect(await date({ SOURCE_DATE_EPOCH: "86400" })).toBe("1970-01-02T00:00:00.000Z");
  expect(await date({})).toBe("2026-06-01T00:00:00.000Z");
});

test("the provenance names what was read, with its hash, and what was made", async () => {
  await command("--first", "c.txt", "--log-file", "SimJoiner.2.log");
  const record = JSON.parse(read("logs/SimJoiner.2.provenance.json"));
  expect(record.inputs).toEqual({ first: "c.txt", rest: "rest.1.json" });
  // sha256sum of "c\n"
  expect(record.read[0]).toEqual({ name: "c.txt", bytes: 2, sha256: "a3a5e715f0cc574a73c3f9bebb6bc24f32ffd5b67b387244c2c909da779a1478" });
  expect(record.made.map(({ name }: { name: string }) => name)).toEqual([
    "out.iterations.1.pkg/joined.txt",
    "data/0_c.txt",
    "data/1_c.txt",
    "letters.json",
    "data/ccd.txt",
  ]);
});

test("a workdir that is moved gives the same products", async () => {
  mkdirSync(join(root, "before"));
  for (const name of ["first.txt", "c.txt", "d.txt", "rest.1.json"]) renameSync(join(root, name), join(root, "before", name));
  await command("--workdir", "before", "--first", "first.txt");
  const before = read("before/out.iterations.1.pkg/joined.txt");
  renameSync(join(root, "before"), join(root, "after"));
  const { status } = await command("--workdir", "after", "--first", join(root, "after/first.txt"));
  expect({ status, joined: read("after/out.iterations.1.pkg/joined.txt") }).toEqual({ status: 0, joined: before });
});

test("keeps the contract of a stage; one that changes its input does not", async () => {
  const example = { inputs: { first: "a", rest: ["b"], QCTable: undefined }, config: {} };
  await stageContract(joiner, example);
  const greedy = defineStage({
    ...joiner,
    async run(inputs, config, context) {
      (inputs.rest as string[]).push("x");
      return joiner.run(inputs, config, context);
    },
  });
  await expect(stageContract(greedy, example)).rejects.toThrow("joiner: run changed its inputs");
  let calls = 0;
  const fickle = defineStage({
    ...joiner,
    run: async (inputs, config, context) => ({ ...(await joiner.run(inputs, config, context)), joined: `w${calls++}` }),
  });
  await expect(stageContract(fickle, example)).rejects.toThrow(
    "the same inputs twice: out.iterations.1.pkg/joined.txt differs from byte 1",
  );
});

test("a log folder that is a file is one line, and so is a log that cannot be written to its end", async () => {
  expect(await command("--first", "first.txt", "--logdir", "c.txt")).toMatchObject({
    status: 1,
    out: "",
    err: expect.stringMatching(
      /^elvis-joiner: error: .*SimJoiner.log: expected a file or folder .*, found a file where a folder should be\n$/,
    ),
  });
  during = async () => {
    rmSync(join(root, "logs"), { recursive: true });
    write("logs", "");
  };
  const { status, err } = await command("--first", "first.txt");
  expect({ status, lines: err.trim().split("\n").length }).toEqual({ status: 1, lines: 1 });
  expect(err).toMatch(/found a file where a folder should be/);
});

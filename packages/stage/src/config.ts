import { z } from "zod";
import { StageError } from "./errors.ts";

/** One key of a stage's config, as a flag and a line of params.dat know it. */
export interface ConfigKey {
  /** camelCase, as in the schema and in params.dat. */
  readonly key: string;
  /** kebab-case, as a flag. */
  readonly flag: string;
  readonly type: "number" | "integer" | "boolean" | "string" | "list";
  readonly choices: readonly string[];
  readonly unit: string;
  readonly description: string;
  /** As text; undefined when there is none. */
  readonly default: string | undefined;
  readonly isRequired: boolean;
}

interface Described {
  readonly type?: string;
  readonly enum?: readonly unknown[];
  readonly anyOf?: readonly Described[];
  readonly items?: Described;
  readonly default?: unknown;
  readonly unit?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Described>>;
  readonly required?: readonly string[];
}

/** The keys of a config schema, in its order; unit and description come from `.meta()`. */
export function configKeys(config: z.ZodType): readonly ConfigKey[] {
  const { properties = {}, required = [] } = z.toJSONSchema(config, { io: "input", unrepresentable: "any" }) as Described;
  return Object.entries(properties).map(([key, described]) => ({
    key,
    flag: kebab(key),
    type: typeOf(described),
    choices: (described.enum ?? []).map(String),
    unit: described.unit ?? "",
    description: described.description ?? "",
    default: described.default === undefined ? undefined : asText(described.default),
    isRequired: required.includes(key),
  }));
}

/** magnitudeLimit -> magnitude-limit */
export const kebab = (key: string): string => key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);

function typeOf(described: Described): ConfigKey["type"] {
  const found = described.type ?? described.anyOf?.map(typeOf).find((type) => type !== undefined);
  if (found === "number" || found === "integer" || found === "boolean" || found === "list") return found;
  return found === "array" ? "list" : "string";
}

const asText = (value: unknown): string => (Array.isArray(value) ? value.join(",") : String(value));

/**
 * Config from texts (flags, params.dat): each converted as its key's type says, then parsed by the schema, which fills in defaults.
 *
 * @param texts by key; a key that is absent takes its default
 * @param place how the person gave a key, for messages: "--seed", "params.dat: seed"
 * @throws StageError when a text is not what the schema wants
 */
export function parseConfig<Config extends z.ZodType>(
  config: Config,
  texts: Readonly<Record<string, string>>,
  place: (key: string) => string,
): z.output<Config> {
  const written: Record<string, unknown> = {};
  for (const { key, type } of configKeys(config)) {
    const text = texts[key];
    if (text !== undefined) written[key] = fromText(text, type);
  }
  const parsed = config.safeParse(written);
  if (parsed.success) return parsed.data;
  const { path, message } = parsed.error.issues[0];
  const key = String(path[0] ?? "");
  throw new StageError(
    `${key === "" ? "config" : place(key)}: ${lowerFirst(message)}${key in texts ? `, found ${JSON.stringify(texts[key])}` : ", found none"}`,
  );
}

/** What is not of the type stays text: the schema then says what it expected. */
function fromText(text: string, type: ConfigKey["type"]): unknown {
  switch (type) {
    case "number":
    case "integer":
      return text.trim() === "" || Number.isNaN(Number(text)) ? text : Number(text);
    case "boolean":
      return /^(true|yes|on|1)$/i.test(text) ? true : /^(false|no|off|0)$/i.test(text) ? false : text;
    case "list":
      return text === "" ? [] : text.split(",").map((item) => item.trim());
    default:
      return text;
  }
}

/** "Invalid input: expected number, received string" -> "expected number". */
const lowerFirst = (message: string): string => {
  const plain = message
    .replace(/^Invalid input: /, "")
    .replace(/, received .*$/, "")
    .replace(/^Too (small|big): /, "");
  return plain.charAt(0).toLowerCase() + plain.slice(1);
};

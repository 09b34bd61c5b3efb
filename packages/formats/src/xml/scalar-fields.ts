import { FormatError } from "../errors.ts";
import { valueText } from "./build.ts";
import { ensureChild, removePath, setText, walk } from "./edit.ts";
import type { Field } from "./fields.ts";
import { XmlReader } from "./read.ts";
import type { XmlElement } from "./types.ts";

interface Scalar<Value> {
  read(parent: XmlReader): Value;
  maybe(parent: XmlReader): Value | undefined;
  text(value: Value): string;
}

/** A field of one value, which can also be looked for: `optionalField` and `defaultField` take these. */
export interface ScalarField<Value> extends Field<Value> {
  /** @returns undefined when it is absent or empty. @throws FormatError when it is wrong */
  maybe(parent: XmlReader): Value | undefined;
}

/** A field of one element's text, or of an attribute ("Table/@nRows"). */
export function scalarField<Value>(
  path: string,
  { read, maybe, text }: Scalar<Value>,
  attributes: Readonly<Record<string, string>> = {},
): ScalarField<Value> {
  const parts = path.split("/");
  return {
    holder: parts[0] === "." || parts[0].startsWith("@") ? "" : parts[0],
    read,
    maybe,
    write(parent, value, earlier) {
      if (value === undefined) return removePath(parent, parts);
      const written = text(value);
      if (isWritten(parent, maybe, text, written)) return;
      const attribute = parts.at(-1)?.startsWith("@") ? (parts.at(-1) as string).slice(1) : undefined;
      const names = (attribute === undefined ? parts : parts.slice(0, -1)).filter((part) => part !== ".");
      const isNew = walk(parent, names) === undefined;
      const target = names.reduce((at, name, depth) => ensureChild(at, name, depth === 0 ? earlier : allNames(at)), parent);
      if (attribute !== undefined) target.attributes[attribute] = written;
      else {
        if (isNew) Object.assign(target.attributes, attributes);
        setText(target, written);
      }
    },
  };
}

function isWritten<Value>(
  parent: XmlElement,
  maybe: (parent: XmlReader) => Value | undefined,
  text: (value: Value) => string,
  written: string,
): boolean {
  try {
    const present = maybe(new XmlReader("", parent));
    return present !== undefined && text(present) === written;
  } catch (error) {
    if (error instanceof FormatError) return false;
    throw error;
  }
}

const allNames = (parent: XmlElement): string[] =>
  parent.children.flatMap((child) => ("children" in child ? [child.name.slice(child.name.indexOf(":") + 1)] : []));

/** Text, trimmed. */
export const textField = (path: string) =>
  scalarField<string>(path, { read: (at) => at.text(path), maybe: (at) => at.maybeText(path), text: (value) => value });

/** A finite number. @param unit written as the attribute `unit` of a new element */
export const numberField = (path: string, unit?: string) =>
  scalarField<number>(
    path,
    { read: (at) => at.number(path), maybe: (at) => at.maybeNumber(path), text: valueText },
    unit === undefined ? {} : { unit },
  );

/** A whole number that a double holds exactly. */
export const integerField = (path: string) =>
  scalarField<number>(path, {
    read: (at) => at.integer(path),
    maybe: (at) => at.maybeInteger(path),
    text(value) {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${path}: ${value} is not a whole number`);
      return valueText(value);
    },
  });

export const booleanField = (path: string) =>
  scalarField<boolean>(path, { read: (at) => at.boolean(path), maybe: (at) => at.maybeBoolean(path), text: String });

/** A UTC date, kept as text. */
export const dateField = (path: string) =>
  scalarField<string>(path, { read: (at) => at.date(path), maybe: (at) => at.maybeDate(path), text: (value) => value });

/** One of some words. */
export const choiceField = <const Word extends string>(path: string, words: readonly Word[]) =>
  scalarField<Word>(path, { read: (at) => at.choice(path, words), maybe: (at) => at.maybeChoice(path, words), text: (value) => value });

/** Numbers with spaces between. @param count how many there must be */
export const numbersField = <Value extends readonly number[] = readonly number[]>(path: string, count?: number) =>
  scalarField<Value>(path, {
    read: (at) => at.numbers(path, count) as unknown as Value,
    maybe: (at) => at.maybeNumbers(path, count) as unknown as Value | undefined,
    text: (value) => value.map(valueText).join(" "),
  });

/** A scalar field that may be absent; an empty element counts as absent. */
export const optionalField = <Value>(field: ScalarField<Value>): Field<Value | undefined> => ({
  holder: field.holder,
  read: field.maybe,
  write: field.write as Field<Value | undefined>["write"],
});

/** A scalar field that has a value when it is absent. */
export const defaultField = <Value>(field: ScalarField<Value>, value: Value): Field<Value> => ({
  ...field,
  read: (at) => field.maybe(at) ?? value,
});

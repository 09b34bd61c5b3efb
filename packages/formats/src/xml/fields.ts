import { FormatError } from "../errors.ts";
import { safeName } from "../io.ts";
import { valueText } from "./build.ts";
import { childOf, childrenOf, ensureChild, insertChild, removeChild, setText } from "./edit.ts";
import { textOf, XmlReader } from "./read.ts";
import type { XmlElement } from "./types.ts";

/**
 * One field of a product, declared once: how it is read out of its parent element and written into it.
 *
 * Writing changes only what differs: a number that reads back as the same keeps its digits ("9.0"), unknown elements and
 * attributes stay where they are, a new element goes to its place in the declared order.
 */
export interface Field<Value> {
  /** Name of the parent's child that holds it; "" when that is the parent itself. */
  readonly holder: string;
  /** @throws FormatError when it is missing or wrong */
  read(parent: XmlReader): Value;
  /** @param earlier holders of the fields declared before it */
  write(parent: XmlElement, value: Value, earlier: readonly string[]): void;
}

/** The fields of a record, in the schema's order. */
export type Fields<Value> = { readonly [Name in keyof Value]-?: Field<Value[Name]> };

export function readFields<Value>(fields: Fields<Value>, parent: XmlReader): Value {
  const entries = Object.entries(fields as Record<string, Field<unknown>>).map(([name, field]) => [name, field.read(parent)] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined)) as Value;
}

export function writeFields<Value>(fields: Fields<Value>, parent: XmlElement, value: Value): void {
  const earlier: string[] = [];
  for (const [name, field] of Object.entries(fields as Record<string, Field<unknown>>)) {
    field.write(parent, (value as Record<string, unknown>)[name], earlier);
    if (field.holder !== "") earlier.push(field.holder);
  }
}

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
function scalar<Value>(
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

const walk = (parent: XmlElement, names: readonly string[]): XmlElement | undefined =>
  names.reduce<XmlElement | undefined>((at, name) => at && childOf(at, name), parent);

const allNames = (parent: XmlElement): string[] =>
  parent.children.flatMap((child) => ("children" in child ? [child.name.slice(child.name.indexOf(":") + 1)] : []));

function removePath(parent: XmlElement, parts: readonly string[]): void {
  const holder = walk(
    parent,
    parts.slice(0, -1).filter((part) => part !== "."),
  );
  const last = parts.at(-1) as string;
  if (holder === undefined) return;
  if (last.startsWith("@")) delete holder.attributes[last.slice(1)];
  else for (const child of childrenOf(holder, last)) removeChild(holder, child);
}

/** Text, trimmed. */
export const textField = (path: string) =>
  scalar<string>(path, { read: (at) => at.text(path), maybe: (at) => at.maybeText(path), text: (value) => value });

/** A finite number. @param unit written as the attribute `unit` of a new element */
export const numberField = (path: string, unit?: string) =>
  scalar<number>(
    path,
    { read: (at) => at.number(path), maybe: (at) => at.maybeNumber(path), text: valueText },
    unit === undefined ? {} : { unit },
  );

/** A whole number that a double holds exactly. */
export const integerField = (path: string) =>
  scalar<number>(path, {
    read: (at) => at.integer(path),
    maybe: (at) => at.maybeInteger(path),
    text(value) {
      if (!Number.isSafeInteger(value)) throw new RangeError(`${path}: ${value} is not a whole number`);
      return valueText(value);
    },
  });

export const booleanField = (path: string) =>
  scalar<boolean>(path, { read: (at) => at.boolean(path), maybe: (at) => at.maybeBoolean(path), text: String });

/** A UTC date, kept as text. */
export const dateField = (path: string) =>
  scalar<string>(path, { read: (at) => at.date(path), maybe: (at) => at.maybeDate(path), text: (value) => value });

/** One of some words. */
export const choiceField = <const Word extends string>(path: string, words: readonly Word[]) =>
  scalar<Word>(path, { read: (at) => at.choice(path, words), maybe: (at) => at.maybeChoice(path, words), text: (value) => value });

/** Numbers with spaces between. @param count how many there must be */
export const numbersField = <Value extends readonly number[] = readonly number[]>(path: string, count?: number) =>
  scalar<Value>(path, {
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

/** A record in an element of its own. */
export const groupField = <Value>(name: string, fields: Fields<Value>): Field<Value> => ({
  holder: name,
  read: (parent) => readFields(fields, parent.child(name)),
  write: (parent, value, earlier) => writeFields(fields, ensureChild(parent, name, earlier), value),
});

/** A record in an element of its own, which may be absent. */
export const optionalGroup = <Value>(name: string, fields: Fields<Value>): Field<Value | undefined> => ({
  holder: name,
  read(parent) {
    const child = parent.maybeChild(name);
    return child && readFields(fields, child);
  },
  write(parent, value, earlier) {
    if (value === undefined) removePath(parent, [name]);
    else writeFields(fields, ensureChild(parent, name, earlier), value);
  },
});

/** Elements of one name, in order. The field of an item has paths from the item: ".", "@id", "RA". */
export const listField = <Value>(name: string, item: Field<Value>): Field<readonly Value[]> => ({
  holder: name,
  read: (parent) => parent.all(name).map((child) => item.read(child)),
  write(parent, values, earlier) {
    const present = childrenOf(parent, name);
    for (const extra of present.slice(values.length)) removeChild(parent, extra);
    values.forEach((value, index) => {
      if (index >= present.length) insertChild(parent, { name, attributes: {}, children: [] }, [...earlier, name]);
      item.write(childrenOf(parent, name)[index], value, []);
    });
  },
});

/** Elements of one name inside an element of their own: "QuadrantList" of "Quadrant". Absent reads as none. */
export const nestedList = <Value>(outer: string, name: string, item: Field<Value>): Field<readonly Value[]> => {
  const inner = listField(name, item);
  return {
    holder: outer,
    read: (parent) => (parent.maybeChild(outer) ? inner.read(parent.child(outer)) : []),
    write(parent, values, earlier) {
      if (values.length > 0 || childOf(parent, outer)) inner.write(ensureChild(parent, outer, earlier), values, []);
    },
  };
};

/** The element itself as a record: the item of a list. */
export const recordField = <Value>(fields: Fields<Value>): Field<Value> => ({
  holder: "",
  read: (at) => readFields(fields, at),
  write: (at, value) => writeFields(fields, at, value),
});

/** A field whose value has another shape outside: its two directions. */
export const mapField = <Inner, Value>(field: Field<Inner>, from: (inner: Inner) => Value, to: (value: Value) => Inner): Field<Value> => ({
  holder: field.holder,
  read: (parent) => from(field.read(parent)),
  write: (parent, value, earlier) => field.write(parent, to(value), earlier),
});

/** How a product declares a data file's format. */
export interface FileFormat {
  /** "sim.starCatalog" and the like, written on a new storage element. */
  readonly format?: string;
  readonly version?: string;
}

/**
 * The bare name of a data file, which lies in `data/`: `<path>/DataContainer/FileName`.
 *
 * @param path of the storage element; "." when it is the parent
 * @throws FormatError on reading a name with "/" or ".."; RangeError on writing one
 */
export function fileField(path: string, { format, version }: FileFormat = {}): ScalarField<string> {
  const inside = path === "." ? "DataContainer/FileName" : `${path}/DataContainer/FileName`;
  const checked = (at: XmlReader, name: string): string => {
    if (name.includes("/")) throw at.error(inside, "a bare file name", JSON.stringify(name));
    return safeName(name, at.file, at.path === "" ? inside : `${at.path}/${inside}`);
  };
  const field = scalar<string>(inside, {
    read: (at) => checked(at, at.text(inside)),
    maybe(at) {
      const name = at.maybeText(inside);
      return name === undefined || name === "" ? undefined : checked(at, name);
    },
    text(name) {
      if (name.includes("/") || name.includes("\\") || name === "" || name === "..")
        throw new RangeError(`${inside}: ${JSON.stringify(name)} is not a bare file name`);
      return name;
    },
  });
  return {
    ...field,
    write(parent, name, earlier) {
      const storage = path === "." ? [] : path.split("/");
      field.write(parent, name, earlier);
      const element = walk(parent, storage);
      const container = element && childOf(element, "DataContainer");
      if (element === undefined || container === undefined) return;
      if (Object.hasOwn(container.attributes, "filestatus")) return;
      container.attributes.filestatus = "PROPOSED";
      if (format !== undefined) element.attributes.format ??= format;
      if (version !== undefined) element.attributes.version ??= version;
    },
  };
}

/** One entry of the `Parameters` block that any product may have. */
export interface ProductParameter {
  readonly key: string;
  readonly description?: string;
  /** Which element holds the value: "String" for StringValue, "Double" for DoubleValue. */
  readonly kind: string;
  /** As written. */
  readonly value: string;
  readonly unit?: string;
}

/** `Parameters/Parameter{Key, Description, StringValue | IntValue | DoubleValue | …, Unit}`. */
export const parametersField: Field<readonly ProductParameter[]> = nestedList("Parameters", "Parameter", {
  holder: "",
  read(at) {
    const value = at.elements().find((child) => /^[A-Z][A-Za-z]*Value$/.test(child.element.name));
    if (value === undefined) throw at.error("StringValue", "a value", "none");
    const description = at.maybeText("Description");
    const unit = at.maybeText("Unit");
    return {
      key: at.text("Key"),
      kind: value.element.name.slice(0, -"Value".length),
      value: textOf(value.element),
      ...(description !== undefined && { description }),
      ...(unit !== undefined && { unit }),
    };
  },
  write(at, { key, description, kind, value, unit }) {
    for (const child of at.children)
      if ("children" in child && child.name.endsWith("Value") && child.name !== `${kind}Value`) removeChild(at, child);
    const set = (name: string, text: string | undefined, earlier: readonly string[]): void => {
      if (text === undefined) removePath(at, [name]);
      else if (textOf(ensureChild(at, name, earlier)) !== text) setText(ensureChild(at, name, earlier), text);
    };
    set("Key", key, []);
    set("Description", description, ["Key"]);
    set(`${kind}Value`, value, ["Key", "Description"]);
    set("Unit", unit, ["Key", "Description", `${kind}Value`]);
  },
});

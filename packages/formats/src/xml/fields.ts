import { childOf, childrenOf, ensureChild, insertChild, removeChild, removePath } from "./edit.ts";
import type { XmlReader } from "./read.ts";
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

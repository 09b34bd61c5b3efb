import { FormatError } from "../errors.ts";
import type { XmlElement } from "./types.ts";

/**
 * An element with its place, for reading typed values that say where they are missing or wrong.
 *
 * Paths are element names without prefix, joined by "/", from this element down: "Pointing/RA"; a last part "@unit" is an
 * attribute; "." is this element. Where one element is expected, two are an error. Names match whatever their prefix.
 * Each reader of a value has a twin, `maybe…`, that gives undefined when the element is absent or (save for text) empty.
 */
export class XmlReader {
  readonly file: string;
  /** From the root: "Data/Pointing". */
  readonly path: string;
  readonly element: XmlElement;

  constructor(file: string, element: XmlElement, path = "") {
    this.file = file;
    this.path = path;
    this.element = element;
  }

  /** @throws FormatError when there is not exactly one */
  child(path: string): XmlReader {
    return this.maybeChild(path) ?? this.#missing(path, "an element");
  }

  maybeChild(path: string): XmlReader | undefined {
    if (path === ".") return this;
    let reader: XmlReader = this;
    for (const name of path.split("/")) {
      const found = reader.#named(name);
      if (found.length > 1) throw new FormatError(this.file, reader.#place(name), "one element", `${found.length} of them`);
      if (found.length === 0) return undefined;
      reader = found[0];
    }
    return reader;
  }

  /** All elements of the last name in `path`; the names before it are of one element each. Places are counted from 1. */
  all(path: string): readonly XmlReader[] {
    const cut = path.lastIndexOf("/");
    const parent = cut < 0 ? this : this.maybeChild(path.slice(0, cut));
    return parent === undefined ? [] : parent.#named(path.slice(cut + 1));
  }

  /** Elements of that name at any depth below, in document order. */
  descendants(name: string): readonly XmlReader[] {
    return this.elements().flatMap((child) => [...(localName(child.element.name) === name ? [child] : []), ...child.descendants(name)]);
  }

  /** The child elements, in order. */
  elements(): readonly XmlReader[] {
    const seen = new Map<string, number>();
    const total = new Map<string, number>();
    const children = this.element.children.filter((child) => "children" in child);
    for (const child of children) total.set(localName(child.name), (total.get(localName(child.name)) ?? 0) + 1);
    return children.map((child) => {
      const name = localName(child.name);
      const nth = (seen.get(name) ?? 0) + 1;
      seen.set(name, nth);
      return new XmlReader(this.file, child, this.#place(total.get(name) === 1 ? name : `${name}[${nth}]`));
    });
  }

  has(path: string): boolean {
    return this.maybeText(path) !== undefined;
  }

  /** Text without the white space around it; may be empty. */
  text(path: string): string {
    return this.maybeText(path) ?? this.#missing(path, path.includes("@") ? "an attribute" : "an element with text");
  }

  maybeText(path: string): string | undefined {
    const [, parent, attribute] = /^(?:(.*)\/)?@(.+)$/.exec(path) ?? [];
    if (attribute !== undefined) return attributeOf((parent === undefined ? this : this.maybeChild(parent))?.element, attribute)?.trim();
    const element = this.maybeChild(path)?.element;
    return element && textOf(element).trim();
  }

  /** @throws FormatError unless it is one of `words` */
  choice<const Word extends string>(path: string, words: readonly Word[]): Word {
    return this.maybeChoice(path, words) ?? this.#missing(path, `one of ${words.join(", ")}`);
  }

  maybeChoice<const Word extends string>(path: string, words: readonly Word[]): Word | undefined {
    return this.#maybe(path, `one of ${words.join(", ")}`, (text) => words.find((word) => word === text));
  }

  /** A finite decimal number. */
  number(path: string): number {
    return this.maybeNumber(path) ?? this.#missing(path, "a number");
  }

  maybeNumber(path: string): number | undefined {
    return this.#maybe(path, "a number", parseNumber);
  }

  /** White-space separated numbers. @param count how many there must be */
  numbers(path: string, count?: number): readonly number[] {
    return this.maybeNumbers(path, count) ?? this.#missing(path, count === undefined ? "numbers" : `${count} numbers`);
  }

  maybeNumbers(path: string, count?: number): readonly number[] | undefined {
    return this.#maybe(path, count === undefined ? "numbers" : `${count} numbers`, (text) => {
      const numbers = text.split(/\s+/).map(parseNumber);
      return numbers.includes(undefined) || (count !== undefined && numbers.length !== count) ? undefined : (numbers as number[]);
    });
  }

  /** A whole number that a double holds exactly. */
  integer(path: string): number {
    return this.maybeInteger(path) ?? this.#missing(path, "a whole number");
  }

  maybeInteger(path: string): number | undefined {
    return this.#maybe(path, "a whole number", (text) =>
      /^[+-]?\d+$/.test(text) && Number.isSafeInteger(Number(text)) ? Number(text) : undefined,
    );
  }

  boolean(path: string): boolean {
    return this.maybeBoolean(path) ?? this.#missing(path, "true or false");
  }

  maybeBoolean(path: string): boolean | undefined {
    return this.#maybe(path, "true or false", (text) =>
      text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined,
    );
  }

  /** A UTC date and time, as written: its digits (microseconds) are kept, so it stays text. */
  date(path: string): string {
    return this.maybeDate(path) ?? this.#missing(path, DATE);
  }

  maybeDate(path: string): string | undefined {
    return this.#maybe(path, DATE, (text) => (isDate(text) ? text : undefined));
  }

  /** A FormatError at `path`, for rules that only the caller knows. */
  error(path: string, expected: string, found: string): FormatError {
    return new FormatError(this.file, path === "." ? this.path : this.#place(path), expected, found);
  }

  #maybe<Value>(path: string, expected: string, parse: (text: string) => Value | undefined): Value | undefined {
    const text = this.maybeText(path);
    if (text === undefined || text === "") return undefined;
    const value = parse(text);
    if (value === undefined) throw this.error(path, expected, JSON.stringify(text.length > 60 ? `${text.slice(0, 60)}…` : text));
    return value;
  }

  #missing(path: string, expected: string): never {
    throw this.error(path, expected, this.maybeText(path) === undefined ? "none" : "nothing in it");
  }

  #named(name: string): readonly XmlReader[] {
    return this.elements().filter((child) => localName(child.element.name) === name);
  }

  #place(path: string): string {
    return this.path === "" ? path : `${this.path}/${path}`;
  }
}

const DATE = "a UTC date like 2024-03-04T00:17:20.075495Z";

/** The name without its prefix. */
export const localName = (name: string): string => name.slice(name.indexOf(":") + 1);

/** All text directly inside, CDATA too. */
export const textOf = (element: XmlElement): string => element.children.map((child) => ("text" in child ? child.text : "")).join("");

/** The namespace of an element by the declarations on it; undefined when it has none. */
export function namespaceOf(element: XmlElement): string | undefined {
  const colon = element.name.indexOf(":");
  return attributeOf(element, colon < 0 ? "xmlns" : `xmlns:${element.name.slice(0, colon)}`);
}

const attributeOf = (element: XmlElement | undefined, name: string): string | undefined =>
  element && Object.hasOwn(element.attributes, name) ? element.attributes[name] : undefined;

function parseNumber(text: string): number | undefined {
  const value = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : Number.NaN;
  return Number.isFinite(value) ? value : undefined;
}

function isDate(text: string): boolean {
  const parts = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d):(\d\d)(?:\.\d+)?Z?$/.exec(text);
  if (parts === null) return false;
  const [year, month, day, hour, minute, second] = parts.slice(1).map(Number);
  // 60 is a leap second.
  return month >= 1 && month <= 12 && day >= 1 && day <= daysIn(year, month) && hour < 24 && minute < 60 && second <= 60;
}

function daysIn(year: number, month: number): number {
  const isLeap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

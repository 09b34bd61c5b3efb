import { localName } from "./read.ts";
import type { XmlElement } from "./types.ts";

/** The first child element of that name, whatever its prefix. */
export const childOf = (parent: XmlElement, name: string): XmlElement | undefined =>
  parent.children.find((child): child is XmlElement => "children" in child && localName(child.name) === name);

/** The child elements of that name. */
export const childrenOf = (parent: XmlElement, name: string): XmlElement[] =>
  parent.children.filter((child): child is XmlElement => "children" in child && localName(child.name) === name);

/**
 * The child of that name, made when it is not there.
 *
 * @param earlier names that come before it in the schema: a new child goes after the last of them, or first
 */
export function ensureChild(parent: XmlElement, name: string, earlier: readonly string[]): XmlElement {
  const found = childOf(parent, name);
  if (found) return found;
  const made: XmlElement = { name, attributes: {}, children: [] };
  insertChild(parent, made, earlier);
  return made;
}

/** Puts an element after the last one named in `earlier`, or first. */
export function insertChild(parent: XmlElement, made: XmlElement, earlier: readonly string[]): void {
  const after = parent.children.findLastIndex((child) => "children" in child && earlier.includes(localName(child.name)));
  parent.children.splice(after + 1, 0, made);
}

export function removeChild(parent: XmlElement, child: XmlElement): void {
  parent.children.splice(parent.children.indexOf(child), 1);
}

/** A new child element, last. */
export function appendChild(parent: XmlElement, name: string): XmlElement {
  const made: XmlElement = { name, attributes: {}, children: [] };
  parent.children.push(made);
  return made;
}

/** Replaces the text inside an element; its comments stay. What has a text is no longer nil. */
export function setText(element: XmlElement, text: string): void {
  if (text !== "") for (const name of Object.keys(element.attributes)) if (localName(name) === "nil") delete element.attributes[name];
  element.children = [...(text === "" ? [] : [{ text }]), ...element.children.filter((child) => !("text" in child))];
}

/** The element that a path of names leads to. */
export const walk = (parent: XmlElement, names: readonly string[]): XmlElement | undefined =>
  names.reduce<XmlElement | undefined>((at, name) => at && childOf(at, name), parent);

/** Removes the elements, or the attribute, that a path leads to. */
export function removePath(parent: XmlElement, parts: readonly string[]): void {
  const holder = walk(
    parent,
    parts.slice(0, -1).filter((part) => part !== "."),
  );
  const last = parts.at(-1) as string;
  if (holder === undefined) return;
  if (last.startsWith("@")) delete holder.attributes[last.slice(1)];
  else for (const child of childrenOf(holder, last)) removeChild(holder, child);
}

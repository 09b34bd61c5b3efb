import type { XmlElement } from "./types.ts";

/** What can stand in an element that is being made: elements, or text. */
export type XmlChild = XmlElement | string;

/**
 * An element, made in one expression: `element("Pointing", {}, leaf("RA", 150.1), leaf("Dec", 2.2))`.
 *
 * @param attributes numbers are written as `leaf` writes them
 */
export function element(
  name: string,
  attributes: Readonly<Record<string, string | number>> = {},
  ...children: readonly (XmlChild | undefined)[]
): XmlElement {
  return {
    name,
    attributes: Object.fromEntries(Object.entries(attributes).map(([key, value]) => [key, valueText(value)])),
    children: children
      .filter((child) => child !== undefined && child !== "")
      .map((child) => (typeof child === "string" ? { text: child } : (child as XmlElement))),
  };
}

/** An element with one value inside. */
export const leaf = (
  name: string,
  value: string | number | boolean,
  attributes: Readonly<Record<string, string | number>> = {},
): XmlElement => element(name, attributes, valueText(value));

/**
 * A value as text: the shortest decimal that reads back as the same number.
 *
 * @throws RangeError for a number that is not finite
 */
export function valueText(value: string | number | boolean): string {
  if (typeof value !== "number") return String(value);
  if (!Number.isFinite(value)) throw new RangeError(`XML: ${value} cannot be written as a number`);
  return Object.is(value, -0) ? "-0" : String(value);
}

/** A deep copy: what was read is never changed. */
export function copyElement(tree: XmlElement): XmlElement {
  const { before, after } = tree;
  return {
    name: tree.name,
    attributes: { ...tree.attributes },
    children: tree.children.map((child) => ("children" in child ? copyElement(child) : { ...child })),
    ...(before && { before: before.map((it) => ({ ...it })) }),
    ...(after && { after: after.map((it) => ({ ...it })) }),
  };
}

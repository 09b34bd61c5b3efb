import { ILLEGAL_CHARACTER } from "./check.ts";
import { isMixed } from "./parse.ts";
import type { XmlComment, XmlElement, XmlText } from "./types.ts";

/**
 * The document of a root element: UTF-8 declaration, two spaces a level, a line end at the end.
 *
 * `parseXml` of it gives an equal tree, when neighbouring texts of the tree are one and layout white space is not in it.
 *
 * @throws RangeError for a name, a character or a comment that XML cannot hold
 */
export function writeXml(root: XmlElement): string {
  const lines = [
    '<?xml version="1.0" encoding="UTF-8"?>',
    ...(root.before ?? []).map(comment),
    element(root, ""),
    ...(root.after ?? []).map(comment),
  ];
  return `${lines.join("\n")}\n`;
}

/** What stands between the brackets of a start tag. */
const startOf = ({ name, attributes }: XmlElement): string =>
  checkedName(name) +
  Object.entries(attributes)
    .map(([key, value]) => ` ${checkedName(key)}="${escapeAttribute(value)}"`)
    .join("");

function element(value: XmlElement, indent: string): string {
  const { name, children } = value;
  const tag = startOf(value);
  if (children.length === 0) return `<${tag}/>`;
  if (isMixed(children) || children.every((child) => "text" in child))
    return `<${tag}>${children.map((child) => inline(child)).join("")}</${name}>`;
  const deeper = `${indent}  `;
  const inside = children
    .filter((child) => !("text" in child))
    .map((child) => `\n${deeper}${"comment" in child ? comment(child) : element(child as XmlElement, deeper)}`);
  return `<${tag}>${inside.join("")}\n${indent}</${name}>`;
}

/** Among text nothing may be added: no line ends, no indentation. */
function inline(child: XmlElement | XmlText | XmlComment): string {
  if ("comment" in child) return comment(child);
  if ("text" in child)
    return child.cdata === true ? `<![CDATA[${checkedText(child.text).replaceAll("]]>", "]]]]><![CDATA[>")}]]>` : escapeText(child.text);
  const { name, children } = child;
  const tag = startOf(child);
  if (children.length === 0) return `<${tag}/>`;
  // White space that lays out a deeper element would become text only beside text, so this one may be laid out on one line.
  const kept = isMixed(children) || children.every((inner) => "text" in inner) ? children : children.filter((inner) => !("text" in inner));
  return `<${tag}>${kept.map(inline).join("")}</${name}>`;
}

function comment({ comment }: XmlComment): string {
  if (comment.includes("--") || comment.endsWith("-")) throw new RangeError(`XML: a comment cannot hold "--": ${JSON.stringify(comment)}`);
  return `<!--${checkedText(comment)}-->`;
}

const escapeText = (text: string): string =>
  checkedText(text).replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll("\r", "&#13;");

const escapeAttribute = (text: string): string =>
  escapeText(text).replaceAll('"', "&quot;").replaceAll("\n", "&#10;").replaceAll("\t", "&#9;");

function checkedText(text: string): string {
  const found = ILLEGAL_CHARACTER.exec(text);
  if (found) throw new RangeError(`XML: character U+${found[0].charCodeAt(0).toString(16).padStart(4, "0")} cannot be written`);
  return text;
}

function checkedName(name: string): string {
  if (!/^[\p{L}_][\p{L}\p{N}_.-]*(?::[\p{L}_][\p{L}\p{N}_.-]*)?$/u.test(name))
    throw new RangeError(`XML: ${JSON.stringify(name)} cannot be a name`);
  return name;
}

import { XMLParser, XMLValidator } from "fast-xml-parser";
import { FormatError } from "../errors.ts";
import { checkMarkup } from "./check.ts";
import type { XmlComment, XmlElement, XmlText } from "./types.ts";

type Node = Record<string, unknown>;

const ATTRIBUTES = ":@";

/** References are decoded here, not by the parser: it would take HTML's names too, and expand entities. */
const parser = new XMLParser({
  preserveOrder: true,
  ignoreAttributes: false,
  attributeNamePrefix: "",
  parseTagValue: false,
  parseAttributeValue: false,
  trimValues: false,
  processEntities: false,
  ignorePiTags: true,
  ignoreDeclaration: true,
  textNodeName: "#text",
  cdataPropName: "#cdata",
  commentPropName: "#comment",
  onDangerousProperty: (name: string) => {
    throw new Error(`${JSON.stringify(name)} cannot be a name`);
  },
});

/**
 * The root element of an XML document.
 *
 * Text is kept as it stands, with references decoded; white space between elements is formatting and is not kept, nor are
 * processing instructions. Entities are never expanded: a document type is refused.
 *
 * @param text the document, decoded; line ends may be of any kind
 * @param file name for messages
 * @throws FormatError with line and column when it is not well-formed XML
 */
export function parseXml(text: string, file: string): XmlElement {
  const document = text.replace(/^\ufeff/, "").replaceAll(/\r\n?/g, "\n");
  checkMarkup(document, file);
  const verdict = XMLValidator.validate(document);
  if (verdict !== true) {
    const { msg, line, col } = verdict.err;
    throw new FormatError(file, `line ${line}, column ${col ?? 1}`, "well-formed XML", msg);
  }
  let nodes: Node[];
  try {
    nodes = parser.parse(document) as Node[];
  } catch (cause) {
    throw new FormatError(file, "", "well-formed XML", cause instanceof Error ? cause.message : String(cause), { cause });
  }
  const children = nodes.map(convert);
  const at = children.findIndex((child) => "children" in child);
  if (at < 0) throw new FormatError(file, "", "an XML element", "none");
  const root = children[at] as XmlElement;
  const comments = (beside: typeof children): XmlComment[] => beside.filter((child) => "comment" in child);
  const before = comments(children.slice(0, at));
  const after = comments(children.slice(at + 1));
  return { ...root, ...(before.length > 0 && { before }), ...(after.length > 0 && { after }) };
}

function convert(node: Node): XmlElement | XmlText | XmlComment {
  const name = Object.keys(node).find((key) => key !== ATTRIBUTES) as string;
  if (name === "#text") return { text: decode(String(node[name])) };
  if (name === "#cdata") return { text: innerText(node[name]), cdata: true };
  if (name === "#comment") return { comment: innerText(node[name]) };
  const attributes: Record<string, string> = {};
  for (const [key, value] of Object.entries((node[ATTRIBUTES] ?? {}) as Record<string, unknown>))
    attributes[key] = decode(String(value).replaceAll(/[\t\n]/g, " "));
  return { name, attributes, children: withoutFormatting(joinTexts((node[name] as Node[]).map(convert))) };
}

/** Where a processing instruction was left out, two texts meet: they are one. */
function joinTexts(children: XmlElement["children"]): XmlElement["children"] {
  const joined: XmlElement["children"] = [];
  for (const child of children) {
    const last = joined.at(-1);
    if (last && "text" in last && "text" in child && last.cdata === undefined && child.cdata === undefined) last.text += child.text;
    else joined.push(child);
  }
  return joined;
}

/** Drops white space that only lays out elements and comments; where real text stands beside them, all of it is kept. */
function withoutFormatting(children: XmlElement["children"]): XmlElement["children"] {
  if (children.every((child) => "text" in child) || isMixed(children)) return children;
  return children.filter((child) => !("text" in child));
}

/** Whether text that means something stands among `children`. */
export const isMixed = (children: XmlElement["children"]): boolean =>
  children.some((child) => "text" in child && (child.cdata === true || /[^ \t\n]/.test(child.text)));

const innerText = (nodes: unknown): string => (nodes as Node[]).map((node) => String(node["#text"])).join("");

const NAMED: Readonly<Record<string, string>> = { lt: "<", gt: ">", amp: "&", quot: '"', apos: "'" };

/** Character references and XML's five names; `checkMarkup` has refused all others. */
const decode = (text: string): string =>
  text.includes("&")
    ? text.replaceAll(/&(?:#x([0-9A-Fa-f]+)|#([0-9]+)|([a-z]+));/g, (_, hexadecimal?: string, decimal?: string, name?: string) =>
        name === undefined
          ? String.fromCodePoint(hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16))
          : NAMED[name],
      )
    : text;

import { FormatError } from "../errors.ts";

/** Characters that XML 1.0 does not allow (clause 2.2). */
export const ILLEGAL_CHARACTER = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/u;

const REFERENCE = /&(?:#x([0-9A-Fa-f]{1,6})|#([0-9]{1,7})|(lt|gt|amp|quot|apos));/y;

/**
 * Refuses what the parser's own validation lets through: a document type (and with it every entity, internal or external),
 * references to anything but characters and the five names of XML, "<" in attributes, "]]>" in text, "--" in comments, text or a second
 * element beside the root, characters that XML does not have.
 *
 * @throws FormatError with line and column
 * @see XML 1.0, fifth edition, clauses 2.2, 2.4, 2.5, 2.8, 3.1, 4.1
 */
export function checkMarkup(text: string, file: string): void {
  const illegal = ILLEGAL_CHARACTER.exec(text);
  if (illegal) refuse(text, illegal.index, file, "characters of XML", `U+${hex(illegal[0])}`);
  let depth = 0;
  let roots = 0;
  let at = 0;
  const skipPast = (end: string, what: string): number => {
    const found = text.indexOf(end, at);
    if (found < 0) refuse(text, at, file, `"${end}" at the end of the ${what}`, "the end of the file");
    return found + end.length;
  };
  while (at < text.length) {
    const open = text.indexOf("<", at);
    checkText(text, at, open < 0 ? text.length : open, depth, file);
    if (open < 0) break;
    at = open;
    if (text.startsWith("<!--", at)) {
      const end = skipPast("-->", "comment");
      const dashes = text.indexOf("--", at + 4);
      if (dashes !== end - 3) refuse(text, dashes, file, 'no "--" inside a comment', '"--"');
      at = end;
    } else if (text.startsWith("<![CDATA[", at)) {
      if (depth === 0) refuse(text, at, file, "one root element and nothing beside it", "CDATA");
      at = skipPast("]]>", "CDATA section");
    } else if (text.startsWith("<?", at)) {
      if (at > 0 && /^<\?xml[\s?]/i.test(text.slice(at, at + 6)))
        refuse(text, at, file, "the XML declaration at the very start", "it here");
      at = skipPast("?>", "processing instruction");
    } else if (text.startsWith("<!", at)) refuse(text, at, file, "no document type and no entities", text.slice(at, at + 9));
    else {
      const end = tagEnd(text, at, file);
      const closes = text[at + 1] === "/";
      if (!closes && depth === 0 && ++roots > 1) refuse(text, at, file, "one root element", "a second one");
      if (closes) depth--;
      else if (text[end - 2] !== "/") depth++;
      at = end;
    }
  }
}

/** Index after the ">" of the tag that begins at `start`. */
function tagEnd(text: string, start: number, file: string): number {
  let quote = "";
  for (let at = start + 1; at < text.length; at++) {
    const character = text[at];
    if (character === "<") refuse(text, at, file, quote === "" ? '">" at the end of the tag' : 'no "<" in an attribute', '"<"');
    else if (character === "&") at = referenceEnd(text, at, file) - 1;
    else if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at + 1;
  }
  return refuse(text, start, file, '">" at the end of the tag', "the end of the file");
}

function checkText(text: string, start: number, end: number, depth: number, file: string): void {
  if (depth === 0) {
    const stray = /[^ \t\n]/g;
    stray.lastIndex = start;
    const found = stray.exec(text);
    if (found && found.index < end) refuse(text, found.index, file, "one root element and nothing beside it", JSON.stringify(found[0]));
    return;
  }
  // A slice, as indexOf alone would look through the rest of the file at every tag.
  const inside = text.slice(start, end);
  const section = inside.indexOf("]]>");
  if (section >= 0) refuse(text, start + section, file, 'no "]]>" in text', '"]]>"');
  for (let at = inside.indexOf("&"); at >= 0; at = inside.indexOf("&", at)) at = referenceEnd(text, start + at, file) - start;
}

/** Index after the reference that begins at `at`. */
function referenceEnd(text: string, at: number, file: string): number {
  REFERENCE.lastIndex = at;
  const match = REFERENCE.exec(text);
  if (!match)
    return refuse(text, at, file, "a character reference, or &amp; &lt; &gt; &quot; &apos;", JSON.stringify(text.slice(at, at + 12)));
  if (match[3] === undefined) {
    const code = match[1] === undefined ? Number(match[2]) : Number.parseInt(match[1], 16);
    if (code > 0x10ffff || (code >= 0xd800 && code < 0xe000) || ILLEGAL_CHARACTER.test(String.fromCodePoint(code)))
      refuse(text, at, file, "a character of XML", match[0]);
  }
  return REFERENCE.lastIndex;
}

/** "line 3, column 7", both from 1. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  return `line ${before.split("\n").length}, column ${at - before.lastIndexOf("\n")}`;
}

function refuse(text: string, at: number, file: string, expected: string, found: string): never {
  throw new FormatError(file, placeOf(text, at), expected, found);
}

const hex = (character: string): string => character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0");

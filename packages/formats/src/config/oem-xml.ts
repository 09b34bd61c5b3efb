import { localName, parseXml, textOf, type XmlElement } from "../xml/index.ts";
import { type OemEntry, type OemRow, type RawCovariance, type RawOem, type RawSegment, wrong } from "./oem.ts";

/** An element, the line its tag opens on, and its child elements. */
interface Node {
  readonly name: string;
  readonly line: number;
  readonly element: XmlElement;
  readonly children: readonly Node[];
}

const STATE = ["EPOCH", "X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"];
const ACCELERATION = ["X_DDOT", "Y_DDOT", "Z_DDOT"];
/** The only units that the standard has; the attribute may be left out. */
const UNITS = ["", "km", "km", "km", "km/s", "km/s", "km/s", "km/s**2", "km/s**2", "km/s**2"];
const AXES = ["X", "Y", "Z", "X_DOT", "Y_DOT", "Z_DOT"];

/**
 * Cuts an OEM in XML into its parts.
 *
 * @throws FormatError when it is not well-formed, or an element is not where the message has it
 */
export function cutXml(text: string, file: string): RawOem {
  const top = withLines(parseXml(text, file), tagLines(text));
  // A combined message (CCSDS 505.0) may hold it.
  const root = top.name === "ndm" ? only(top, "oem", file) : top;
  if (root.name !== "oem") throw wrong(file, root.line, "an <oem>", `<${root.name}>`);
  const version = Object.entries(root.element.attributes).find(([name]) => name === "version")?.[1] ?? "";
  const header = only(root, "header", file);
  const body = only(root, "body", file);
  return {
    version: { key: "CCSDS_OEM_VERS", value: version, line: root.line },
    header: header.children.map(entryOf),
    segments: body.children.map((segment) => segmentOf(segment, file)),
    lastLine: text.split("\n").length,
  };
}

function segmentOf(node: Node, file: string): RawSegment {
  if (node.name !== "segment") throw wrong(file, node.line, "a <segment>", `<${node.name}>`);
  const states: OemRow[] = [];
  const covariances: RawCovariance[] = [];
  for (const child of only(node, "data", file).children) {
    if (child.name === "COMMENT") continue;
    if (child.name === "stateVector") states.push(stateOf(child, file));
    else if (child.name === "covarianceMatrix") covariances.push(covarianceOf(child, file));
    else throw wrong(file, child.line, "a <stateVector> or <covarianceMatrix>", `<${child.name}>`);
  }
  return { line: node.line, metadata: only(node, "metadata", file).children.map(entryOf), states, covariances };
}

function stateOf(node: Node, file: string): OemRow {
  const found = node.children.map(({ name }) => name).filter((name) => name !== "COMMENT");
  const expected = found.length > STATE.length ? [...STATE, ...ACCELERATION] : STATE;
  if (found.join() !== expected.join()) throw wrong(file, node.line, `a <stateVector> of ${expected.join(", ")}`, found.join(", "));
  const values = node.children.filter(({ name }) => name !== "COMMENT");
  for (const [at, { name, line, element }] of values.entries()) {
    const unit = element.attributes.units?.trim();
    if (at > 0 && unit && unit !== UNITS[at]) throw wrong(file, line, `<${name}> in ${UNITS[at]}`, unit);
  }
  return { line: node.line, fields: values.map(({ element }) => textOf(element).trim()) };
}

function covarianceOf(node: Node, file: string): RawCovariance {
  const values = node.children.filter(({ name }) => name.startsWith("C") && name !== "COMMENT" && name !== "COV_REF_FRAME");
  const expected = AXES.flatMap((row, at) => AXES.slice(0, at + 1).map((column) => `C${row}_${column}`));
  if (values.map(({ name }) => name).join() !== expected.join())
    throw wrong(file, node.line, `a <covarianceMatrix> of ${expected.join(", ")}`, values.map(({ name }) => name).join(", "));
  let at = 0;
  const rows = AXES.map((_, row) => {
    const cells = values.slice(at, at + row + 1);
    at += row + 1;
    return { line: cells[0].line, fields: cells.map(({ element }) => textOf(element).trim()) };
  });
  return { line: node.line, entries: node.children.filter((child) => !values.includes(child)).map(entryOf), rows };
}

const entryOf = ({ name, line, element }: Node): OemEntry => ({ key: name, value: textOf(element).trim(), line });

function only(node: Node, name: string, file: string): Node {
  const found = node.children.filter((child) => child.name === name);
  if (found.length !== 1) throw wrong(file, node.line, `one <${name}> in <${node.name}>`, `${found.length}`);
  return found[0];
}

/** Lines on which tags open, in document order: the tree itself does not say where it stood. */
function tagLines(text: string): number[] {
  const lines: number[] = [];
  let line = 1;
  for (const [token] of text.matchAll(/<!--[\s\S]*?-->|<!\[CDATA\[[\s\S]*?\]\]>|<[A-Za-z_]|\n|<\?[\s\S]*?\?>/g)) {
    if (/^<[A-Za-z_]/.test(token)) lines.push(line);
    else line += token.split("\n").length - 1;
  }
  return lines;
}

function withLines(element: XmlElement, lines: readonly number[]): Node {
  let next = 0;
  const visit = (it: XmlElement): Node => {
    const line = lines[next++];
    return {
      name: localName(it.name),
      line,
      element: it,
      children: it.children.flatMap((child) => ("children" in child ? [visit(child)] : [])),
    };
  };
  return visit(element);
}

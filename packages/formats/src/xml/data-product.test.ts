import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { element, leaf } from "./build.ts";
import { formatProduct, type ProductDescriptor, parseProduct } from "./data-product.ts";
import { newHeader } from "./header.ts";
import {
  choiceField,
  dateField,
  defaultField,
  type Fields,
  fileField,
  groupField,
  integerField,
  listField,
  nestedList,
  numberField,
  numbersField,
  optionalField,
  optionalGroup,
  type ProductParameter,
  parametersField,
  recordField,
  textField,
} from "./index.ts";
import { parseXml } from "./parse.ts";
import { localName } from "./read.ts";
import type { XmlElement } from "./types.ts";
import { writeXml } from "./write.ts";

interface Sample {
  readonly limit?: number;
  readonly filter: string;
  readonly kind: "A" | "B";
  readonly when: string;
  readonly exposure: { readonly time: number; readonly number: number };
  readonly area?: { readonly corner: readonly [number, number] };
  readonly points: readonly { readonly id: number; readonly ra: number }[];
  readonly names: readonly string[];
  readonly file: string;
}

const point: Fields<Sample["points"][number]> = { id: integerField("@id"), ra: numberField("RA", "deg") };
const sample: ProductDescriptor<Sample> = {
  id: "test.sample",
  doc: "a sample",
  type: "DpdSample",
  namespace: "urn:sample",
  fields: {
    limit: optionalField(numberField("Limit", "mag")),
    filter: defaultField(textField("Filter"), "VIS"),
    kind: choiceField("Kind", ["A", "B"]),
    when: dateField("When"),
    exposure: groupField("Exposure", { time: numberField("Time/Value"), number: integerField("Number") }),
    area: optionalGroup("Area", { corner: numbersField<readonly [number, number]>("Corner", 2) }),
    points: nestedList("PointList", "Point", recordField(point)),
    names: listField("Name", textField(".")),
    file: fileField("Storage", { format: "test.table", version: "0.1" }),
  },
};
const value: Sample & { header: ReturnType<typeof newHeader> } = {
  header: newHeader({ type: "DpdSample", id: "S1", date: new Date(Date.UTC(2026, 0, 2)), software: "test", dataSetRelease: "DR1" }),
  limit: 26,
  filter: "H",
  kind: "B",
  when: "2026-01-02T03:04:05.000006Z",
  exposure: { time: 560.52, number: 2 },
  points: [
    { id: 7, ra: 150.1 },
    { id: 8, ra: -0.25 },
  ],
  names: ["x", "y"],
  file: "EUC_T.fits",
};

/** As another hand would have written it: comments, unknown elements and attributes, numbers in another form. */
const foreign = `<?xml version="1.0"?>
<q:DpdSample xmlns:q="urn:other">
 <Header><ProductId>P</ProductId><ProductType>DpdSample</ProductType><Mystery>1</Mystery><CreationDate>2024-01-01T00:00:00Z</CreationDate></Header>
 <Data extra="yes"><!-- first -->
  <Kind>A</Kind><Unknown a="b">kept</Unknown><When>2024-01-01T00:00:00Z</When>
  <Exposure><Time><Value>9.00</Value><Unit>s</Unit></Time><Number>+3</Number></Exposure>
  <PointList><Point id="1"><RA unit="deg">1.50</RA><Colour>red</Colour></Point></PointList>
  <Name>n</Name><Storage><DataContainer filestatus="COMMITTED" id="4"><FileName> a.fits </FileName></DataContainer></Storage>
 </Data><QualityFlags><Flag/></QualityFlags></q:DpdSample>`;

describe("a product declared by its fields", () => {
  test("is written in the declared order, with the modern header before it", () => {
    const text = formatProduct(sample, value);
    const root = parseXml(text, "a.xml");
    expect([root.name, root.attributes]).toEqual(["ns1:DpdSample", { "xmlns:ns1": "urn:sample" }]);
    expect(text.slice(text.indexOf("<Data>"))).toBe(`<Data>
    <Limit unit="mag">26</Limit>
    <Filter>H</Filter>
    <Kind>B</Kind>
    <When>2026-01-02T03:04:05.000006Z</When>
    <Exposure>
      <Time>
        <Value>560.52</Value>
      </Time>
      <Number>2</Number>
    </Exposure>
    <PointList>
      <Point id="7">
        <RA unit="deg">150.1</RA>
      </Point>
      <Point id="8">
        <RA unit="deg">-0.25</RA>
      </Point>
    </PointList>
    <Name>x</Name>
    <Name>y</Name>
    <Storage format="test.table" version="0.1">
      <DataContainer filestatus="PROPOSED">
        <FileName>EUC_T.fits</FileName>
      </DataContainer>
    </Storage>
  </Data>
</ns1:DpdSample>
`);
  });

  test("reads back what was written", () => {
    const { tree, ...read } = parseProduct(sample, formatProduct(sample, value), "a.xml");
    expect(read).toEqual(value);
    expect(tree).toBeDefined();
  });

  test("gives back a foreign file element for element when nothing changed", () => {
    expect(parseXml(formatProduct(sample, parseProduct(sample, foreign, "a.xml")), "a.xml")).toEqual(
      // Only the default filter is made explicit.
      withFilter(parseXml(foreign, "a.xml")),
    );
  });

  test("changes only what differs, and puts what is new in its place", () => {
    const read = parseProduct(sample, foreign, "a.xml");
    const text = formatProduct(sample, {
      ...read,
      limit: 25,
      area: { corner: [1, 2] },
      points: [
        { id: 1, ra: 1.5 },
        { id: 2, ra: 3 },
      ],
      names: [],
      exposure: { time: 9, number: 4 },
    });
    const data = parseXml(text, "b.xml").children.find(
      (child): child is XmlElement => "name" in child && child.name === "Data",
    ) as XmlElement;
    expect(data.attributes).toEqual({ extra: "yes" });
    expect(data.children.map((child) => ("name" in child ? child.name : "comment" in child ? "#" : ""))).toEqual([
      "Limit",
      "Filter",
      "#",
      "Kind",
      "Unknown",
      "When",
      "Exposure",
      "Area",
      "PointList",
      "Storage",
    ]);
    expect(text).toContain("<Value>9.00</Value>");
    expect(text).toContain('<RA unit="deg">1.50</RA>');
    expect(text).toContain("<Colour>red</Colour>");
    expect(text).toContain("<Number>4</Number>");
    expect(text).toContain("<QualityFlags>");
    expect(parseProduct(sample, text, "b.xml")).toMatchObject({ limit: 25, area: { corner: [1, 2] }, names: [] });
  });

  test("an element that was nil is so no longer when it has a value, and counts as absent before", () => {
    const text = formatProduct(sample, value)
      .replace(/<Limit[^>]*>.*<\/Limit>/, '<Limit xsi:nil="true"/>')
      .replace("<Data>", '<Data xmlns:xsi="x">');
    const read = parseProduct(sample, text, "a.xml");
    expect(read.limit).toBeUndefined();
    const written = formatProduct(sample, { ...read, limit: 24 });
    expect(written).toContain("<Limit>24</Limit>");
  });

  test("does not change the tree it was read with", () => {
    const read = parseProduct(sample, foreign, "a.xml");
    const before = writeXml(read.tree as XmlElement);
    formatProduct(sample, { ...read, limit: 1, names: [] });
    expect(writeXml(read.tree as XmlElement)).toBe(before);
  });

  test("names the expected product and the one found", () => {
    expect(() => parseProduct(sample, foreign.replaceAll("DpdSample", "DpdVisRawFrame"), "a.xml")).toThrow(
      "a.xml: root element: expected DpdSample, found DpdVisRawFrame",
    );
  });

  test.each([
    ["<Kind>A</Kind>", "", "Data/Kind: expected one of A, B, found none"],
    ["<Kind>A</Kind>", "<Kind>C</Kind>", 'Data/Kind: expected one of A, B, found "C"'],
    ["9.00", "long", 'Data/Exposure/Time/Value: expected a number, found "long"'],
    ['id="1"', "", "Data/PointList/Point/@id: expected a whole number, found none"],
    [" a.fits ", "../a.fits", 'Data/Storage/DataContainer/FileName: expected a bare file name, found "../a.fits"'],
    [" a.fits ", "..", "Data/Storage/DataContainer/FileName: expected a file name inside the workdir"],
    ["<CreationDate>2024-01-01T00:00:00Z</CreationDate>", "", "Header/CreationDate: expected a UTC date"],
    ["</q:DpdSample>", "", "line 2, column 1: expected well-formed XML, found Unclosed tag"],
  ])("refuses %j become %j", (from, to, message) => {
    expect(() => parseProduct(sample, foreign.replace(from, to), "a.xml")).toThrow(message);
  });

  test("refuses to write a file name with a path, or a fraction as a whole number", () => {
    expect(() => formatProduct(sample, { ...value, file: "../a.fits" })).toThrow(RangeError);
    expect(() => formatProduct(sample, { ...value, exposure: { time: 1, number: 1.5 } })).toThrow(RangeError);
    expect(() => formatProduct(sample, { ...value, limit: Number.POSITIVE_INFINITY })).toThrow(RangeError);
  });

  test("writes the old header in its order when the value has it", () => {
    const text = formatProduct(sample, {
      ...value,
      header: { ...value.header, order: "old", dataSetRelease: "", purpose: "", pipelineDefinitionId: "" },
    });
    const header = parseXml(text, "a.xml").children[0] as XmlElement;
    expect(header.children.map((child) => (child as XmlElement).name)).toEqual(
      "ProductId ProductType SoftwareName SoftwareRelease PipelineRun ExitStatusCode DataModelVersion MinDataModelVersion ScientificCustodian AccessRights Curator Creator CreationDate".split(
        " ",
      ),
    );
    expect(parseProduct(sample, text, "a.xml").header.order).toBe("old");
  });

  test("keeps parameters of every kind", () => {
    const described: ProductDescriptor<{ readonly parameters: readonly ProductParameter[] }> = {
      id: "",
      doc: "",
      type: "DpdSample",
      namespace: "",
      body: ".",
      fields: { parameters: parametersField },
    };
    const text =
      "<DpdSample><Header><ProductId>P</ProductId><ProductType>T</ProductType><CreationDate>2024-01-01T00:00:00Z</CreationDate></Header><Parameters><Parameter><Key>k</Key><Description>d</Description><DoubleValue>1.50</DoubleValue><Unit>s</Unit></Parameter><Parameter><Key>m</Key><StringValue/></Parameter></Parameters></DpdSample>";
    const read = parseProduct(described, text, "a.xml");
    expect(read.parameters).toEqual([
      { key: "k", description: "d", kind: "Double", value: "1.50", unit: "s" },
      { key: "m", kind: "String", value: "" },
    ]);
    expect(parseXml(formatProduct(described, read), "a.xml")).toEqual(parseXml(text, "a.xml"));
    const changed = { ...read, parameters: [{ key: "k", kind: "String", value: "v" }] };
    expect(parseProduct(described, formatProduct(described, changed), "a.xml").parameters).toEqual(changed.parameters);
  });
});

function withFilter(tree: XmlElement): XmlElement {
  const data = tree.children[1] as XmlElement;
  data.children.unshift(leaf("Filter", "VIS"));
  return tree;
}

const samples = new URL("../../../../../shared/data/euclid_xml/", import.meta.url);

describe.skipIf(!existsSync(samples))("the public product samples (skipped without ../shared/data/euclid_xml)", () => {
  const files = existsSync(samples) ? readdirSync(samples).filter((name) => name.endsWith(".xml")) : [];

  test("are there", () => {
    expect(files.length).toBeGreaterThanOrEqual(12);
  });

  test.each(files)("%s has its header read and is the same tree after writing", (name) => {
    const text = readFileSync(new URL(name, samples), "utf8");
    const tree = parseXml(text, name);
    expect(parseXml(writeXml(tree), name)).toEqual(tree);
    const bare: ProductDescriptor<Record<never, never>> = {
      id: "",
      doc: "",
      type: localName(tree.name),
      namespace: "",
      body: ".",
      fields: {},
    };
    const product = parseProduct(bare, text, name);
    const inFile = (element: string): string => new RegExp(`<${element}>([^<]*)</${element}>`).exec(text)?.[1] as string;
    expect(product.header).toEqual({
      productId: inFile("ProductId"),
      productType: localName(tree.name),
      softwareName: inFile("SoftwareName"),
      softwareRelease: inFile("SoftwareRelease"),
      dataSetRelease: inFile("DataSetRelease"),
      purpose: inFile("Purpose"),
      pipelineDefinitionId: inFile("PipelineDefinitionId"),
      creationDate: inFile("CreationDate"),
      order: "modern",
    });
    expect(parseXml(formatProduct(bare, product), name)).toEqual(tree);
    expect(parseXml(formatProduct(bare, { ...product, header: { ...product.header, purpose: "TEST" } }), name)).not.toBe(tree);
  });

  test("the order of a new header is that of the samples", () => {
    const header = (tree: XmlElement): string[] => (tree.children[0] as XmlElement).children.map((child) => (child as XmlElement).name);
    const real = parseXml(readFileSync(new URL("sample_vis_calibrated_quad_frame.xml", samples), "utf8"), "a.xml");
    expect(header(parseXml(formatProduct(sample, value), "a.xml"))).toEqual(header(real));
  });
});

test("an element made in one expression has text, attributes and children in order", () => {
  expect(element("a", { b: 1 }, leaf("c", true), undefined, leaf("d", -0))).toEqual({
    name: "a",
    attributes: { b: "1" },
    children: [
      { name: "c", attributes: {}, children: [{ text: "true" }] },
      { name: "d", attributes: {}, children: [{ text: "-0" }] },
    ],
  });
});

import { safeName } from "../io.ts";
import { childOf, ensureChild, removeChild, removePath, setText, walk } from "./edit.ts";
import { type Field, nestedList } from "./fields.ts";
import { localName, textOf, type XmlReader } from "./read.ts";
import { type ScalarField, scalarField, textField } from "./scalar-fields.ts";

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
  const field = scalarField<string>(inside, {
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

/** A data file in `data/` and what its bytes must give. */
export interface CheckedFile {
  /** Bare. */
  readonly fileName: string;
  /** 32 hexadecimal digits; undefined where the product has none, or another kind of sum. */
  readonly md5?: string;
}

/** As `fileField`, with `DataContainer/@checksumMethod` "MD5" and `@checksumValue`. */
export function checkedFileField(path: string, format: FileFormat = {}): ScalarField<CheckedFile> {
  const file = fileField(path, format);
  const method = textField(`${path}/DataContainer/@checksumMethod`);
  const sum = textField(`${path}/DataContainer/@checksumValue`);
  const withSum = (parent: XmlReader, fileName: string): CheckedFile => {
    const md5 = method.maybe(parent) === "MD5" ? sum.maybe(parent) : undefined;
    return { fileName, ...(md5 !== undefined && md5 !== "" && { md5 }) };
  };
  return {
    holder: file.holder,
    read: (parent) => withSum(parent, file.read(parent)),
    maybe(parent) {
      const fileName = file.maybe(parent);
      return fileName === undefined ? undefined : withSum(parent, fileName);
    },
    write(parent, value, earlier) {
      file.write(parent, value?.fileName as string, earlier);
      if (value?.md5 === undefined) return;
      method.write(parent, "MD5", earlier);
      sum.write(parent, value.md5, earlier);
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
    const value = at.elements().find((child) => /^[A-Z][A-Za-z]*Value$/.test(localName(child.element.name)));
    if (value === undefined) throw at.error("StringValue", "a value", "none");
    const description = at.maybeText("Description");
    const unit = at.maybeText("Unit");
    return {
      key: at.text("Key"),
      kind: localName(value.element.name).slice(0, -"Value".length),
      value: textOf(value.element),
      ...(description !== undefined && { description }),
      ...(unit !== undefined && { unit }),
    };
  },
  write(at, { key, description, kind, value, unit }) {
    const isOtherValue = (name: string): boolean => name.endsWith("Value") && name !== `${kind}Value`;
    for (const child of [...at.children]) if ("children" in child && isOtherValue(localName(child.name))) removeChild(at, child);
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

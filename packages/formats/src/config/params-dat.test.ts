import { existsSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { parseParamsDat, writeParamsDat } from "./params-dat.ts";

describe("params.dat", () => {
  test("is read with comments, blank lines, two assignments on a line and values that contain =", () => {
    const { entries, lines } = parseParamsDat("# ports\n\nworkdir=/sps/w/\n  a=1 b=x=y   # note\nempty=\r\nc=None\n", "params.dat");
    expect([...entries]).toEqual([
      ["workdir", "/sps/w/"],
      ["a", "1"],
      ["b", "x=y"],
      ["empty", ""],
      ["c", "None"],
    ]);
    expect(lines.get("b")).toBe(4);
  });

  test("joins a long value that was broken inside a file name", () => {
    const name = "VIS_AstrometryCalibration_EUCLID_1.0.2-ON_THE_FLY-pcasenov-PLAN-000000-RZMXTW96-20230823-110940-0-dist_model_xm";
    const { entries } = parseParamsDat(`    distortion=${name}\n    l_out-0.xml\n    ghost=g.xml\n`, "params.dat");
    expect(entries.get("distortion")).toBe(`${name}l_out-0.xml`);
    expect(entries.get("ghost")).toBe("g.xml");
  });

  test.each([
    ["a=1\nb\n", 'line 2: expected key=value, found "b"'],
    ["a=1 stray\n", 'line 1: expected key=value, found "stray"'],
    ["a=1\nb=2\na=3\n", "line 3: expected a once, found it again (line 1)"],
    ["=x\n", 'line 1: expected key=value, found "=x"'],
  ])("%j is refused with its line", (text, message) => {
    expect(() => parseParamsDat(text, "params.dat")).toThrow(`params.dat: ${message}`);
  });

  test("written and read again is the same", () => {
    const entries = [
      ["workdir", "."],
      ["TK_Zplugin", "le2.json"],
    ] as const;
    expect([...parseParamsDat(writeParamsDat(entries), "p").entries]).toEqual(entries);
    expect(() => writeParamsDat([["a", "b c"]])).toThrow(RangeError);
  });

  const original = new URL("../../../../../shared/docs/the-system-original.md", import.meta.url).pathname;
  test.skipIf(!existsSync(original))("as printed in the original's description gives every port whole (skipped without ../shared)", () => {
    const blocks = readFileSync(original, "utf8")
      .split(/\n(?! {4})/)
      .filter((block) => block.includes("workdir="));
    const [tu, postTu] = blocks.map(
      (block) =>
        parseParamsDat(
          block
            .split("\n")
            .filter((line) => line.startsWith("    "))
            .join("\n"),
          "params.dat",
        ).entries,
    );
    expect([...tu.keys()]).toEqual([
      "workdir",
      "logdir",
      "simrequest",
      "galcat",
      "starcat",
      "mdb",
      "survey",
      "orbit",
      "pkgRepository",
      "pipelineDir",
    ]);
    expect(tu.get("galcat")).toBe("galcat.json");
    expect(tu.get("pipelineDir")).toBe(
      "/cvmfs/euclid-dev.in2p3.fr/EDEN-3.1/opt/euclid/SIM_IAL_Pipelines/3.3.5/InstallArea/x86_64-conda_ry9-gcc11-o2g/auxdir/SIM_Pipelines/",
    );
    expect(tu.get("pkgRepository")).toBe(tu.get("pipelineDir"));
    expect(postTu.size).toBe(24);
    for (const key of ["distortion", "ghost", "xtalk", "zerop", "bfe", "bias", "prnu", "gain"])
      expect(postTu.get(key), key).toMatch(/-0\.xml$/);
    expect(postTu.get("xtalk")).toMatch(/xtalk_model_xml_out-0\.xml$/);
  });
});

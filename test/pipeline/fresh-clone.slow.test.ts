// What a person does first: clones the repository into an empty folder on a machine that has only Node and npm, and types one command.
import { execFileSync, spawn } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { places } from "../../packages/vis-detector/src/index.ts";
import { filesOf, program, shared, theFile } from "./workdirs.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const base = mkdtempSync(join(tmpdir(), "elvis-fresh-clone-"));
afterAll(() => rmSync(base, { recursive: true, force: true }), 120_000);

/** Node and npm, the system's own commands, an empty home; only where this machine finds the package registry is kept. */
const env = {
  PATH: [dirname(process.execPath), "/usr/bin", "/bin"].join(":"),
  HOME: join(base, "home"),
  NPM_CONFIG_USERCONFIG: process.env.NPM_CONFIG_USERCONFIG ?? join(homedir(), ".npmrc"),
};

const npm = (clone: string, ...argv: string[]): Promise<{ readonly status: number | null; readonly text: string }> =>
  new Promise((resolve, reject) => {
    const child = spawn("npm", argv, { cwd: clone, env, stdio: ["ignore", "pipe", "pipe"] });
    let text = "";
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding("utf8").on("data", (part: string) => {
        text += part;
      });
    child.on("error", reject);
    child.on("close", (status) => resolve({ status, text }));
  });

test("from a bare clone, npm run demo makes within ten minutes a raw frame without faults, a report and pictures", async () => {
  mkdirSync(env.HOME);
  const [bare, clone] = [join(base, "bare.git"), join(base, "a clone")];
  execFileSync("git", ["clone", "--quiet", "--bare", root, bare]);
  execFileSync("git", ["clone", "--quiet", bare, clone]);

  const { status, text } = await npm(clone, "run", "demo");
  expect({ status, text }).toMatchObject({ status: 0 });

  const demo = join(clone, "demo");
  const frame = theFile(demo, /^data\/EUC_SIM_VIS-SCIENCE-.*\.fits$/);
  expect(text).toContain("report.html");
  const report = readFileSync(join(demo, "report.html"), "utf8");
  // Of the 28 effects all that a science exposure has: the others are those of calibrations.
  const calibrations = ["CALIBLAMP", "CHARGEINJECTION", "CTI_CHARGEINJECTION", "TRAP_PUMPING"];
  for (const { name, elvisKey } of places) expect(report.includes(`<td>${name}</td>`), name).toBe(!calibrations.includes(elvisKey));
  expect(readdirSync(join(demo, "pictures")).length).toBeGreaterThanOrEqual(4);
  expect(filesOf(demo).filter((name) => /^data\/EUC_SIM_VIS-CCD-/.test(name))).toHaveLength(4);
  expect(await program("fitsverify", ["-q", frame], demo)).toMatchObject({ status: 0, out: expect.stringMatching(/^verification OK/) });
  const check = shared("checks/check_raw_frame.py");
  if (existsSync(check)) expect(await program("/usr/bin/python3", [check, frame, "--missing-ok"], demo)).toMatchObject({ status: 0 });

  expect(execFileSync("git", ["status", "--porcelain"], { cwd: clone, encoding: "utf8" })).toBe("");
}, 600_000);

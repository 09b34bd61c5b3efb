import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { onDisk } from "./disk.ts";

const refusal = (code: string) => Object.assign(new Error(`${code}: of the system`), { code });

test("what the disk refuses is told by the name that the person knows", () => {
  const root = mkdtempSync(join(tmpdir(), "elvis-disk-"));
  writeFileSync(join(root, "file"), "");
  expect(() => onDisk("a/b", () => mkdirSync(join(root, "file/b"), { recursive: true }))).toThrow(
    "a/b: expected a file or folder that can be read or written, found a file where a folder should be",
  );
  rmSync(root, { recursive: true });
  for (const [code, reason] of [
    ["ENOSPC", "no space left on the disk"],
    ["EACCES", "permission denied"],
  ])
    expect(() =>
      onDisk("x.fits", () => {
        throw refusal(code);
      }),
    ).toThrow(`x.fits: expected a file or folder that can be read or written, found ${reason}`);
});

test("what the disk does not refuse is a bug and stays as it is", () => {
  const bug = refusal("EBADF");
  expect(() =>
    onDisk("x", () => {
      throw bug;
    }),
  ).toThrow(bug);
  expect(onDisk("x", () => 7)).toBe(7);
});

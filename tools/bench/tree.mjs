// What a command and all that it starts use: CPU from the kernel's books of ended children, memory by looking (Linux's /proc).
import { spawn } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";

/** Clock ticks a second of /proc's times: Linux's USER_HZ, the same on all its machines. */
const TICKS = 100;
/** ms between looks at the memory */
const LOOK = 100;

const statOf = (pid) => {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, "latin1");
    // The name, field 2, may hold spaces; what follows its bracket starts with field 3.
    return text.slice(text.lastIndexOf(")") + 2).split(" ");
  } catch {
    return undefined;
  }
};
const field = (stat, n) => Number(stat[n - 3]);

/** Resident memory of a process and its descendants, bytes; pages of shared libraries count once a process. */
function residentOf(root) {
  const children = new Map();
  const pages = new Map();
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    const stat = statOf(pid);
    if (stat === undefined) continue;
    const parent = field(stat, 4);
    children.set(parent, [...(children.get(parent) ?? []), Number(pid)]);
    pages.set(Number(pid), field(stat, 24));
  }
  const sum = (pid) => (pages.get(pid) ?? 0) + (children.get(pid) ?? []).reduce((total, child) => total + sum(child), 0);
  return 4096 * sum(root);
}

/** CPU seconds of this process's ended children and theirs. */
const childrenCpu = () => {
  const stat = statOf("self");
  return (field(stat, 16) + field(stat, 17)) / TICKS;
};

/** Runs a command to its end. @returns figures of it and all it started @throws Error when it fails */
export async function usedByTree(file, args) {
  const before = childrenCpu();
  const start = performance.now();
  let peak = 0;
  const child = spawn(file, args, { stdio: ["ignore", "ignore", "pipe"] });
  let said = "";
  child.stderr.on("data", (text) => {
    said = `${said}${text}`.slice(-2000);
  });
  const look = setInterval(() => {
    peak = Math.max(peak, residentOf(child.pid));
  }, LOOK);
  const status = await new Promise((resolve, reject) => child.on("error", reject).on("close", resolve));
  clearInterval(look);
  if (status !== 0) throw new Error(`${args.join(" ")}: expected status 0, found ${status}: ${said}`);
  return { cpu_s: childrenCpu() - before, wall_s: (performance.now() - start) / 1e3, peak_mib: peak / 2 ** 20 };
}

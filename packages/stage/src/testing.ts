import type { Context } from "./stage.ts";

/** A context that has a fixed date, keeps what is logged and printed, and never aborts. */
export function testContext(): Context & { readonly lines: string[] } {
  const lines: string[] = [];
  return {
    lines,
    runDate: new Date(Date.UTC(2026, 0, 2, 3, 4, 5)),
    signal: new AbortController().signal,
    log: (event, fields = {}) => void lines.push([event, ...Object.entries(fields).map(([key, value]) => `${key}=${value}`)].join(" ")),
    print: (line) => void lines.push(line),
    progress: () => {},
  };
}

import { expect, test } from "vitest";
import { bar, clock, Progress } from "./progress.ts";

test("the bar shows share, rate and time left", () => {
  expect(bar("detectors", 9, 36, 3, 100)).toBe("detectors [#####---------------]  25 %  9/36  3/s  0:09 left");
  expect(bar("detectors", 9, 36, 3, 20)).toBe("detectors [#####---");
});

test("time is told as people tell it", () => {
  expect([0, 7.4, 723, 3723].map(clock)).toEqual(["0:00", "0:07", "12:03", "1:02:03"]);
});

test("where there is no terminal, at most one line in five seconds is written", () => {
  let [time, text] = [0, ""];
  const progress = new Progress(
    {
      write: (it) => {
        text += it;
      },
    },
    () => new Date(time),
    "elvis-tu",
  );
  for (time = 0; time <= 11_000; time += 500) progress.update("merging", time / 500, 22);
  expect(text).toBe("elvis-tu: merging 10/22 (45 %) after 0:05\nelvis-tu: merging 20/22 (90 %) after 0:10\n");
});

test("on a terminal a line goes above the bar, which is taken away first", () => {
  let text = "";
  const progress = new Progress(
    {
      write: (it) => {
        text += it;
      },
      isTTY: true,
      columns: 60,
    },
    () => new Date(1000),
    "elvis-tu",
  );
  progress.update("merging", 1, 2);
  progress.line("hello");
  expect(text).toBe("\r\u001b[Kmerging [##########----------]  50 %  1/2  0/s\r\u001b[Khello\n");
});

import { expect, it } from "vitest";
import { createProgress } from "./progress.ts";

it("without a terminal each step is a plain line at its start, at every quarter and at its end", () => {
  const lines = linesOf(false, (progress) => {
    const step = progress.step("Reading");
    for (let done = 1; done <= 8; done += 1) step.update(done, 8);
    step.end("8 rows");
  });
  expect(lines).toEqual([
    "Reading …",
    "Reading: 2 of 8",
    "Reading: 4 of 8",
    "Reading: 6 of 8",
    "Reading: 8 rows (0.0 s)",
  ]);
});

it("on a terminal a step is one bar that is drawn over itself", () => {
  const text = linesOf(true, (progress) => progress.step("Reading").update(1, 2)).join("\n");
  expect(text).toContain("[████████████············] 1 of 2");
  expect(text.split("\n")).toHaveLength(1);
});

function linesOf(
  isTTY: boolean,
  use: (progress: ReturnType<typeof createProgress>) => void,
): readonly string[] {
  let text = "";
  use(createProgress({ isTTY, write: (part) => (text += part) }, () => 0));
  return text.replace(/\n$/, "").split("\n");
}

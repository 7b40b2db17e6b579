import { expect, test } from "vitest";
import { withinEvent } from "./within-event.ts";
import type { RunOutcome } from "./within-event.ts";

function outcome(messages: readonly string[], failure?: string): RunOutcome {
  return {
    status: "failed",
    rowsRead: 0,
    observationsAppended: 0,
    unchanged: 0,
    empty: 0,
    notYetPublished: 0,
    problemCount: messages.length,
    problems: messages.map((message, index) => ({ line: index + 1, column: null, code: "x", message })),
    ...(failure === undefined ? {} : { failure: { code: "x", message: failure, retryable: false } }),
  };
}

test("a run's end fits into an event whatever its problems say, and tells how many there were", () => {
  const end = withinEvent(
    outcome(
      Array.from({ length: 1_000 }, () => "ü".repeat(100_000)),
      "f".repeat(1e7),
    ),
  );
  expect(Buffer.byteLength(JSON.stringify(end))).toBeLessThan(300_000);
  expect(end.problemCount).toBe(1_000);
  expect(end.problems.length).toBeGreaterThan(10);
  expect(end.problems[0]).toMatchObject({ line: 1, message: expect.stringMatching(/^ü{1999}…$/) });
});

test("a message is not cut through a character", () => {
  const [problem] = withinEvent(outcome([`${"x".repeat(1_998)}😀${"x".repeat(1_000)}`])).problems;
  expect(problem?.message.isWellFormed()).toBe(true);
});

test("what fits stays as it is", () => {
  const small = outcome(["one", "two"], "three");
  expect(withinEvent(small)).toEqual(small);
});

import { silentLogger } from "@milepost/runtime";
import { expect, test } from "vitest";
import { DEFAULT_LIMITS, pauseAfter } from "./queue-limits.ts";

test("pauses double from try to try up to the longest one, and the last try has none after it", () => {
  const limits = { ...DEFAULT_LIMITS, firstRetryMs: 20, longestRetryMs: 100 };
  const pauses = [1, 2, 3, 4, 5].map((tries) =>
    pauseAfter(
      { queue: "work", key: "a", tries, attempts: 5, error: new Error("refused") },
      limits,
      silentLogger(),
    ),
  );
  expect(pauses).toEqual([20, 40, 80, 100, undefined]);
});

import { expect, it } from "vitest";
import type { SoakLine } from "./soak-state.ts";
import { soakTable } from "./soak-table.ts";

const line = (seed: number, outcome: string): SoakLine => ({
  suite: "kill",
  seed,
  outcome,
  seconds: 60,
  struck: { "projector:polled": 1 },
  at: "2026-11-26T10:00:00.000Z",
});

it("says how often each step was struck, with which seeds, and which of them were not equal", () => {
  const text = soakTable([
    line(1, "equal"),
    line(2, "observations: 1 rows"),
    line(3, "equal"),
    line(7, "equal"),
  ]);
  expect(text).toContain("As of 2026-11-26, 4 runs, 4 minutes of running.");
  expect(text).toContain("| kill  | projector:polled | 4      | 1–3, 7 | seeds 2   |");
});

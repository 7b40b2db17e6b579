import { expect, test } from "vitest";
import { measuredBy } from "./goal-case.fixture.ts";
import { createLedger } from "./ledger.ts";
import { outcomeOf } from "./outcome.ts";

test("private goals are not counted: the numbers are those of the lists", () => {
  const shown = measuredBy({ to: 130, evaluation: "cumulative" });
  const hidden = { ...shown, id: "hidden", goal: { ...shown.goal, private: true } };
  const sight = { ledger: createLedger(), now: Date.parse("2026-07-01T00:00:00Z") };
  expect(outcomeOf({ ...sight, goals: [shown] }, 0).unassessed).toBe(1);
  expect(outcomeOf({ ...sight, goals: [shown, hidden] }, 0).unassessed).toBe(1);
});

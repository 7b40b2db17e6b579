import { MODEL_VERSION } from "@milepost/forecast";
import type { MilepostEvent } from "@milepost/contracts";
import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import { expect, test } from "vitest";
import { measuredBy, reading } from "../goal-case.fixture.ts";
import { createLedger } from "../ledger.ts";
import type { Ledger } from "../ledger.ts";
import { completeness, newestValue, stepRecord } from "./trust-of.ts";

const { assessmentMade, goalClosed } = EXAMPLE_EVENTS;
const END = "2026-12-31T23:00:00.000Z";

/** A ledger with goals that once had some chances and ended. */
function ended(
  goals: readonly { readonly chances: readonly number[]; readonly outcome: "hit" | "miss" }[],
): Ledger {
  const ledger = createLedger();
  const take = (event: MilepostEvent, offset: number): void =>
    ledger.take([{ event, record: { offset } }] as never);
  goals.forEach(({ chances, outcome }, place) => {
    const goal = `g${place}`;
    chances.forEach((pHit, at) => {
      const { reach: _, ...made } = assessmentMade.data;
      const period = `2026-0${at + 1}`;
      const data = { ...made, goal, period, periodsLeft: 11 - at, pHit, modelVersion: MODEL_VERSION };
      take({ ...assessmentMade, id: `${goal}-${at}`, data }, 10 * place + at);
    });
    const data = { ...goalClosed.data, goal, outcome, asOf: END };
    take({ ...goalClosed, id: `${goal}-closed`, data }, 10 * place + 9);
  });
  return ledger;
}

const all = { asOf: Date.parse(END), below: 1_000_000 };

test("of the goals that once stood on a step and ended, each counts once, missed ones too", () => {
  const goals = Array.from({ length: 40 }, (_, at) => ({
    chances: [0.9, 0.3, 0.25],
    outcome: at < 30 ? ("miss" as const) : ("hit" as const),
  }));
  const record = stepRecord(ended(goals), all);
  expect(record("in_doubt")).toEqual({ goals: 40, missed: 30, precision: 0.75 });
  expect(record("highly_likely")).toEqual({ goals: 40, missed: 30, precision: 0.75 });
});

test("too few outcomes say nothing: unknown, and not 0", () => {
  const record = stepRecord(ended([{ chances: [0.3], outcome: "hit" }]), all);
  expect(record("in_doubt")).toEqual({ goals: 1, missed: 0, precision: null });
  expect(record("unachievable")).toEqual({ goals: 0, missed: 0, precision: null });
});

test("what was known later, or stood later in the log, does not count", () => {
  const ledger = ended([{ chances: [0.3], outcome: "miss" }]);
  expect(stepRecord(ledger, { ...all, asOf: all.asOf - 1 })("in_doubt").goals).toBe(0);
  expect(stepRecord(ledger, { ...all, below: 9 })("in_doubt").goals).toBe(0);
});

test("the newest value is the last period with one; periods of the window without one are counted as silent", () => {
  const measured = measuredBy({ to: 10 });
  // Thirty months to June 2026, in April nothing.
  const values = Array.from({ length: 30 }, (_, at) => (at === 27 ? null : 10));
  const known = reading(values);
  expect(newestValue(measured, known)).toMatchObject({ kpi: "k", period: "2026-06" });
  expect(newestValue(measured, reading([]))).toBeNull();
  expect(completeness(measured, known, Date.parse("2026-07-01T00:00:00Z"))).toEqual({ periods: 6, known: 5 });
});

import { alertingSchema, goalSchema, kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { alertsIn, dateOf, day, raisedAlertEvent, wordEvent } from "../testing/alert-world.ts";
import { answerLines } from "./answer-lines.ts";
import type { KnownAlert } from "./known-alert.ts";

const KPI = { name: "K", unit: "count", direction: "increase", behaviour: "flow", grain: "month" };
const GOAL = { kind: "annual_goal", title: "G", owner: "ann", window: 2026, measure: { kpi: "k", to: 1 } };

function planWith(alerting: object): PlanState {
  const about = { effectiveFrom: "2026-01-01", recordedAt: "2026-01-01T00:00:00Z", version: 1 };
  const managedBy = "file" as const;
  const goal = { ...about, id: "g", managedBy, definition: goalSchema.parse(GOAL) };
  const kpi = { ...about, id: "k", managedBy, definition: kpiSchema.parse(KPI) };
  return {
    ...emptyPlan,
    goals: new Map([["g", goal]]),
    kpis: new Map([["k", kpi]]),
    alerting: alertingSchema.parse(alerting),
  };
}

const raised = raisedAlertEvent();
const linesOf = (log: Parameters<typeof alertsIn>[0], alerting: object): readonly string[] =>
  answerLines(alertsIn(log)[0] as KnownAlert, planWith(alerting));

const OWNER = "Owner: ann. Next: take it on with a plan and a review date.";
const DEADLINE = { acknowledgeWithin: "P14D", escalateTo: ["bob"] };

test("an alert that waits names its goal's owner, what is asked, and whom it goes to on which date", () => {
  expect(linesOf([raised], DEADLINE)).toEqual([
    OWNER,
    "Unless somebody answers before, it goes to bob on 15 October 2026.",
  ]);
});

test("no date is named where the plan sets no deadline, or nobody comes next, or somebody has taken it on", () => {
  const taken = wordEvent("acknowledged", { id: "ack", at: day(3), until: dateOf(30) });
  expect(linesOf([raised], {})).toEqual([OWNER]);
  expect(linesOf([raised], { acknowledgeWithin: "P14D" })).toEqual([OWNER]);
  expect(linesOf([raised, taken], DEADLINE)).toEqual([OWNER]);
});

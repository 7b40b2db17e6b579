import { alertingSchema, goalSchema, kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import type { AlertStepRow } from "@milepost/store/queries/alert-steps";
import { expect, it } from "vitest";
import { answerDueWords } from "../pages/alert/answer-due.ts";
import { answerDue } from "./answer-due.ts";

const defined = <Definition>(id: string, definition: Definition): [string, Defined<Definition>] => [
  id,
  { id, definition, effectiveFrom: "2026-01-01", recordedAt: "", managedBy: "file", version: 1 },
];
const kpi = kpiSchema.parse({ name: "K", unit: "count", behaviour: "flow", grain: "month" });
const goal = goalSchema.parse({
  kind: "task",
  title: "G",
  owner: "ann",
  window: 2026,
  measure: { kpi: "k", to: 1 },
});
const plan = (alerting: object): PlanState => ({
  ...emptyPlan,
  kpis: new Map([defined("k", kpi)]),
  goals: new Map([defined("g", goal)]),
  alerting: alertingSchema.parse({ escalateTo: ["bob", "cleo"], ...alerting }),
});
const step = (name: string, date: string, more: Partial<AlertStepRow> = {}): AlertStepRow =>
  ({
    step: name,
    time: `${date}T08:00:00.000Z`,
    owner: "",
    held_by: null,
    waits_from: null,
    ...more,
  }) as AlertStepRow;
const raised = step("raised", "2026-03-02", { owner: "ann", waits_from: "2026-03-01T12:00:00.000Z" });

it("an answer is due so long after the alert was raised, as it was told then, or came to somebody else", () => {
  const within = plan({ acknowledgeWithin: "P14D" });
  expect(answerDue([raised], within, "g")).toMatchObject({ date: "2026-03-15", next: { id: "bob" } });
  const escalated = step("escalated", "2026-03-15", { held_by: "bob" });
  expect(answerDue([raised, escalated], within, "g")).toMatchObject({
    date: "2026-03-29",
    next: { id: "cleo" },
  });
  const woken = step("woken", "2026-04-01");
  expect(answerDue([raised, escalated, woken], within, "g")).toMatchObject({ date: "2026-04-15" });
});

it("an alert of before that was told counts from its event, and one without deadline has none", () => {
  const older = { ...raised, waits_from: null };
  expect(answerDue([older], plan({ acknowledgeWithin: "P14D" }), "g")).toMatchObject({ date: "2026-03-16" });
  expect(answerDue([raised], plan({}), "g")).toMatchObject({ date: null });
  expect(answerDue([raised], emptyPlan, "g")).toBeNull();
});

it("the page says until when, and to whom it goes then", () => {
  const next = { id: "bob", name: "Bob", email: null };
  expect(answerDueWords({ date: "2026-03-15", next }, "Ann")).toBe(
    "It is with Ann. Unless somebody answers before, it goes to Bob on 15 March 2026.",
  );
  expect(answerDueWords({ date: "2026-03-15", next: null }, "Ann")).toBe(
    "It is with Ann. An answer is due on 15 March 2026; nobody comes after, so it stays there.",
  );
  expect(answerDueWords({ date: null, next }, "Ann")).toBeNull();
});

import { planFileSchema } from "@milepost/contracts";
import { expect, it } from "vitest";
import { decidePlan } from "./decide-plan.ts";
import { evolve } from "./evolve.ts";
import { planFile } from "./plan-file.ts";
import { emptyPlan } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

const CONTEXT = { now: "2026-03-01T02:00:00.000Z", source: "//test", actor: "person:ann", newId: () => "id" };
const KPI = { name: "K", unit: "ratio", direction: "increase", behaviour: "ratio", grain: "month" };
const FILE = planFileSchema.parse({
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "America/New_York" } },
  units: { works: { name: "Works" }, team: { name: "Team", parent: "works" } },
  kpis: { otd: KPI },
  goals: { small: { kind: "task", title: "G", owner: "ann", window: 2026, measure: { kpi: "otd", to: 1 } } },
  scorecards: { all: { items: [{ goal: "small" }] } },
  people: { ann: { name: "Ann", email: "ann@example.org" } },
  alerting: { raiseBelow: 0.4 },
});

it("a plan that is written as a file says what it said: applied to its own state it changes nothing", () => {
  const decision = decidePlan(FILE, emptyPlan, CONTEXT);
  if (!decision.ok) throw new Error(JSON.stringify(decision.problems));
  const events = decision.events.map(({ event }) => event);
  const state: PlanState = { ...evolve(emptyPlan, events), people: new Map(Object.entries(FILE.people)) };
  const written = planFileSchema.parse(JSON.parse(JSON.stringify(planFile(state))));
  expect(written).toEqual(FILE);
  expect(decidePlan(written, state, CONTEXT)).toMatchObject({ ok: true, events: [] });
});

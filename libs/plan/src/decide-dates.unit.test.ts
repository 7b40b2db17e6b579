import type { PlanFile } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { expect, it } from "vitest";
import type { Decision } from "./decide-plan.ts";
import { decidePlan } from "./decide-plan.ts";
import { evolve } from "./evolve.ts";
import { emptyPlan } from "./plan-state.ts";
import type { PlanState } from "./plan-state.ts";

const KPI = { name: "K", unit: "ratio", direction: "increase", behaviour: "ratio", grain: "month" } as const;
const GOAL = { kind: "task", title: "G", owner: "ann", window: 2026 } as const;

/** A KPI and a goal that state a date. */
function dated(effectiveFrom: string, more: object = {}): PlanFile {
  return planFileSchema.parse({
    apiVersion: "milepost/v1",
    calendars: { default: { kind: "gregorian", timeZone: "America/New_York" } },
    people: { ann: { name: "Ann", email: "ann@example.org" } },
    kpis: { otd: { ...KPI, effectiveFrom } },
    goals: { big: { ...GOAL, measure: { kpi: "otd", to: 2 }, effectiveFrom, ...more } },
  });
}

/** 1 March in UTC is 28 February in New York. */
function decide(file: PlanFile, state: PlanState, now = "2026-03-01T02:00:00.000Z"): Decision {
  let count = 0;
  const newId = (): string => `${now}-${(count += 1)}`;
  return decidePlan(file, state, { now, source: "//test/plan", actor: "person:ann", newId });
}

it("refuses a date after the local day on which it is applied, and names what to do", () => {
  const tomorrow = decide(dated("2026-03-01"), emptyPlan);
  const other = "; or make a new goal whose window begins then";
  const fix = "apply this change on 2026-03-01, and keep what holds until then";
  expect(tomorrow).toMatchObject({
    ok: false,
    problems: [
      { field: "kpis.otd.effectiveFrom", code: "in_the_future", fix },
      { field: "goals.big.effectiveFrom", code: "in_the_future", fix: `${fix}${other}` },
    ],
  });
  expect(decide(dated("2026-02-28"), emptyPlan).ok).toBe(true);
});

it("goes on with a date to come that was taken before, until what states it changes", () => {
  const applied = decide(dated("2026-03-01"), emptyPlan, "2026-03-01T12:00:00.000Z");
  const events = applied.ok ? applied.events.map(({ event }) => event) : [];
  const state = evolve(emptyPlan, events);
  expect(state.goals.has("big")).toBe(true);
  expect(decide(dated("2026-03-01"), state)).toMatchObject({ ok: true, events: [] });
  expect(decide(dated("2026-03-01", { title: "H" }), state).ok).toBe(false);
});

import type { MilepostEvent } from "@milepost/contracts";
import { planFileSchema } from "@milepost/contracts";
import { expect, it } from "vitest";
import { decidePlan } from "../decide-plan.ts";
import { evolve } from "../evolve.ts";
import { emptyPlan } from "../plan-state.ts";
import type { PlanState } from "../plan-state.ts";
import { measuredObjects } from "./measured-objects.ts";
import { progressOfGoals } from "./progress-of-goals.ts";
import { scorecardPeriods } from "./scorecard-periods.ts";
import { seriesValuesKey } from "./series-values.ts";

const KPI = { name: "K", unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const WINDOW = { from: "2026-08-01", to: "2026-12-31" };
const GOAL = { kind: "annual_goal", title: "T", owner: "ann", window: WINDOW, measure: { kpi: "k", to: 9 } };
const CARD = { items: [{ goal: "a" }] };

/** The plan after some plan files were applied, each at an instant. */
function applied(...files: readonly (readonly [now: string, file: object])[]): PlanState {
  return files.reduce((before, [now, file]) => {
    const plan = planFileSchema.parse({
      apiVersion: "milepost/v1",
      calendars: { default: { kind: "gregorian", timeZone: "Asia/Tokyo" } },
      people: { ann: { name: "Ann", email: "ann@example.org" } },
      kpis: { k: KPI },
      ...file,
    });
    const decision = decidePlan(plan, before, { now, source: "//test", actor: "ann", newId: () => now });
    if (!decision.ok) throw new Error(JSON.stringify(decision.problems));
    const events: readonly MilepostEvent[] = decision.events.map(({ event }) => event);
    return evolve(before, events);
  }, emptyPlan);
}

const months = ["2026-08", "2026-09", "2026-10"];
const series = new Map(months.map((month) => [month, { actual: 5, planned: null }]));

/** The months in which goals and scorecards have rows under a plan. */
function rowsOf(plan: PlanState): Readonly<Record<string, readonly string[]>> {
  const objects = measuredObjects(plan);
  const values = new Map([[seriesValuesKey("k", ""), series]]);
  const goals = [...objects.goals.keys(), ...objects.formerGoals];
  const progress = progressOfGoals(goals, { plan, objects, values });
  const cards = [...objects.scorecards.keys()].map((id) => [
    id,
    scorecardPeriods(id, { objects, progress }).map(({ period }) => period.label),
  ]);
  const stand = [...progress].map(([id, { rows }]) => [id, rows.map(({ period }) => period.label)]);
  return Object.fromEntries([...stand, ...cards]);
}

const BEGIN = "2026-01-01T00:00:00.000Z";
/** October has begun in Tokyo, and nowhere else. */
const OCTOBER = "2026-09-30T16:00:00.000Z";

it("a goal and a scorecard that left the plan keep the periods that were over by then, and get no further ones", () => {
  const whole = { goals: { a: GOAL, b: GOAL }, scorecards: { card: CARD } };
  const left = applied([BEGIN, whole], [OCTOBER, { goals: { b: GOAL } }]);
  expect(rowsOf(left)).toEqual({ a: ["2026-08", "2026-09"], b: months, card: ["2026-08", "2026-09"] });
  const before = applied([BEGIN, whole], ["2026-09-30T14:00:00.000Z", { goals: { b: GOAL } }]);
  expect(rowsOf(before)).toMatchObject({ a: ["2026-08"], card: ["2026-08"] });
  // What comes back goes on.
  const back = applied([BEGIN, whole], [OCTOBER, { goals: { b: GOAL } }], [OCTOBER, whole]);
  expect(rowsOf(back)).toEqual({ a: months, b: months, card: months });
});

it("the rows of a goal that was renamed stand under its new id alone, also on a scorecard that left before", () => {
  const renamed = { goals: { c: { ...GOAL, renamedFrom: "a" } } };
  const whole = { goals: { a: GOAL }, scorecards: { card: CARD } };
  const both = applied([BEGIN, whole], [OCTOBER, { goals: { a: GOAL } }], [OCTOBER, renamed]);
  expect(rowsOf(both)).toEqual({ a: [], c: months, card: ["2026-08", "2026-09"] });
  expect(measuredObjects(both).goalsOfKpi.get("k")).toEqual(["c"]);
  expect(measuredObjects(both).scorecards.get("card")?.items[0]?.goal).toBe("c");
});

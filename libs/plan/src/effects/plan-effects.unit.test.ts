import type { SeriesLists } from "@milepost/scoring";
import { expect, test } from "vitest";
import { decidePlan } from "../decide-plan.ts";
import { evolve } from "../evolve.ts";
import { parsePlan } from "../parse-plan.ts";
import { emptyPlan } from "../plan-state.ts";
import type { PlanState } from "../plan-state.ts";
import { boundedEffects } from "./bounded-effects.ts";
import { planEffects } from "./plan-effects.ts";
import type { PlanEffects } from "./plan-effects.ts";
import { planReach } from "./plan-reach.ts";

type Objects = Record<string, Record<string, unknown>>;

const kpi = { unit: "count", direction: "increase", behaviour: "stock", grain: "month" };
const goal = (id: string, to: number): Record<string, unknown> => ({
  kind: "annual_goal",
  title: id,
  owner: "ann",
  window: 2026,
  measure: { kpi: id, from: 0, to },
});
const base = {
  apiVersion: "milepost/v1",
  calendars: { default: { kind: "gregorian", timeZone: "UTC" } } as Objects,
  people: { ann: { name: "Ann", email: "ann@example.org" } },
  kpis: {
    orders: { ...kpi, name: "Orders" },
    visits: { ...kpi, name: "Visits" },
    plants: { ...kpi, name: "Plants", dimensions: ["plant"], total: "derived" },
  } as Objects,
  goals: {
    "g-orders": goal("orders", 100),
    "g-visits": goal("visits", 100),
    "g-plants": goal("plants", 100),
  } as Objects,
  scorecards: {
    one: { items: [{ goal: "g-orders" }, { goal: "g-visits" }] },
    two: { items: [{ goal: "g-plants" }] },
  } as Objects,
};

let ids = 0;
/** The plan after a file was applied to another one. */
function applied(file: object, before: PlanState = emptyPlan): PlanState {
  const parsed = parsePlan(JSON.stringify(file));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  const context = { now: "2026-10-01T00:00:00.000Z", source: "//test", actor: "ann" };
  const decided = decidePlan(parsed.plan, before, { ...context, newId: () => `event-${(ids += 1)}` });
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return evolve(
    before,
    decided.events.map(({ event }) => event),
  );
}

const figure = (place: string, value: number): SeriesLists => {
  const [id = "", period = "", series = ""] = place.split(" ");
  return {
    kpi: id,
    series,
    kind: "actual",
    labels: [period],
    values: [value],
    numerators: [],
    denominators: [],
    known_at: [Date.parse("2026-10-01T00:00:00.000Z")],
  };
};
const figures = [
  figure("orders 2026-08", 90),
  figure("orders 2026-09", 90),
  figure("visits 2026-09", 50),
  figure("plants 2026-09 plant=bonn", 40),
  figure("plants 2026-09 plant=ulm", 50),
];

const plan = applied(base);
function effectsOf(file: object, counting = figures): PlanEffects {
  const after = applied(file, plan);
  return planEffects(planReach(plan, after), { plan, figures }, { plan: after, figures: counting });
}

test("a change reaches what is measured by it and no further: the rest is not even looked at", () => {
  const reach = planReach(
    plan,
    applied({ ...base, goals: { ...base.goals, "g-plants": goal("plants", 120) } }, plan),
  );
  expect([...reach.goals]).toEqual(["g-plants"]);
  expect([...reach.scorecards]).toEqual(["two"]);
  expect([...reach.neededKpis]).toEqual(["plants"]);
  const kpis = { ...base.kpis, orders: { ...base.kpis["orders"], unit: "pieces" } };
  const wide = planReach(plan, applied({ ...base, kpis }, plan));
  expect([...wide.goals]).toEqual(["g-orders"]);
  // The scorecard's other item is needed for its score.
  expect([...wide.neededGoals].toSorted()).toEqual(["g-orders", "g-visits"]);
  expect([...wide.kpis]).toEqual(["orders"]);
});

test("a calendar reaches every KPI and goal, since periods end at its midnight", () => {
  const calendars = { default: { kind: "gregorian", timeZone: "Asia/Tokyo" } };
  const reach = planReach(plan, applied({ ...base, calendars }, plan));
  expect([reach.kpis.size, reach.goals.size, reach.scorecards.size]).toEqual([3, 3, 2]);
});

test("other words have no effect, and neither has the same plan", () => {
  const kpis = { ...base.kpis, orders: { ...base.kpis["orders"], name: "Incoming orders" } };
  for (const file of [base, { ...base, kpis }]) {
    expect(effectsOf(file)).toEqual({ goals: [], scorecards: [], kpis: [] });
  }
});

test("another target changes progress and status; statuses that change stand first, those off track on top", () => {
  const goals = {
    "g-orders": goal("orders", 130),
    "g-visits": goal("visits", 60),
    "g-plants": goal("plants", 91),
  };
  const effects = effectsOf({ ...base, goals });
  expect(effects.goals.map(({ goal: id, statusChanges }) => [id, statusChanges])).toEqual([
    ["g-orders", true],
    ["g-visits", true],
    ["g-plants", false],
  ]);
  expect(effects.goals[0]).toMatchObject({
    change: "changes",
    before: { period: "2026-09", status: "on_track", actual: 90, ruleId: "red-green", ruleVersion: "1" },
    after: { period: "2026-09", status: "off_track", actual: 90 },
    periodsWithOtherStatus: 1,
    periodsChanged: 9,
  });
  expect(effects.scorecards.map(({ scorecard }) => scorecard)).toEqual(["one"]);
});

test("values that count no more are no 0: the goal has no figure, its status is unknown, the scorecard covers less", () => {
  const kpis = { ...base.kpis, orders: { ...base.kpis["orders"], unit: "pieces" } };
  const counting = figures.filter(({ kpi: id }) => id !== "orders");
  const { goals, scorecards, kpis: values } = effectsOf({ ...base, kpis }, counting);
  expect(values).toEqual([
    {
      kpi: "orders",
      name: "Orders",
      periodsBefore: 2,
      periodsAfter: 0,
      noLongerCount: 2,
      countDifferently: 0,
      newestBefore: { period: "2026-09", total: 90 },
      newestAfter: null,
    },
  ]);
  expect(goals).toMatchObject([
    { goal: "g-orders", after: null, statusChanges: true, periodsWithOtherStatus: 2 },
  ]);
  expect(scorecards).toMatchObject([{ scorecard: "one", before: { coverage: 1 }, after: { coverage: 0.5 } }]);
});

test("a goal that stands at what it reached one period ago covers its scorecard, and has no row of its own there", () => {
  const visits = goal("visits", 100);
  const reached = { ...visits, measure: { ...(visits["measure"] as object), evaluation: "first-hit" } };
  const counting = [...figures.filter(({ kpi: id }) => id !== "visits"), figure("visits 2026-08", 50)];
  const effects = effectsOf({ ...base, goals: { ...base.goals, "g-visits": reached } }, counting);
  expect(effects.goals).toMatchObject([{ goal: "g-visits", after: { period: "2026-08", actual: 50 } }]);
  expect(effects.scorecards).toMatchObject([{ scorecard: "one", after: { period: "2026-09", coverage: 1 } }]);
});

test("a total that is reported and no longer derived is another value, where nobody reports it an unknown one", () => {
  const kpis = { ...base.kpis, plants: { ...base.kpis["plants"], total: "reported" } };
  const { kpis: values, goals } = effectsOf({ ...base, kpis });
  expect(values).toMatchObject([
    { kpi: "plants", noLongerCount: 1, newestBefore: { total: 90 }, newestAfter: { total: null } },
  ]);
  expect(goals).toMatchObject([{ goal: "g-plants", before: { actual: 90 }, after: null }]);
});

test("what leaves the plan disappears, what is new appears", () => {
  const { "g-visits": _gone, ...rest } = base.goals;
  const goals = { ...rest, "g-new": goal("visits", 60) };
  const scorecards = { one: { items: [{ goal: "g-orders" }, { goal: "g-new" }] } };
  const effects = effectsOf({ ...base, goals, scorecards });
  expect(effects.goals.map(({ goal: id, change, statusChanges }) => [id, change, statusChanges])).toEqual([
    ["g-visits", "disappears", true],
    ["g-new", "appears", true],
  ]);
  expect(effects.scorecards.map(({ scorecard, change }) => [scorecard, change])).toEqual([
    ["one", "changes"],
    ["two", "disappears"],
  ]);
});

test("an answer lists two hundred effects of a kind, counts all, and says that it leaves some out", () => {
  const { goals } = effectsOf({ ...base, goals: { ...base.goals, "g-orders": goal("orders", 130) } });
  const [first] = goals;
  const many = Array.from({ length: 201 }, (_, index) => ({
    ...(first as NonNullable<typeof first>),
    goal: `g-${index}`,
  }));
  const bounded = boundedEffects({ goals: many, scorecards: [], kpis: [] });
  expect([
    bounded.goals.length,
    bounded.totals.goals,
    bounded.totals.statusChanges,
    bounded.truncated,
  ]).toEqual([200, 201, 201, true]);
  expect(boundedEffects({ goals, scorecards: [], kpis: [] }).truncated).toBe(false);
});

test("what changes of a private goal changes no scorecard: it counts in none", () => {
  const secret = { ...goal("visits", 100), private: true };
  const hidden = applied({ ...base, goals: { ...base.goals, "g-visits": secret } });
  const measure = { kpi: "visits", from: 0, to: 60 };
  const after = applied({ ...base, goals: { ...base.goals, "g-visits": { ...secret, measure } } }, hidden);
  const effects = planEffects(planReach(hidden, after), { plan: hidden, figures }, { plan: after, figures });
  expect(effects.goals.map((one) => one.goal)).toEqual(["g-visits"]);
  expect(effects.scorecards).toEqual([]);
});

test("a goal that becomes private disappears from what everybody sees, and appears when it is public again", () => {
  const secret = { ...goal("visits", 100), private: true };
  const hidden = applied({ ...base, goals: { ...base.goals, "g-visits": secret } }, plan);
  const effectsBetween = (was: PlanState, is: PlanState): PlanEffects =>
    planEffects(planReach(was, is), { plan: was, figures }, { plan: is, figures });
  expect(effectsBetween(plan, hidden).goals).toMatchObject([
    { goal: "g-visits", change: "disappears", statusChanges: true, after: null },
  ]);
  expect(effectsBetween(hidden, applied(base, hidden)).goals).toMatchObject([
    { goal: "g-visits", change: "appears", statusChanges: true, before: null },
  ]);
});

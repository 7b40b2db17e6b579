import type { LeadTestedData } from "@milepost/contracts";
import { decidePlan, emptyPlan, evolve } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import { expect, test } from "vitest";
import { LEADS_PLAN, monthLabel, plantedFigures } from "../testing/planted-leads.ts";
import type { KnownSeries, Reading } from "../series-reading.ts";
import { leadLinks } from "./lead-links.ts";
import { leadVerdicts } from "./lead-verdicts.ts";

const NOW = Date.parse("2024-01-05T00:00:00Z");

function planOf(changes: object = {}): PlanState {
  const file = { ...LEADS_PLAN, kpis: { ...LEADS_PLAN.kpis, ...changes } };
  const context = { now: "2024-01-01T00:00:00.000Z", source: "//test", actor: "test", newId: () => "p" };
  const decided = decidePlan(file, emptyPlan, context);
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return evolve(
    emptyPlan,
    decided.events.map(({ event }) => event),
  );
}

function readingOf(figures: Readonly<Record<string, readonly number[]>>): Reading {
  const series = (kpi: string): KnownSeries =>
    new Map(
      (figures[kpi] ?? []).map((actual, month) => [
        monthLabel(month),
        {
          actual: Number.isNaN(actual) ? null : actual,
          planned: null,
          actualKnownAt: Date.parse(`${monthLabel(month + 1)}-01T06:00:00Z`),
          plannedKnownAt: null,
        },
      ]),
    );
  return { seriesOf: series, membersOf: () => [] };
}

interface Told extends Record<string, unknown> {
  readonly id: string;
  readonly data: LeadTestedData;
}

function told(figures = plantedFigures(), plan = planOf(), asOf = NOW): Readonly<Record<string, Told>> {
  const links = leadLinks(plan);
  const news = leadVerdicts({ links, reading: readingOf(figures), asOf, position: { "strategy/0": 7 } });
  return Object.fromEntries(
    news.map(({ id, data }, index) => [links[index]?.lead.id ?? "", { id, data: data as LeadTestedData }]),
  );
}

test("a planted lead is supported with its lag and what it is worth, an invented one is not, and neither is hidden", () => {
  const { calls, weather } = told();
  expect(calls?.data).toMatchObject({ verdict: "supported", lag: 2, reason: null, period: "2023-12" });
  expect(calls?.data.strength).toBeGreaterThan(0.4);
  expect(calls?.data.gain).toBeGreaterThan(0.1);
  expect(calls?.data).toMatchObject({ testedTogether: 2, periods: 48, periodsNeeded: 36 });
  expect(weather?.data).toMatchObject({ verdict: "not_supported", reason: null });
});

test("what cannot be tested says why and how much is missing; lag and strength are unknown, never 0", () => {
  const unknown = { lag: null, strength: null, pValue: null, qValue: null, gain: null };
  const short = told(plantedFigures(14));
  expect(short["calls"]?.data).toMatchObject({
    ...unknown,
    verdict: "not_testable",
    reason: "too_short",
    periods: 14,
    periodsNeeded: 36,
    testedTogether: 0,
  });
  expect(short["visits"]?.data).toMatchObject({
    ...unknown,
    verdict: "not_testable",
    reason: "grains_differ",
  });
  const nothing = told({});
  expect(nothing["calls"]?.data).toMatchObject({ reason: "too_short", periods: 0, period: null });
  const flat = told({ ...plantedFigures(), calls: plantedFigures()["calls"]?.map(() => 3) ?? [] });
  expect(flat["calls"]?.data).toMatchObject({ ...unknown, reason: "constant" });
  const running = told(
    plantedFigures(),
    planOf({ calls: { ...LEADS_PLAN.kpis["calls"], behaviour: "running" } }),
  );
  expect(running["calls"]?.data).toMatchObject({ ...unknown, reason: "running" });
});

test("the more links are declared, the surer each has to be: chance finds are divided among all", () => {
  const alone = planOf({ weather: { ...LEADS_PLAN.kpis["weather"], drives: undefined } });
  const one = told(plantedFigures(), alone)["calls"]?.data;
  const two = told()["calls"]?.data;
  expect(one?.pValue).toBe(two?.pValue);
  expect(two?.qValue).toBe(Math.min(2 * (one?.qValue ?? 1), told()["weather"]?.data.qValue ?? 1));
});

test("the same basis is the same event to the byte; another value, supposition or neighbour makes another one", () => {
  const first = told();
  expect(JSON.stringify(told())).toBe(JSON.stringify(first));
  // Time alone, within the month, is no other basis.
  expect(JSON.stringify(told(plantedFigures(), planOf(), NOW + 1e9))).toBe(JSON.stringify(first));
  const figures = plantedFigures();
  const restated = { ...figures, calls: figures["calls"]?.with(40, 1) ?? [] };
  expect(told(restated)["calls"]?.id).not.toBe(first["calls"]?.id);
  const calls = LEADS_PLAN.kpis["calls"];
  const wider = planOf({ calls: { ...calls, drives: [{ kpi: "revenue", effect: "increase", within: 8 }] } });
  expect(told(figures, wider)["calls"]?.id).not.toBe(first["calls"]?.id);
  const alone = planOf({ weather: { ...LEADS_PLAN.kpis["weather"], drives: undefined } });
  expect(told(figures, alone)["calls"]?.id).not.toBe(first["calls"]?.id);
});

test("a month that is not over, or not known of both, is not looked at", () => {
  const asOf = Date.parse("2023-12-20T00:00:00Z");
  expect(told(plantedFigures(), planOf(), asOf)["calls"]?.data).toMatchObject({
    period: "2023-11",
    periods: 47,
  });
  const figures = plantedFigures();
  const late = { ...figures, revenue: figures["revenue"]?.slice(0, -2) ?? [] };
  expect(told(late)["calls"]?.data).toMatchObject({ period: "2023-10", periods: 46 });
});

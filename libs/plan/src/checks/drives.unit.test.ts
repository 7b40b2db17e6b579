import { expect, test } from "vitest";
import { parsePlan } from "../parse-plan.ts";

const problemsOf = (drives: Readonly<Record<string, string>>): readonly (readonly [string, string])[] => {
  const kpi = (id: string): string =>
    `  ${id}: { name: ${id}, unit: count, behaviour: flow, grain: month, drives: ${drives[id] ?? "[{ kpi: cash }]"} }`;
  const last = "  cash: { name: Cash, unit: count, behaviour: flow, grain: month }";
  const calendars = "calendars: { default: { kind: gregorian, timeZone: UTC } }";
  const text = ["apiVersion: milepost/v1", calendars, "kpis:", ...Object.keys(drives).map(kpi), last].join(
    "\n",
  );
  const parsed = parsePlan(text);
  return parsed.ok ? [] : parsed.problems.map(({ code, message }) => [code, message]);
};

test("a chain of causes is taken, two that lead to the same too", () => {
  const chain = { calls: "[{ kpi: visits, effect: increase, within: 3 }, { kpi: cash }]" };
  expect(problemsOf({ ...chain, visits: "[{ kpi: cash, effect: decrease }]" })).toEqual([]);
});

test("a link to a KPI that is not there, to itself, or the same twice says what is wrong with it", () => {
  expect(problemsOf({ calls: "[{ kpi: cahs }]" })).toEqual([["unknown_kpi", 'there is no KPI "cahs"']]);
  expect(problemsOf({ calls: "[{ kpi: calls }]" })).toEqual([
    ["drives_itself", "a KPI does not lead itself"],
  ]);
  expect(problemsOf({ calls: "[{ kpi: cash }, { kpi: cash, within: 2 }]" })).toEqual([
    ["drives_twice", '"cash" is named twice'],
  ]);
});

test("links that go round in a circle are named once, with the way round", () => {
  const round = {
    calls: "[{ kpi: visits }]",
    visits: "[{ kpi: offers }]",
    offers: "[{ kpi: calls }, { kpi: cash }]",
  };
  expect(problemsOf(round)).toEqual([
    ["drives_cycle", "what leads what goes round in a circle: calls → visits → offers → calls"],
  ]);
});

test("a link that leads no further than no period is refused", () => {
  expect(problemsOf({ calls: "[{ kpi: cash, within: 0 }]" })).toHaveLength(1);
});

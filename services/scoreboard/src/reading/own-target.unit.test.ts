import { goalSchema, kpiSchema, parsePeriod } from "@milepost/contracts";
import type { Period } from "@milepost/contracts";
import { valueTargetAt } from "@milepost/scoring";
import type { TargetInput } from "@milepost/scoring";
import { expect, it } from "vitest";
import { ownTarget } from "./own-target.ts";

const kpi = kpiSchema.parse({ name: "K", unit: "count", behaviour: "flow", grain: "month" });
const month = (label: string): Period => parsePeriod(label, "month") as Period;

function inputOf(measure: object, planned: Readonly<Record<string, number>> = {}): TargetInput {
  const goal = goalSchema.parse({
    kind: "annual_goal",
    title: "G",
    owner: "p",
    window: 2014,
    measure: { kpi: "k", evaluation: "cumulative", ...measure },
  });
  const values = Object.entries(planned).map(
    ([label, value]) => [label, { actual: null, planned: value }] as const,
  );
  return { goal, kpi, values: new Map(values) };
}

const targets = (input: TargetInput, months: readonly string[]): readonly (number | null)[] =>
  months.map((label) => ownTarget(input, month(label)));

it("the parts of a sum's target add up to it", () => {
  for (const from of [{}, { from: 40 }]) {
    const input = inputOf({ to: 405, ...from });
    const labels = Array.from({ length: 12 }, (_, index) => `2014-${String(index + 1).padStart(2, "0")}`);
    const parts = targets(input, labels).map((part) => part ?? Number.NaN);
    expect(parts.reduce((sum, part) => sum + part)).toBeCloseTo(405, 8);
  }
});

it("a period of which the plan says no part of its own has none", () => {
  expect(targets(inputOf({ to: 405, trajectory: "step" }), ["2014-01", "2014-02"])).toEqual([null, null]);
  const phased = inputOf({ trajectory: { phased: { "2014-03": 100, "2014-04": 140, "2014-06": 200 } } });
  expect(targets(phased, ["2014-01", "2014-03", "2014-04", "2014-05", "2014-06"])).toEqual([
    null,
    null,
    40,
    null,
    null,
  ]);
  const planned = inputOf({ trajectory: { planned: "latest" } }, { "2014-01": 30, "2014-02": 55.5 });
  expect(targets(planned, ["2014-01", "2014-02", "2014-03"])).toEqual([30, 25.5, null]);
});

it("what is not added up is held against its own target to date", () => {
  const input = inputOf({ from: 88, to: 95, evaluation: "at-due" });
  const march = month("2014-03");
  expect(ownTarget(input, march)).toBe(valueTargetAt(input, march).toDate);
});

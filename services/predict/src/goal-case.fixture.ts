import { goalSchema, kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { Defined, PlanState } from "@milepost/plan";
import type { MeasuredGoal } from "./measured-goal.ts";
import { measuredGoals } from "./measured-goal.ts";
import { readingOf } from "./series-reading.ts";
import { seriesRow } from "./series-row.fixture.ts";
import type { Entry } from "./series-row.fixture.ts";
import type { Reading } from "./series-reading.ts";

/** When everything was recorded. */
export const RECORDED = "2026-01-01T00:00:00Z";
const defined = <Definition>(id: string, definition: Definition): Defined<Definition> => ({
  id,
  definition,
  effectiveFrom: "2026-01-01",
  recordedAt: RECORDED,
  managedBy: "file",
  version: 1,
});

/** A goal that measures a monthly flow of 2026 where more is better, unless said otherwise. */
export function measuredBy(measure: object, more: { kpi?: object; window?: unknown } = {}): MeasuredGoal {
  const kpi = {
    name: "K",
    unit: "count",
    behaviour: "flow",
    grain: "month",
    direction: "increase",
    ...more.kpi,
  };
  const goal = {
    kind: "annual_goal",
    title: "G",
    owner: "p",
    window: more.window ?? 2026,
    measure: { kpi: "k", ...measure },
  };
  const plan: PlanState = {
    ...emptyPlan,
    kpis: new Map([["k", defined("k", kpiSchema.parse(kpi))]]),
    goals: new Map([["g", defined("g", goalSchema.parse(goal))]]),
  };
  return measuredGoals(plan)[0] as MeasuredGoal;
}

/** Values of months 2024-01 … in order; null is a month without one. */
export function reading(
  values: readonly (number | null)[],
  planned: Readonly<Record<string, number>> = {},
): Reading {
  const label = (index: number): string =>
    `${2024 + Math.floor(index / 12)}-${String((index % 12) + 1).padStart(2, "0")}`;
  const known = values.flatMap((value, index): Entry[] =>
    value === null ? [] : [[label(index), value, RECORDED]],
  );
  const plans = Object.entries(planned).map(([period, value]): Entry => [period, value, RECORDED]);
  const rows = [
    seriesRow({ kpi: "k", series: "", kind: "actual" }, known),
    seriesRow({ kpi: "k", series: "", kind: "planned" }, plans),
  ];
  return readingOf(rows, () => undefined);
}

/** Values that go round just below, at and just above a level. */
export const steady = (months: number, value = 10): readonly number[] =>
  Array.from({ length: months }, (_, index) => value + ((index * 7) % 3) - 1);

import { goalSchema, kpiSchema, parsePeriod } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import { expect, it } from "vitest";
import type { OpenGoal } from "./open-goals.ts";
import { toDate } from "./kpi-reading.ts";
import type { KnownSeries } from "./known-series.ts";
import { seriesReading } from "./series.ts";

function openGoal(grain: string, window: object): OpenGoal {
  const kpi = { name: "Sales", unit: "count", direction: "increase", grain };
  const base = kpiSchema.parse({ ...kpi, behaviour: "flow" });
  const measured = kpiSchema.parse({ ...kpi, behaviour: "running", runningOf: "sales", restarts: "year" });
  const goal = goalSchema.parse({
    kind: "objective",
    title: "G",
    owner: "kim",
    window,
    measure: { kpi: "ytd", to: 1 },
  });
  const period = parsePeriod("2026-W40", "week");
  if (period === undefined) throw new Error("there is no such week");
  return {
    id: "g",
    goal,
    measured,
    period,
    due: period,
    apart: null,
    paged: { id: "sales", kpi: base, companion: "ytd" },
  };
}

/** The periods that the way to a goal is drawn from, of a figure to date that is known in some. */
function drawn(labels: readonly string[], open: OpenGoal): readonly string[] {
  const row: KnownSeries = {
    kpi: "ytd",
    series: "",
    kind: "actual",
    labels: [...labels],
    values: labels.map(() => 1),
    numerators: [],
    denominators: [],
    known_at: [],
    first_known_at: [],
    first_period: null,
    earlier_period: null,
    earlier_known_at: 0,
  };
  const reading = seriesReading(new Map([["ytd", [row]]]), emptyPlan);
  return toDate(open, reading).map(({ period }) => period);
}

it.each([
  ["week", { from: "2025-12-29", to: "2027-01-03" }, ["2025-W01", "2025-W52", "2026-W01"], ["2026-W01"]],
  ["week", { from: "2026-07-01", to: "2026-12-31" }, ["2026-W01", "2026-W27", "2026-W28"], ["2026-W28"]],
  ["day", { from: "2026-07-06", to: "2026-12-31" }, ["2026-07-01", "2026-07-06"], ["2026-07-06"]],
  ["quarter", { from: "2026-07-01", to: "2026-12-31" }, ["2026-Q1", "2026-Q3"], ["2026-Q3"]],
  ["month", { from: "2026-07-01", to: "2026-12-31" }, ["2026-06", "2026-07"], ["2026-07"]],
] as const)(
  "a goal's way by the %s begins with the first period of its window",
  (...[grain, window, known, shown]) => {
    expect(drawn(known, openGoal(grain, window))).toEqual(shown);
  },
);

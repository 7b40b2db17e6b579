import { kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import type { ObservationRow } from "@milepost/store/queries/current-observations";
import { expect, it } from "vitest";
import { totalsOf } from "./member-values.ts";
import { seriesReading } from "./series.ts";

const definition = kpiSchema.parse({
  name: "On-time delivery",
  unit: "ratio",
  behaviour: "ratio",
  grain: "month",
  dimensions: ["plant"],
  total: "derived",
});
const common = { effectiveFrom: "2026-01-01", recordedAt: "2026-01-01T00:00:00Z", version: 1 } as const;
const plan = {
  ...emptyPlan,
  kpis: new Map([["otd", { ...common, id: "otd", definition, managedBy: "file" as const }]]),
};

const member = (plant: string, period: string, [numerator, denominator]: [number, number]): ObservationRow =>
  ({
    kpi: "otd",
    series: `plant=${plant}`,
    kind: "actual",
    period_label: period,
    value: String(numerator / denominator),
    numerator: String(numerator),
    denominator: String(denominator),
    known_at: "2026-03-01T00:00:00Z",
  }) as ObservationRow;

const members = [
  member("ulm", "2026-01", [900, 1000]),
  member("bonn", "2026-01", [150, 200]),
  member("ulm", "2026-02", [950, 1000]),
];

it("a derived total is charted from its members' parts, and has no figure where a member is missing", () => {
  const series = seriesReading([], totalsOf(members, plan));
  expect(series.figuresOf("otd")).toEqual([
    { period: "2026-01", actual: 0.875, target: null },
    { period: "2026-02", actual: null, target: null },
  ]);
  expect(series.lastPeriod("otd")).toBe("2026-01");
});

it("what was reported as a total is not shown beside the derived one", () => {
  const reported = { kpi: "otd", series: "", kind: "actual", last_period: "2026-03" } as const;
  const rows = [{ ...reported, figures: [["2026-03", 0.1]] as [string, number][] }];
  const series = seriesReading(rows, totalsOf(members, plan));
  expect(series.figuresOf("otd").map(({ period }) => period)).toEqual(["2026-01", "2026-02"]);
});

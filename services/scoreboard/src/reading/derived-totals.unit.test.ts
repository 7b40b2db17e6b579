import { kpiSchema } from "@milepost/contracts";
import { emptyPlan } from "@milepost/plan";
import { expect, it } from "vitest";
import type { KnownSeries } from "./known-series.ts";
import { seriesReading } from "./series.ts";
import type { SeriesReading } from "./series.ts";

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

const KNOWN_AT = Date.parse("2026-03-01T00:00:00Z");

/** Values of a member by period, as numerator and denominator. */
const member = (plant: string, parts: Readonly<Record<string, [number, number]>>): KnownSeries => ({
  kpi: "otd",
  series: `plant=${plant}`,
  kind: "actual",
  labels: Object.keys(parts),
  values: Object.values(parts).map(([numerator, denominator]) => numerator / denominator),
  numerators: Object.values(parts).map(([numerator]) => numerator),
  denominators: Object.values(parts).map(([, denominator]) => denominator),
  known_at: Object.keys(parts).map(() => KNOWN_AT),
  first_known_at: Object.keys(parts).map(() => KNOWN_AT),
  first_period: Object.keys(parts)[0] ?? null,
  earlier_period: null,
  earlier_known_at: 0,
});

const ulm = member("ulm", { "2026-01": [900, 1000], "2026-02": [950, 1000] });
const bonn = member("bonn", { "2026-01": [150, 200] });

function readingOf(...rows: readonly KnownSeries[]): SeriesReading {
  return seriesReading(new Map([["otd", rows]]), plan);
}

it("a derived total is charted from its members' parts, and has no figure where a member is missing", () => {
  const series = readingOf(ulm, bonn);
  expect(series.figuresOf("otd")).toEqual([
    { period: "2026-01", actual: 0.875, target: null },
    { period: "2026-02", actual: null, target: null },
  ]);
  expect(series.lastPeriod("otd")).toBe("2026-01");
});

it("a total that waits for members says for which, of how many that count, and since when", () => {
  expect(readingOf(ulm, bonn).waiting("otd")).toEqual({ period: "2026-02", missing: ["plant=bonn"], of: 2 });
  const whole = member("bonn", { "2026-01": [150, 200], "2026-02": [1, 2] });
  expect(readingOf(ulm, whole).waiting("otd")).toBeNull();
  expect(readingOf(member("ulm", { "2026-01": [9, 10] }), bonn).waiting("otd")).toBeNull();
  const joined = member("kiel", { "2026-03": [1, 2] });
  expect(readingOf(ulm, whole, joined).waiting("otd")).toMatchObject({ period: "2026-03", of: 3 });
  expect(readingOf(ulm, bonn).waiting("otd", "plant=bonn")).toBeNull();
});

it("what was reported as a total is not shown beside the derived one", () => {
  const reported = { ...member("ulm", { "2026-03": [1, 10] }), series: "" };
  const figures = readingOf(ulm, bonn, reported).figuresOf("otd");
  expect(figures.map(({ period }) => period)).toEqual(["2026-01", "2026-02"]);
});

it("a member counts from its first value on, also where that stands before the periods that are looked at", () => {
  const gone = { ...member("gone", {}), first_period: "2025-06", earlier_period: "2025-12" };
  const coming = member("coming", { "2026-02": [1, 1] });
  expect(readingOf(ulm, gone).figuresOf("otd")).toEqual([
    { period: "2026-01", actual: null, target: null },
    { period: "2026-02", actual: null, target: null },
  ]);
  expect(readingOf(ulm, gone).lastPeriod("otd")).toBe("2025-12");
  expect(readingOf(ulm, coming).figuresOf("otd")[0]).toEqual({
    period: "2026-01",
    actual: 0.9,
    target: null,
  });
});

it("the total of a running figure is worked out anew when what runs there is no flow any more", () => {
  const running = { ...definition, unit: "count", behaviour: "running", runningOf: "base" } as const;
  const planWith = (behaviour: "flow" | "stock"): typeof plan => ({
    ...emptyPlan,
    kpis: new Map([
      ["otd", { ...common, id: "otd", definition: otd, managedBy: "file" as const }],
      [
        "base",
        { ...common, id: "base", definition: { ...definition, behaviour }, managedBy: "file" as const },
      ],
    ]),
  });
  const otd = kpiSchema.parse(running);
  const figures = new Map([["otd", [ulm, bonn]]]);
  const first = (behaviour: "flow" | "stock"): number | null | undefined =>
    seriesReading(figures, planWith(behaviour)).figuresOf("otd")[0]?.actual;
  expect(first("flow")).toBe(1.65);
  expect(first("stock")).toBeNull();
});

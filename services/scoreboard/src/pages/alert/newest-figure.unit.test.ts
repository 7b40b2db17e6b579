import { kpiSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import type { FigureReading, NewestFigure } from "./newest-figure.ts";
import { newestFigure } from "./newest-figure.ts";

const reading = (series: string, period: string, known: string | null): FigureReading => ({
  kpi: "k",
  series,
  kind: "actual",
  period_label: period,
  known_at: `${known ?? "2026-04-02"}T00:00:00.000Z`,
  value: known === null ? null : "5",
  numerator: null,
  denominator: null,
});
const READINGS: readonly FigureReading[] = [
  reading("region=north", "2026-01", "2026-02-01"),
  reading("region=north", "2026-02", "2026-03-01"),
  reading("region=north", "2026-03", "2026-04-01"),
  reading("region=south", "2026-01", "2026-02-01"),
  reading("region=south", "2026-02", "2026-03-09"),
  reading("region=south", "2026-03", null),
];

function of(
  series: string,
  readings = READINGS,
  total: "derived" | "reported" = "derived",
): NewestFigure | null {
  const words = { name: "K", unit: "count", behaviour: "flow", grain: "month", dimensions: ["region"] };
  const kpi = kpiSchema.parse({ ...words, total });
  return newestFigure(readings, { kpi: "k", series, kpiOf: () => kpi });
}

test("the newest figure of a member is its own, and what was taken back is none", () => {
  expect(of("region=north")).toEqual({ period: "2026-03", knownAt: Date.parse("2026-04-01T00:00:00Z") });
  expect(of("region=south")).toEqual({ period: "2026-02", knownAt: Date.parse("2026-03-09T00:00:00Z") });
});

test("a total that is made from its members is as old as the last of them, where all are known", () => {
  expect(of("")).toEqual({ period: "2026-02", knownAt: Date.parse("2026-03-09T00:00:00Z") });
});

test("a reported total is what was reported as one; where nothing is known, nothing is told", () => {
  expect(of("", READINGS, "reported")).toBeNull();
  const reported = [...READINGS, reading("", "2026-01", "2026-02-05")];
  expect(of("", reported, "reported")).toEqual({
    period: "2026-01",
    knownAt: Date.parse("2026-02-05T00:00:00Z"),
  });
  expect(of("region=west")).toBeNull();
});

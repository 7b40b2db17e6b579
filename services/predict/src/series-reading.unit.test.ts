import { kpiSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { readingOf } from "./series-reading.ts";

type Entry = [string, string | null, string | null, string | null, string];

const kpi = kpiSchema.parse({
  name: "On-time delivery",
  unit: "ratio",
  behaviour: "ratio",
  grain: "month",
  dimensions: ["plant"],
  total: "derived",
});
const row = (series: string, entries: Entry[]): Parameters<typeof readingOf>[0][number] => ({
  kpi: "otd",
  series,
  kind: "actual",
  entries,
});

const rows = [
  row("", [["2026-01", "0.1", null, null, "2026-02-01T00:00:00Z"]]),
  row("plant=bonn", [["2026-01", "0.75", "150", "200", "2026-02-03T00:00:00Z"]]),
  row("plant=ulm", [
    ["2026-01", "0.9", "900", "1000", "2026-02-01T00:00:00Z"],
    ["2026-02", "0.95", "950", "1000", "2026-03-01T00:00:00Z"],
  ]),
];

test("a derived total is read from its members' parts, known with the last of them, unknown where one is missing", () => {
  const total = readingOf(rows, () => kpi).seriesOf("otd", "");
  expect(total.get("2026-01")).toMatchObject({
    actual: 0.875,
    numerator: 1050,
    denominator: 1200,
    actualKnownAt: Date.parse("2026-02-03T00:00:00Z"),
  });
  expect(total.get("2026-02")?.actual).toBeNull();
  expect(
    readingOf(rows, () => kpi)
      .seriesOf("otd", "plant=ulm")
      .get("2026-02")?.actual,
  ).toBe(0.95);
});

test("a reported total stays what was reported", () => {
  const reported = { ...kpi, total: "reported" } as const;
  expect(
    readingOf(rows, () => reported)
      .seriesOf("otd", "")
      .get("2026-01")?.actual,
  ).toBe(0.1);
});

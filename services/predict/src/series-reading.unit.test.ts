import { kpiSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { growingReading, readingOf } from "./series-reading.ts";
import { seriesRow } from "./series-row.fixture.ts";

const kpi = kpiSchema.parse({
  name: "On-time delivery",
  unit: "ratio",
  behaviour: "ratio",
  grain: "month",
  dimensions: ["plant"],
  total: "derived",
});
const of = (series: string): Parameters<typeof seriesRow>[0] => ({ kpi: "otd", series, kind: "actual" });

const rows = [
  seriesRow(of(""), [["2026-01", 0.1, "2026-02-01T00:00:00Z"]]),
  seriesRow(of("plant=bonn"), [["2026-01", 0.75, "2026-02-03T00:00:00Z"]], [[150, 200]]),
  seriesRow(
    of("plant=ulm"),
    [
      ["2026-01", 0.9, "2026-02-01T00:00:00Z"],
      ["2026-02", 0.95, "2026-03-01T00:00:00Z"],
    ],
    [
      [900, 1000],
      [950, 1000],
    ],
  ),
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

test("a reading that grows KPI by KPI is the reading of all rows, whose members come in order and once", () => {
  const others = ["plant=ulm", "plant=bonn", ""].map((series) => ({
    ...seriesRow(of(series), [["2026-01", 7, "2026-02-05T00:00:00Z"]], [[7, 8]]),
    kpi: "returns",
  }));
  const planned = seriesRow(
    { ...of("plant=bonn"), kind: "planned" },
    [["2026-02", 0.8, "2026-01-01T00:00:00Z"]],
    [[8, 10]],
  );
  const first = [...rows, planned];
  const grown = growingReading(() => kpi);
  grown.add(first);
  grown.add(others);
  const whole = readingOf([...first, ...others], () => kpi);
  for (const id of ["otd", "returns"]) {
    expect(grown.membersOf(id)).toEqual(["plant=bonn", "plant=ulm"]);
    expect(whole.membersOf(id)).toEqual(["plant=bonn", "plant=ulm"]);
    for (const series of ["", "plant=bonn", "plant=ulm"]) {
      expect(grown.seriesOf(id, series).size).toBeGreaterThan(0);
      expect(grown.seriesOf(id, series)).toEqual(whole.seriesOf(id, series));
    }
  }
});

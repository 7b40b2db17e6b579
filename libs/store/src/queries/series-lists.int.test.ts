import type { TestStore } from "../store-under-test.suite.ts";
import { openTestStore } from "../store-under-test.suite.ts";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { CountingVersions } from "./counting-versions.ts";
import { knownFigures } from "./known-figures.ts";
import { seriesLists } from "./series-lists.ts";

let database: TestStore;
beforeAll(async () => {
  database = await openTestStore();
  await database.store.insert("observation_events", [
    line({ offset: 0, period: "2026-01", value: "1.50" }),
    line({ offset: 1, period: "2026-01", value: "1.75", knownAt: "2026-03-01T00:00:00.000Z" }),
    line({ offset: 2, period: "2026-02", value: null, event_type: "retracted" }),
    line({ offset: 3, period: "2026-01", value: "9", kind: "planned" }),
    line({ offset: 4, period: "2026-01", value: "7", kind: "forecast" }),
  ]);
});
afterAll(async () => database.close());

interface Told {
  readonly offset: number;
  readonly period: string;
  readonly value: string | null;
  readonly numerator?: string;
  readonly knownAt?: string;
  readonly kind?: string;
  readonly event_type?: string;
  readonly kpi?: string;
  readonly kpi_version?: number;
}

function line({ offset, period, knownAt = "2026-02-01T00:00:00.000Z", ...told }: Told): string {
  return JSON.stringify({
    kpi: "speed",
    series: "",
    grain: "month",
    period_start: `${period}-01`,
    period_end: `${period}-28`,
    period_label: period,
    period_ends_at: `${period}-28T23:00:00.000Z`,
    kind: "actual",
    source: "//test",
    id: `e${offset}`,
    event_type: "recorded",
    kpi_version: 1,
    completeness: "complete",
    time: `2026-02-01T00:00:0${offset}.000Z`,
    known_at: knownAt,
    recorded_at: knownAt,
    plan_source: "",
    actor: "test",
    log_topic: "observations",
    log_partition: 0,
    log_offset: offset,
    ...told,
  });
}

const asked = async (asOf: string, below: number): Promise<readonly unknown[]> => {
  const position = { "observations/0": below };
  const rows = await database.store.query(seriesLists({ kpis: ["speed"], asOf: Date.parse(asOf), position }));
  return rows.map(({ kind, labels, values }) => [kind, labels.map((label, at) => [label, values[at]])]);
};

test("actual and planned values stand by what could be known; what was retracted is null, submitted forecasts are left out", async () => {
  expect(await asked("2026-02-15T00:00:00Z", 5)).toEqual([
    [
      "actual",
      [
        ["2026-01", 1.5],
        ["2026-02", null],
      ],
    ],
    ["planned", [["2026-01", 9]]],
  ]);
});

test("a restatement counts from the moment it was known, and only below the position", async () => {
  expect(await asked("2026-03-01T00:00:00Z", 2)).toEqual([["actual", [["2026-01", 1.75]]]]);
  expect(await asked("2026-03-01T00:00:00Z", 1)).toEqual([["actual", [["2026-01", 1.5]]]]);
  expect(await asked("2026-03-01T00:00:00Z", 0)).toEqual([]);
});

test("once a KPI is defined anew, values in its earlier unit count no more, whichever of them is newer", async () => {
  await database.store.insert("observation_events", [
    line({ offset: 5, kpi: "weight", period: "2026-01", value: "1", kpi_version: 2 }),
    line({ offset: 6, kpi: "weight", period: "2026-01", value: "1000" }),
    line({ offset: 7, kpi: "weight", period: "2026-02", value: "2000" }),
  ]);
  const options = {
    kpis: ["speed", "weight"],
    asOf: Date.parse("2026-03-01T00:00:00Z"),
    position: { "observations/0": 8 },
  };
  const rows = await database.store.query(seriesLists({ ...options, versions: { weight: [2], other: [3] } }));
  const weight = rows.find(({ kpi }) => kpi === "weight");
  expect(weight).toMatchObject({ labels: ["2026-01"], values: [1] });
  expect(rows.some(({ kpi }) => kpi === "speed")).toBe(true);
});

test("values that versions of one meaning judged count together, those of another meaning between or after them do not", async () => {
  await database.store.insert("observation_events", [
    line({ offset: 5, kpi: "price", period: "2026-01", value: "100" }),
    line({ offset: 6, kpi: "price", period: "2026-01", value: "110", kpi_version: 2 }),
    line({ offset: 7, kpi: "price", period: "2026-02", value: "90", kpi_version: 3 }),
  ]);
  const options = { kpis: ["price"], position: { "observations/0": 8 } };
  const values = async (versions: CountingVersions): Promise<unknown> => {
    const [lists] = await database.store.query(seriesLists({ ...options, versions }));
    const figures = knownFigures({ kpis: ["price"], from: "2026-01-01", versions });
    const [known] = await database.store.query(figures);
    expect(known).toMatchObject({ labels: lists?.labels, values: lists?.values });
    return [lists?.labels, lists?.values];
  };
  expect(await values({ price: [1, 3] })).toEqual([
    ["2026-01", "2026-02"],
    [100, 90],
  ]);
  expect(await values({ price: [2] })).toEqual([["2026-01"], [110]]);
  expect(await values({})).toEqual([["2026-01"], [100]]);
});

test("values come as the nearest doubles, with their parts where any has some, and with when each could be known", async () => {
  await database.store.insert("observation_events", [
    line({ offset: 8, kpi: "share", period: "2026-02", value: "380130760000.5", numerator: "0.1" }),
    line({ offset: 9, kpi: "share", period: "2026-01", value: "380130760000" }),
  ]);
  const [row] = await database.store.query(
    seriesLists({
      kpis: ["share"],
      asOf: Date.parse("2026-03-01T00:00:00Z"),
      position: { "observations/0": 10 },
    }),
  );
  expect(row).toEqual({
    kpi: "share",
    series: "",
    kind: "actual",
    labels: ["2026-01", "2026-02"],
    values: [380130760000, 380130760000.5],
    numerators: [null, 0.1],
    denominators: [],
    known_at: [Date.parse("2026-02-01T00:00:00Z"), Date.parse("2026-02-01T00:00:00Z")],
  });
  const [known] = await database.store.query(knownFigures({ kpis: ["share"], from: "2026-01-01" }));
  expect(known).toMatchObject({ ...row, first_period: "2026-01" });
});

test("ten thousand KPIs that were defined anew are a question like any other", async () => {
  const kpis = Array.from({ length: 10_000 }, (_, index) => `a-kpi-with-an-id-of-usual-length-${index}`);
  const versions = Object.fromEntries([...kpis, "speed"].map((kpi) => [kpi, [2]]));
  const position = { "observations/0": 5 };
  const all = await database.store.query(seriesLists({ kpis: [...kpis, "speed"], position }));
  expect(new Set(all.map(({ kpi }) => kpi))).toEqual(new Set(["speed"]));
  const anew = seriesLists({ kpis: [...kpis, "speed"], position, versions });
  expect(await database.store.query(anew)).toEqual([]);
});

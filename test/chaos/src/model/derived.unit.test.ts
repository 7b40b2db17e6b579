import { goalSchema, kpiSchema, scorecardSchema } from "@milepost/contracts";
import { expect, test } from "vitest";
import { derivedRows } from "./derived.ts";
import type { Logged } from "./logged.ts";
import type { Observed } from "./observations.ts";

const kpi = kpiSchema.parse({
  name: "K",
  unit: "count",
  direction: "increase",
  behaviour: "stock",
  grain: "month",
});
const window = { from: "2026-08-01", to: "2026-12-31" };
const goal = { kind: "annual_goal", title: "T", owner: "ann", window, measure: { kpi: "k", to: 9 } };

const defined = (kind: string, id: string, definition: object): readonly [string, string, object] => [
  "2026-01-01T00:00:00.000Z",
  `${kind}.defined`,
  { id, definition },
];
const left = (kind: string, id: string): readonly [string, string, object] => [
  "2026-10-01T00:00:00.000Z",
  "definition.archived",
  { kind, id },
];

function logOf(...said: readonly (readonly [string, string, object])[]): readonly Logged[] {
  return said.map(([time, what, data], offset) => {
    const about = { id: `${offset}`, source: "//t", actor: "t", time, recordedtime: time };
    const event = { ...about, type: `milepost.${what}.v1`, data: data as Readonly<Record<string, unknown>> };
    return { topic: "strategy", partition: 0, offset, event };
  });
}

const observed = ["2026-08", "2026-09", "2026-10"].map((period, offset): Observed => {
  const none = { series: "", numerator: null, denominator: null, unit: null, statedKnownAt: null };
  const about = { source: "//t", actor: "t", planSource: "", runId: null, completeness: "complete" };
  const at = { time: offset, knownAt: offset, recordedAt: offset, partition: 0, offset };
  return {
    ...none,
    ...about,
    ...at,
    kpi: "k",
    period,
    kind: "actual",
    id: period,
    type: "recorded",
    value: "5",
  };
});

test("what left the plan has rows of the periods that were over by then, and a renamed goal stands there once, under its last id", () => {
  const card = scorecardSchema.parse({ items: [{ goal: "old" }] });
  const log = logOf(
    defined("kpi", "k", kpi),
    defined("goal", "old", goalSchema.parse(goal)),
    defined("goal", "gone", goalSchema.parse(goal)),
    defined("scorecard", "card", card),
    left("scorecard", "card"),
    left("goal", "gone"),
    defined("goal", "fresh", goalSchema.parse({ ...goal, renamedFrom: "old" })),
    left("goal", "old"),
  );
  const rows = derivedRows(log, observed);
  expect(rows.goal_progress.map((row) => `${String(row["goal"])} ${String(row["period_label"])}`)).toEqual([
    "gone 2026-08",
    "gone 2026-09",
    "fresh 2026-08",
    "fresh 2026-09",
    "fresh 2026-10",
  ]);
  const items = rows.scorecards.filter(({ level }) => level === "item");
  expect(items.map((row) => `${String(row["goal"])} ${String(row["period_label"])}`)).toEqual([
    "fresh 2026-08",
    "fresh 2026-09",
  ]);
});

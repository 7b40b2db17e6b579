import { expect, it } from "vitest";
import { foldedRows } from "./folded.ts";
import type { Logged } from "./logged.ts";

const BINDINGS = {
  revenue: { stream: "s", measure: { agg: "sum", field: "amount" }, dimensions: { plant: "plant" } },
  won: { stream: "s", measure: { agg: "count" }, filter: ["won"], empty: "zero-if-proven" },
  mean: { stream: "s", measure: { agg: "average", field: "amount" } },
};

interface RowDraft {
  readonly id: string;
  readonly key: string;
  readonly minute: number;
  /** `day amount plant won`; absent: the row was deleted. */
  readonly says?: string;
}

function logOf(rows: readonly RowDraft[]): readonly Logged[] {
  const common = { source: "//test", actor: "test", recordedtime: "2026-01-10T07:00:00Z" };
  const plan = Object.entries(BINDINGS).map(([id, binding], offset): Logged => {
    const event = { ...common, id, time: common.recordedtime, type: "milepost.kpi.defined.v1" };
    return {
      topic: "strategy",
      partition: 0,
      offset,
      event: { ...event, data: { id, definition: { binding } } },
    };
  });
  const records = rows.map(({ id, key, minute, says }, offset): Logged => {
    const [day = "", amount = "", plant = "", won = ""] = says?.split(" ") ?? [];
    const fields = { day, amount: amount === "-" ? null : amount, plant, won: won === "won" };
    const time = `2026-01-10T06:${minute}:00.000Z`;
    const data = { stream: "s", key, ...(says === undefined ? { deleted: true } : { fields }) };
    const type = "milepost.record.captured.v1";
    return { topic: "records", partition: 0, offset, event: { ...common, id, time, type, data } };
  });
  return [...plan, ...records];
}

function shown(rows: readonly RowDraft[]): readonly string[] {
  return Object.values(foldedRows(logOf(rows)))
    .flat()
    .map(({ kpi, series, period_label: period, value }) => `${kpi} ${series} ${period} ${value}`)
    .toSorted();
}

it("of a row the greatest time counts, of an id the first event, and exact decimals are added up", () => {
  expect(
    shown([
      { id: "1", key: "a", minute: 20, says: "2025-03-01 0.10 ulm won" },
      { id: "2", key: "b", minute: 20, says: "2025-03-02 0.20 ulm won" },
      { id: "3", key: "a", minute: 10, says: "2025-04-01 99.00 bonn won" },
      { id: "2", key: "b", minute: 30, says: "2025-05-02 7.00 ulm won" },
    ]),
  ).toEqual(["mean  2025-03 0.15", "revenue plant=ulm 2025-03 0.3", "won  2025-03 2"]);
});

it("a place whose rows went away is a proven zero where the binding says so, and else unknown, as one with a row without amount", () => {
  expect(
    shown([
      { id: "1", key: "a", minute: 20, says: "2025-03-01 1.00 ulm won" },
      { id: "2", key: "a", minute: 30 },
      { id: "3", key: "b", minute: 20, says: "2025-04-01 - ulm lost" },
    ]),
  ).toEqual(["won  2025-03 0"]);
});

it("a mean is rounded half away from zero in the ninth digit", () => {
  const third = [
    { id: "1", key: "a", minute: 20, says: "2025-03-01 -0.01 ulm lost" },
    { id: "2", key: "b", minute: 20, says: "2025-03-01 -0.01 ulm lost" },
    { id: "3", key: "c", minute: 20, says: "2025-03-01 0 ulm lost" },
  ];
  expect(shown(third)).toContain("mean  2025-03 -0.006666667");
});

import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { expect, test } from "vitest";
import { changesIn } from "./stale.ts";

function record(kpi: string, kind: string, knownAt?: string): LogRecord {
  const event = {
    specversion: "1.0",
    id: "e",
    source: "//test",
    type: "milepost.observation.recorded.v1",
    time: "2026-02-01T00:00:00Z",
    recordedtime: "2026-02-02T00:00:00.000Z",
    data: { kpi, kind, period: "2026-01", value: "1", ...(knownAt === undefined ? {} : { knownAt }) },
  } as MilepostEvent;
  return { topic: "observations", partition: 2, offset: 7, key: `${kpi}/`, value: event, text: "" };
}

test("only actual and planned values of KPIs that a goal looks at are changes", () => {
  const records = [
    record("a", "actual", "2026-01-31T00:00:00Z"),
    record("a", "forecast"),
    record("b", "planned"),
  ];
  expect(changesIn(records, new Set(["a"]))).toEqual([
    {
      kpi: "a",
      place: "observations/2",
      offset: 7,
      knownAt: Date.parse("2026-01-31T00:00:00Z"),
      kind: "actual",
      periodStart: null,
    },
  ]);
});

test("a value without a stated moment is known when it was recorded", () => {
  const [change] = changesIn([record("b", "planned")], new Set(["b"]));
  expect(change?.knownAt).toBe(Date.parse("2026-02-02T00:00:00Z"));
});

import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import fc from "fast-check";
import { expect, test } from "vitest";
import { changesIn, staleBacktests } from "./stale.ts";
import type { Change } from "./stale.ts";

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

const PLACES = ["observations/0", "observations/1"] as const;
const place = fc.constantFrom(...PLACES);
const moment = fc.nat(20);
const kpi = fc.constantFrom("a", "b", "base");
const anyChange = fc.record({ kpi, place, offset: moment, knownAt: moment });
const anyTest = fc.record({
  asOf: moment,
  backtest: fc.boolean(),
  inputsPosition: fc.record({ [PLACES[0]]: moment, [PLACES[1]]: moment }, { requiredKeys: [] }),
});

test("stale are the backtests from the earliest one of their horizon on that did not see what could be known", () => {
  const anyGoals = fc.array(fc.tuple(kpi, fc.array(anyTest, { minLength: 1, maxLength: 4 })), {
    maxLength: 4,
  });
  fc.assert(
    fc.property(anyGoals, fc.array(anyChange, { maxLength: 12 }), (goals, some) => {
      const changes = some.map((one): Change => ({ ...one, kind: "actual", periodStart: null }));
      const tests = goals.flatMap(([kpiId, made], goal) =>
        made.map((one, index) => ({ ...one, kpiId, goal: `g${goal}`, index, left: made.length - 1 - index })),
      );
      const backtests = tests.filter(({ backtest }) => backtest);
      const blind = backtests.filter((one) =>
        changes.some(
          (change) =>
            [one.kpiId, "base"].includes(change.kpi) &&
            change.offset >= (one.inputsPosition[change.place as (typeof PLACES)[number]] ?? 0) &&
            change.knownAt <= one.asOf,
        ),
      );
      const stale = backtests.filter(({ left, asOf }) =>
        blind.some((one) => one.left === left && one.asOf <= asOf),
      );
      const state = {
        goals: goals.map(([kpiId, made], goal) => ({
          id: `g${goal}`,
          kpiId,
          baseId: "base",
          kpi: { grain: "month" },
          periods: made.map((_, index) => ({ label: String(index) })),
        })),
        ledger: {
          newest: (goal: string, label: string) => goals[Number(goal.slice(1))]?.[1][Number(label)],
          lastBacktest: (goal: string) =>
            Math.max(...backtests.filter((one) => one.goal === goal).map(({ asOf }) => asOf)),
        },
      };
      const found = staleBacktests(state as unknown as Parameters<typeof staleBacktests>[0], changes);
      const named = (one: { readonly goal: string; readonly index: number }): string =>
        `${one.goal} ${one.index}`;
      expect(found.flatMap(({ tasks }) => tasks.map(named)).toSorted()).toEqual(stale.map(named).toSorted());
      expect(found.map(({ asOf }) => asOf)).toEqual(
        [...new Set(stale.map(({ asOf }) => asOf))].toSorted((left, right) => left - right),
      );
    }),
  );
});

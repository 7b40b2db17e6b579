import { readEvent } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { LogRecord } from "@milepost/event-log";
import type { MeasuredGoal } from "./measured-goal.ts";
import type { Moment, Task, WorkState } from "./work.ts";

/** A value of a KPI that arrived in the log. */
export interface Change {
  readonly kpi: string;
  /** Partition of the log, as positions name it. */
  readonly place: string;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly knownAt: number;
}

/** The changes of actual and planned values among some records. */
export function changesIn(records: readonly LogRecord[]): readonly Change[] {
  return records.flatMap((record) => {
    if (record.topic !== "observations") return [];
    const read = readEvent(record.value);
    if (!read.ok) return [];
    const { event } = read;
    if (
      event.type !== "milepost.observation.recorded.v1" &&
      event.type !== "milepost.observation.retracted.v1"
    ) {
      return [];
    }
    if (event.data.kind === "forecast") return [];
    const knownAt = Date.parse(event.data.knownAt ?? event.recordedtime ?? event.time);
    return [{ kpi: event.data.kpi, place: partitionKey(record), offset: record.offset, knownAt }];
  });
}

/** Whether a goal's assessment looks at a KPI. */
export function looksAt(measured: MeasuredGoal, kpi: string): boolean {
  return measured.kpiId === kpi || measured.baseId === kpi;
}

interface Backtest extends Task {
  readonly asOf: number;
  readonly inputsPosition: Readonly<Record<string, number>>;
}

/**
 * Backtests that did not see a value which could have been known at their moment: history that was loaded later.
 * Assessments that were made live stay as they were: they say what was known then.
 */
export function staleBacktests(
  { goals, ledger }: Pick<WorkState, "goals" | "ledger">,
  changes: readonly Change[],
): readonly Moment[] {
  const moments = new Map<number, Map<string, Task>>();
  for (const [kpi, ofKpi] of Map.groupBy(changes, (change) => change.kpi)) {
    const backtests = goals.filter((measured) => looksAt(measured, kpi)).flatMap(backtestsOf);
    for (const test of backtests) {
      if (!ofKpi.some((change) => isUnseen(change, test))) continue;
      const tasks = moments.get(test.asOf) ?? new Map<string, Task>();
      tasks.set(`${test.goal} ${test.index}`, { goal: test.goal, index: test.index });
      moments.set(test.asOf, tasks);
    }
  }
  return [...moments]
    .toSorted(([left], [right]) => left - right)
    .map(([asOf, tasks]) => ({ asOf, backtest: true, tasks: [...tasks.values()] }));

  function backtestsOf(measured: MeasuredGoal): readonly Backtest[] {
    return measured.periods.flatMap(({ label }, index) => {
      const newest = ledger.newest(measured.id, label);
      if (newest?.backtest !== true) return [];
      return [{ goal: measured.id, index, asOf: newest.asOf, inputsPosition: newest.inputsPosition }];
    });
  }
}

function isUnseen(change: Change, { asOf, inputsPosition }: Backtest): boolean {
  return change.offset >= (inputsPosition[change.place] ?? 0) && change.knownAt <= asOf;
}

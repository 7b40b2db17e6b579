import { readEvent } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import { partitionKey } from "@milepost/event-log";
import type { LogRecord } from "@milepost/event-log";
import type { MeasuredGoal } from "./measured-goal.ts";
import type { Ledger } from "./ledger.ts";
import { horizonOf } from "./work.ts";
import type { Horizon, Moment, Task, WorkState } from "./work.ts";

/** A value of a KPI that arrived in the log. */
export interface Change {
  readonly kpi: string;
  /** Partition of the log, as positions name it. */
  readonly place: string;
  readonly offset: number;
  /** Epoch milliseconds. */
  readonly knownAt: number;
  readonly kind: "actual" | "planned";
  /** First local date of its period; null: the event does not say. */
  readonly periodStart: string | null;
}

/** The KPIs that the assessments of some goals look at. */
export function lookedAt(goals: readonly MeasuredGoal[]): ReadonlySet<string> {
  return new Set(goals.flatMap(({ kpiId, baseId }) => [kpiId, baseId]));
}

/** The changes of actual and planned values of some KPIs among records. */
export function changesIn(records: readonly LogRecord[], kpis: ReadonlySet<string>): readonly Change[] {
  return records.flatMap((record) => {
    // The key begins with the KPI: what no goal looks at need not even be parsed.
    if (record.topic !== "observations" || !kpis.has(record.key.split("/", 1)[0] ?? "")) return [];
    const read = readEvent(record.value);
    if (!read.ok) return [];
    const { event } = read;
    if (
      event.type !== "milepost.observation.recorded.v1" &&
      event.type !== "milepost.observation.retracted.v1"
    ) {
      return [];
    }
    const { kpi, kind, judged } = event.data;
    if (kind === "forecast") return [];
    const knownAt = Date.parse(event.data.knownAt ?? event.recordedtime ?? event.time);
    const periodStart = judged?.periodStart ?? null;
    return [{ kpi, place: partitionKey(record), offset: record.offset, knownAt, kind, periodStart }];
  });
}

interface Backtest extends Task {
  readonly kpis: readonly string[];
  readonly horizon: Horizon;
  readonly asOf: number;
  readonly inputsPosition: Position;
}

/**
 * Backtests that did not see a value which could have been known at their moment (history that was loaded later), and
 * the later ones that learn from them. Assessments that were made live stay as they were: they say what was known then.
 */
export function staleBacktests(
  state: Pick<WorkState, "goals" | "ledger">,
  changes: readonly Change[],
): readonly Moment[] {
  const byKpi = Map.groupBy(changes, (change) => change.kpi);
  if (byKpi.size === 0) return [];
  const blind = state.goals
    .filter(({ kpiId, baseId }) => byKpi.has(kpiId) || byKpi.has(baseId))
    .flatMap((measured) => backtestsOf(state.ledger, measured))
    .filter((test) =>
      test.kpis.some((kpi) => byKpi.get(kpi)?.some((change) => isUnseen(change, test)) === true),
    );
  if (blind.length === 0) return [];
  const since = new Map<Horizon, number>();
  for (const { horizon, asOf } of blind) {
    since.set(horizon, Math.min(asOf, since.get(horizon) ?? Number.POSITIVE_INFINITY));
  }
  const stale = state.goals
    .flatMap((measured) => backtestsOf(state.ledger, measured))
    .filter(({ horizon, asOf }) => asOf >= (since.get(horizon) ?? Number.POSITIVE_INFINITY));
  return [...Map.groupBy(stale, ({ asOf }) => asOf)]
    .toSorted(([left], [right]) => left - right)
    .map(([asOf, tasks]) => ({ asOf, backtest: true, tasks }));
}

function backtestsOf(ledger: Ledger, measured: MeasuredGoal): readonly Backtest[] {
  const kpis = [...new Set([measured.kpiId, measured.baseId])];
  return measured.periods.flatMap(({ label }, index) => {
    const newest = ledger.newest(measured.id, label);
    if (newest?.backtest !== true) return [];
    const { asOf, inputsPosition } = newest;
    return [{ goal: measured.id, index, kpis, horizon: horizonOf(measured, index), asOf, inputsPosition }];
  });
}

function isUnseen(change: Change, { asOf, inputsPosition }: Backtest): boolean {
  return change.offset >= (inputsPosition[change.place] ?? 0) && change.knownAt <= asOf;
}

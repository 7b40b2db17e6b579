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
  readonly horizon: Horizon;
  readonly asOf: number;
  readonly inputsPosition: Position;
}

/**
 * Backtests that did not see a value which could have been known at their moment (history that was loaded later), and
 * the later ones that learn from them. Assessments that were made live stay as they were: they say what was known then.
 * O((backtests + changes) × log changes); what can be known only since the last backtest of a goal costs nothing more.
 */
export function staleBacktests(
  state: Pick<WorkState, "goals" | "ledger">,
  changes: readonly Change[],
): readonly Moment[] {
  const byKpi = new Map(
    [...Map.groupBy(changes, (change) => change.kpi)].map(([kpi, all]) => [kpi, arrivalsOf(all)]),
  );
  if (byKpi.size === 0) return [];
  const since = new Map<Horizon, number>();
  for (const measured of state.goals) {
    const arrivals = [...new Set([measured.kpiId, measured.baseId])].flatMap((kpi) => byKpi.get(kpi) ?? []);
    if (arrivals.length === 0 || soonestOf(arrivals) > state.ledger.lastBacktest(measured.id)) continue;
    for (const { horizon, asOf, inputsPosition } of backtestsOf(state.ledger, measured)) {
      if (asOf >= (since.get(horizon) ?? Number.POSITIVE_INFINITY)) continue;
      if (arrivals.some((one) => isUnseen(one, { asOf, inputsPosition }))) since.set(horizon, asOf);
    }
  }
  if (since.size === 0) return [];
  const stale = state.goals
    .flatMap((measured) => backtestsOf(state.ledger, measured))
    .filter(({ horizon, asOf }) => asOf >= (since.get(horizon) ?? Number.POSITIVE_INFINITY));
  return [...Map.groupBy(stale, ({ asOf }) => asOf)]
    .toSorted(([left], [right]) => left - right)
    .map(([asOf, tasks]) => ({ asOf, backtest: true, tasks }));
}

function backtestsOf(ledger: Ledger, measured: MeasuredGoal): readonly Backtest[] {
  return measured.periods.flatMap(({ label }, index) => {
    const newest = ledger.newest(measured.id, label);
    if (newest?.backtest !== true) return [];
    const { asOf, inputsPosition } = newest;
    return [{ goal: measured.id, index, horizon: horizonOf(measured, index), asOf, inputsPosition }];
  });
}

/** A KPI's changes by partition. */
type Arrivals = ReadonlyMap<string, PartitionArrivals>;

interface PartitionArrivals {
  /** Ascending. */
  readonly offsets: Float64Array;
  /** Of the change at each of them and all later ones: the earliest moment at which one could be known. */
  readonly earliest: Float64Array;
}

/** Millions of values may have come since the last round, and each is asked for by hundreds of backtests of a goal. */
function arrivalsOf(changes: readonly Change[]): Arrivals {
  const byPlace = Map.groupBy(changes, ({ place }) => place);
  return new Map(
    [...byPlace].map(([place, all]) => {
      const inOrder = all.toSorted((left, right) => left.offset - right.offset);
      const earliest = Float64Array.from(inOrder, ({ knownAt }) => knownAt);
      for (let at = earliest.length - 2; at >= 0; at -= 1)
        earliest[at] = Math.min(earliest[at] as number, earliest[at + 1] as number);
      return [place, { offsets: Float64Array.from(inOrder, ({ offset }) => offset), earliest }];
    }),
  );
}

function soonestOf(arrivals: readonly Arrivals[]): number {
  let soonest = Number.POSITIVE_INFINITY;
  for (const places of arrivals)
    for (const { earliest } of places.values()) soonest = Math.min(soonest, earliest[0] ?? soonest);
  return soonest;
}

function isUnseen(
  arrivals: Arrivals,
  { asOf, inputsPosition }: Pick<Backtest, "asOf" | "inputsPosition">,
): boolean {
  for (const [place, { offsets, earliest }] of arrivals) {
    const first = firstFrom(offsets, inputsPosition[place] ?? 0);
    if ((earliest[first] ?? Number.POSITIVE_INFINITY) <= asOf) return true;
  }
  return false;
}

/** Index of the first of ascending offsets at or above one; their number when there is none. */
function firstFrom(offsets: Float64Array, offset: number): number {
  let [low, high] = [0, offsets.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((offsets[middle] as number) < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

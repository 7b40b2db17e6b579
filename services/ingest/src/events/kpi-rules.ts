import { parsePeriod, periodBeginsAt, periodEndsAt } from "@milepost/contracts";
import type { Grain, Kpi, Period } from "@milepost/contracts";
import { foldRules, timeZoneOf } from "@milepost/plan";
import type { FoldRule, PlanState } from "@milepost/plan";
import { nearestIds } from "@milepost/contracts";

/** Version of the rules that judge an event before it is appended; stamped on every observation. */
export const RULES_VERSION = "2";

const MAX_CACHED_PERIODS = 5_000;
const MAX_CACHED_SUGGESTIONS = 500;

/** A period with the instants between which it runs in the KPI's zone. */
export interface RuledPeriod extends Period {
  /** Epoch milliseconds. */
  readonly beginsAt: number;
  /** ISO 8601 UTC. */
  readonly endsAtText: string;
}

/** What judging an observation needs to know of its KPI. */
export interface RuledKpi {
  readonly id: string;
  readonly version: number;
  readonly definition: Kpi;
  readonly timeZone: string;
  /** Reads a label on the KPI's grain; undefined when it is not one. */
  period(label: string): RuledPeriod | undefined;
}

/** The KPIs of a plan as the judge sees them. */
export interface KpiRules {
  find(id: string): RuledKpi | undefined;
  /** Whether a KPI of this id was once in the plan. */
  isArchived(id: string): boolean;
  /** Known ids that look like a mistyped one. */
  nearest(id: string): readonly string[];
  /** How the rows of each stream that a binding names make values. */
  streams(): ReadonlyMap<string, readonly FoldRule[]>;
}

/** Prepares a plan's KPIs for judging; periods and suggestions are worked out once. */
export function kpiRulesOf(state: PlanState): KpiRules {
  const kpis = new Map<string, RuledKpi>();
  const calendars = new Map<string, (label: string) => RuledPeriod | undefined>();
  const suggestions = new Map<string, readonly string[]>();
  const periodsOf = (grain: Grain, timeZone: string): ((label: string) => RuledPeriod | undefined) => {
    const key = `${grain} ${timeZone}`;
    const known = calendars.get(key) ?? cachedPeriods(grain, timeZone);
    calendars.set(key, known);
    return known;
  };
  let streams: ReadonlyMap<string, readonly FoldRule[]> | undefined;
  const find = (id: string): RuledKpi | undefined => {
    const known = kpis.get(id);
    const defined = known === undefined ? state.kpis.get(id) : undefined;
    if (defined === undefined) return known;
    const { definition, version } = defined;
    const timeZone = timeZoneOf(state, definition);
    const kpi = { id, version, definition, timeZone, period: periodsOf(definition.grain, timeZone) };
    kpis.set(id, kpi);
    return kpi;
  };
  return {
    find,
    streams: () => (streams ??= Map.groupBy(foldRules(state), ({ binding }) => binding.stream)),
    isArchived: (id) => state.archived.has(`kpi/${id}`),
    nearest: (id) =>
      remember(suggestions, MAX_CACHED_SUGGESTIONS, () => nearestIds(id, state.kpis.keys()))(id),
  };
}

function cachedPeriods(grain: Grain, timeZone: string): (label: string) => RuledPeriod | undefined {
  return remember(new Map<string, RuledPeriod | undefined>(), MAX_CACHED_PERIODS, (label) => {
    const period = parsePeriod(label, grain);
    if (period === undefined) return undefined;
    return {
      ...period,
      beginsAt: periodBeginsAt(period, timeZone),
      endsAtText: new Date(periodEndsAt(period, timeZone)).toISOString(),
    };
  });
}

/** Computes once per key; forgets all when the limit is reached. */
function remember<Value>(
  cache: Map<string, Value>,
  limit: number,
  compute: (key: string) => Value,
): (key: string) => Value {
  return (key) => {
    const known = cache.get(key);
    if (known !== undefined || cache.has(key)) return known as Value;
    if (cache.size >= limit) cache.clear();
    const value = compute(key);
    cache.set(key, value);
    return value;
  };
}

import type { Goal } from "@milepost/contracts";
import { seriesKey } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { hasDerivedTotal } from "@milepost/scoring";
import type { NewestArrivalRow } from "@milepost/store/queries/newest-arrivals";
import type { KnownGoalEvent } from "./goal-events.ts";
import { laterEvent } from "./goal-events.ts";

/** When values of series last arrived, as far as it was read. */
export interface Arrivals {
  take(rows: readonly NewestArrivalRow[]): void;
  /** The last one that speaks of a goal. */
  of(plan: PlanState, goal: Goal): KnownGoalEvent | undefined;
}

/** Knows of none yet. */
export function createArrivals(): Arrivals {
  /** KPI → series → what arrived last. */
  const known = new Map<string, Map<string, KnownGoalEvent>>();
  return {
    take: (rows) => {
      for (const { kpi, series, id, recorded_at: at } of rows) {
        const ofKpi = known.get(kpi) ?? new Map<string, KnownGoalEvent>();
        known.set(kpi, ofKpi.set(series, { id, kind: "value", at: Date.parse(at) }));
      }
    },
    of: (plan, goal) => {
      const series = seriesKey(goal.measure.series);
      const found = kpisOfGoal(plan, goal).flatMap((id) => {
        const kpi = plan.kpis.get(id)?.definition;
        const ofKpi = known.get(id);
        // A total that is made from its members has no values of its own.
        const isMade = series === "" && kpi !== undefined && hasDerivedTotal(kpi);
        return isMade ? [...(ofKpi?.values() ?? [])] : [ofKpi?.get(series)];
      });
      return found.reduce<KnownGoalEvent | undefined>(laterEvent, undefined);
    },
  };
}

/** The KPIs whose values are events of a goal: the one that it measures, and the one behind a figure to date. */
export function kpisOfGoal({ kpis }: Pick<PlanState, "kpis">, { measure }: Goal): readonly string[] {
  const base = kpis.get(measure.kpi)?.definition.runningOf;
  return base === undefined ? [measure.kpi] : [measure.kpi, base];
}

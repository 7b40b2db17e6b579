import type { PlanState } from "@milepost/plan";
import { scorecardRows } from "@milepost/scoring";
import type { ScorecardRow } from "@milepost/scoring";
import type { GoalReading } from "./readings.ts";

/** A scorecard at a moment, computed from the goals as they stood. */
export interface ScorecardReading {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly ScorecardRow[];
}

/** Scores a scorecard of the plan from readings of goals; undefined when the plan has no such scorecard. */
export function readScorecard(
  plan: PlanState,
  goals: readonly GoalReading[],
  id: string | undefined,
): ScorecardReading | undefined {
  const chosen = id === undefined ? plan.scorecards.values().next().value : plan.scorecards.get(id);
  if (chosen === undefined) return undefined;
  const readings = new Map(goals.map((reading) => [reading.goal, reading]));
  const rows = scorecardRows({
    id: chosen.id,
    scorecard: chosen.definition,
    stateOf: (goal) => {
      const reading = readings.get(goal);
      if (reading === undefined) return undefined;
      const { kpi, toDate } = reading;
      return {
        actual: toDate.actual,
        target: toDate.target,
        direction: kpi.direction ?? undefined,
        unit: kpi.agency?.id ?? null,
        category: kpi.category,
        perspective: plan.kpis.get(kpi.id)?.definition.perspective ?? null,
      };
    },
  });
  return { id: chosen.id, name: chosen.definition.name ?? chosen.id, rows };
}

import type { MeasuredObjects } from "@milepost/plan";
import { forecastAccuracy } from "@milepost/scoring";
import type { AccuracyAssessment, Interval } from "@milepost/scoring";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import type { ScoredAssessmentRow } from "@milepost/store/queries/scored-assessments";
import type { Computed } from "./computed.ts";

/**
 * The JSON lines of forecast accuracy, from the assessments of closed goals and their outcomes. Private ones are left out: the
 * only goal of a kind would be told by its kind's figures.
 */
export function forecastAccuracyLines(
  scored: {
    readonly assessments: readonly ScoredAssessmentRow[];
    readonly closings: readonly GoalClosingRow[];
  },
  objects: MeasuredObjects,
  computed: Computed,
): readonly string[] {
  const assessments = scored.assessments.flatMap((row): readonly AccuracyAssessment[] => {
    const goal = objects.goals.get(row.goal);
    if (goal === undefined || goal.private) return [];
    return [
      {
        goal: row.goal,
        goalKind: goal.kind,
        periodsLeft: row.periods_left,
        pHit: row.p_hit,
        ruleStatus: row.rule_status,
        ruleHitRate: row.rule_hit_rate,
        pace: row.pace_status === "on_pace" || row.pace_status === "behind" ? row.pace_status : "unknown",
        interval80: intervalOf(row.low_80, row.high_80),
        interval95: intervalOf(row.low_95, row.high_95),
      },
    ];
  });
  const rows = forecastAccuracy(assessments, scored.closings);
  // An empty goal kind stands for "no rows": it outdates the rows before it, and no view shows it.
  if (rows.length === 0) return [JSON.stringify({ goal_kind: "", ...computed })];
  return rows.map((row) =>
    JSON.stringify({
      goal_kind: row.goalKind,
      periods_left: row.periodsLeft,
      count: row.count,
      brier: row.brier,
      base_rate: row.baseRate,
      buckets: row.buckets.map(({ meanPHit, hitRate, ...bucket }) => ({
        ...bucket,
        mean_p_hit: meanPHit,
        hit_rate: hitRate,
      })),
      rule_count: row.hard.count,
      rule_brier: row.hard.ruleBrier,
      brier_where_rule: row.hard.pHitBrier,
      calibrated_rule_count: row.calibrated.count,
      calibrated_rule_brier: row.calibrated.ruleBrier,
      brier_where_calibrated_rule: row.calibrated.pHitBrier,
      pace_count: row.pace.count,
      pace_brier: row.pace.ruleBrier,
      brier_where_pace: row.pace.pHitBrier,
      interval_count: row.coverage.count,
      covered_80: row.coverage.within80,
      covered_95: row.coverage.within95,
      ...computed,
    }),
  );
}

function intervalOf(low: number | null, high: number | null): Interval | null {
  return low === null || high === null ? null : { low, high };
}

import { z } from "zod";
import { UNASSESSED_REASONS } from "@milepost/contracts";
import type { NewestAssessmentRow } from "@milepost/store/queries/newest-assessments";
import type { Assessment } from "./readings.ts";

const calibrationSchema = z.looseObject({ outcomes: z.int().nonnegative().default(0) });
const reasonSchema = z.enum(UNASSESSED_REASONS).optional().catch(undefined);

/** An assessment's row as pages read it. */
export function assessmentOf(row: NewestAssessmentRow): Assessment {
  const reason = reasonSchema.parse(row.reason ?? undefined);
  return {
    period: row.period,
    backtest: row.backtest,
    pHit: row.p_hit,
    ...(row.reach === null
      ? {}
      : {
          reach: {
            share: row.reach,
            target: row.reach_target,
            pHit: row.p_reach,
            lastActionPeriod: null,
          },
        }),
    ...(reason === undefined ? {} : { reason }),
    target: row.target,
    expectedEnd: row.expected_end,
    low80: row.low_80,
    high80: row.high_80,
    low95: row.low_95,
    high95: row.high_95,
    requiredRate: row.required_rate,
    requiredRateReached: row.required_rate_reached,
    requiredRateOf: row.required_rate_of,
    lastActionPeriod: row.last_action_period,
    crossingPeriod: row.crossing_period,
    fan: row.fan,
    ...(row.breaks.length === 0 ? {} : { breaks: row.breaks }),
    rule: { id: row.rule_id, version: row.rule_version, status: row.rule_status, hitRate: row.rule_hit_rate },
    model: row.model,
    modelVersion: row.model_version,
    outcomes: calibrationSchema.catch({ outcomes: 0 }).parse(parsed(row.calibration)).outcomes,
  };
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    return {};
  }
}

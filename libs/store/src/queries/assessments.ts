import type { Position } from "@milepost/contracts";
import { z } from "zod";
import { instantParam } from "../index.ts";
import type { Query } from "../index.ts";
import { privateGoals } from "../views/newest-definitions.ts";
import { allOf, given } from "./conditions.ts";
import {
  count,
  figure,
  flag,
  instant,
  lineage,
  maybeCount,
  maybeDate,
  maybeText,
  text,
} from "./row-fields.ts";

const fanRow = z.object({
  period: text,
  low95: z.number(),
  low80: z.number(),
  median: z.number(),
  high80: z.number(),
  high95: z.number(),
});

const breakRow = z.object({
  kind: z.enum(["outlier", "level_shift"]),
  period: text,
  size: z.number(),
  ratio: figure,
});

export const assessmentRow = z.object({
  goal: text,
  kpi: text,
  as_of: instant,
  id: text,
  period: text,
  periods_left: count,
  backtest: flag,
  p_hit: figure,
  p_hit_raw: figure,
  reason: maybeText,
  actual: figure,
  target_to_date: figure,
  target: figure,
  /** The ends of the figures that meet it; null where a side is open. */
  target_lower: figure,
  target_upper: figure,
  expected_end: figure,
  low_80: figure,
  high_80: figure,
  low_95: figure,
  high_95: figure,
  required_rate: figure,
  required_rate_reached: maybeCount,
  required_rate_of: maybeCount,
  last_action_period: maybeText,
  crossing_period: maybeText,
  crossing_date: maybeDate,
  rule_id: text,
  rule_version: text,
  rule_status: z.enum(["on_track", "off_track", "unknown"]),
  rule_hit_rate: figure,
  /** What a straight line from start to target asks for by now, in the KPI's unit. */
  pace_expected: figure,
  pace_status: text,
  model: text,
  model_version: text,
  /** JSON. */
  calibration: text,
  fan: z.array(fanRow),
  /** Share of the way to the target that alerts look at, with its figure and chance; null: they look at the target. */
  reach: figure,
  reach_target: figure,
  p_reach: figure,
  /** Outliers and level shifts that the forecast took for what they are. */
  breaks: z.array(breakRow),
  /** JSON: first unread offset per partition. */
  inputs_position: text,
  recorded_at: instant,
  ...lineage,
});
/** One forecast against one goal; figures in the KPI's unit, chances from 0 to 1, null is unknown. */
export type AssessmentRow = z.infer<typeof assessmentRow>;

export interface AssessmentsOptions {
  readonly goals?: readonly string[];
  /** Exactly this moment (epoch milliseconds). */
  readonly asOf?: number;
  /** First and last moment wanted (epoch milliseconds), inclusive. */
  readonly from?: number;
  readonly to?: number;
  readonly backtest?: boolean;
  /** False leaves the fans empty: they are most of the bytes. */
  readonly fans?: boolean;
  /** Only log records below this position count. */
  readonly position?: Position;
  /** True: also goals that readers may not see; for the predictor alone. */
  readonly privateGoals?: boolean;
}

/** The newest assessment of each goal and moment, ordered by goal and moment. */
export function assessments(options: AssessmentsOptions = {}): Query<AssessmentRow> {
  const { goals, asOf, from, to, backtest } = options;
  const key = allOf(
    goals && "goal IN {goals:Array(String)}",
    asOf !== undefined && "as_of = {asOf:DateTime64(3, 'UTC')}",
    from !== undefined && "as_of >= {from:DateTime64(3, 'UTC')}",
    to !== undefined && "as_of <= {to:DateTime64(3, 'UTC')}",
    options.position && "log_offset < {end:UInt64}",
    options.privateGoals !== true && `goal NOT IN (${privateGoals("{base:Identifier}")})`,
  );
  return {
    name: "assessments",
    sql: `SELECT * EXCEPT (newest)${options.fans === false ? " REPLACE (arrayResize(fan, 0) AS fan)" : ""} FROM (
  SELECT *, row_number() OVER (PARTITION BY goal, as_of ORDER BY log_offset DESC) AS newest FROM {base:Identifier}.assessment_events FINAL WHERE ${key}
) WHERE newest = 1 AND ${allOf(backtest !== undefined && "backtest = {backtest:Bool}")} ORDER BY goal, as_of`,
    params: given({
      goals,
      asOf: instantOrNone(asOf),
      from: instantOrNone(from),
      to: instantOrNone(to),
      backtest,
      end: options.position && (options.position["assessments/0"] ?? 0),
    }),
    settings: { max_threads: 1 },
    row: assessmentRow,
  };
}

function instantOrNone(epochMs: number | undefined): string | undefined {
  return epochMs === undefined ? undefined : instantParam(epochMs);
}

import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { alertContentSchema } from "./alert-content.ts";
import { defineEvent } from "./define.ts";
import { positionSchema } from "./position.ts";

const probability = z.number().min(0).max(1);
const figure = z.number().nullable();

/** One period of the forecast of the measured series. */
export const fanStepSchema = z.object({
  period: z.string(),
  low95: z.number(),
  low80: z.number(),
  median: z.number(),
  high80: z.number(),
  high95: z.number(),
});

/** A value that stands apart, or the first one of a new level, and how the forecast took it. */
export const seriesBreakSchema = z.object({
  /** An outlier is taken as a single event, a level shift as the new level. */
  kind: z.enum(["outlier", "level_shift"]),
  period: z.string(),
  /** Distance from what was to be expected there, in the KPI's unit. */
  size: z.number(),
  /** The same as a share; null where values are not all positive. */
  ratio: z.number().nullable(),
});
export type PeriodBreak = z.infer<typeof seriesBreakSchema>;

/** Why a goal could not be assessed. */
export const UNASSESSED_REASONS = [
  "too_little_history",
  "no_target",
  "no_data",
  "no_history_ratio",
  /** The goal's evaluation is not forecast by this version. */
  "not_supported",
  /** Due more periods ahead than the model forecasts. */
  "too_far_ahead",
] as const;

/** What the views of the future say of a goal: shares of sample paths that meet it, by what drew them, and what else counts. */
export const chanceViewsSchema = z.object({
  /** What is judged: the due value, a total, any point, or a band. */
  group: z.enum(["due", "total", "any", "band"]),
  /** Whether all below speaks of missing the goal. */
  ofMissing: z.boolean(),
  forecast: probability,
  theta: probability,
  precedent: probability,
  walk: probability,
  /** Known values of the series. */
  known: z.int().nonnegative(),
  /** How far the target lies beyond the start, in spreads of the forecast. */
  ambition: z.number(),
  /** How far dynamic Theta's forecast lies beyond the combined one, in spreads of the forecast. */
  lean: z.number(),
  /** Scale of the forecast's 80 % interval; null: its history is short. */
  reach80: z.number().nullable(),
});

export const assessmentMadeData = z.looseObject({
  goal: idSchema,
  kpi: idSchema,
  asOf: z.iso.datetime({ offset: true }),
  /** Last complete period at `asOf`. */
  period: z.string(),
  /** Periods from there to the goal's due period. */
  periodsLeft: z.int().nonnegative(),
  /** Made for a past moment, from what could be known then. */
  backtest: z.boolean(),
  /** Null: not assessed, and `reason` says why. */
  pHit: probability.nullable(),
  /** As simulated, before it was calibrated on earlier outcomes. */
  pHitRaw: probability.nullable(),
  reason: z.enum(UNASSESSED_REASONS).optional(),
  /** Figures in the KPI's unit; of a goal that is judged by `control`, shares of its periods. */
  actual: figure,
  targetToDate: figure,
  /** The due period's target, as far as it was published. */
  target: figure,
  /** The ends of the figures that meet it, null where a side is open; absent: not assessed, or made before ranges were noted. */
  targetRange: z.object({ lower: figure, upper: figure }).optional(),
  /** The same of a share of the way to the target, where alerts look at that: of aspirational goals. Absent: they look at the target. */
  reach: z
    .object({
      share: probability,
      target: figure,
      pHit: probability.nullable(),
      lastActionPeriod: z.string().nullable(),
    })
    .optional(),
  expectedEnd: figure,
  low80: figure,
  high80: figure,
  low95: figure,
  high95: figure,
  /** What each remaining period must bring on average; null: unknown, or what is in the books has decided. */
  requiredRate: figure,
  /** In how many of the last `requiredRateOf` periods that rate was reached. */
  requiredRateReached: z.int().nonnegative().nullable(),
  requiredRateOf: z.int().nonnegative().nullable(),
  /** Last period from which the best earlier values, held, would still reach the target. */
  lastActionPeriod: z.string().nullable(),
  /** Period in which the median path crosses the target, or any period met it where that decides; null: none, or it is to be held. */
  crossingPeriod: z.string().nullable(),
  fan: z.array(fanStepSchema),
  /** Outliers and level shifts of the past that the forecast took for what they are; absent: none. */
  breaks: z.array(seriesBreakSchema).optional(),
  /** The plain rule beside it: actual against target to date. */
  rule: z.object({
    id: z.string(),
    version: z.string(),
    status: z.enum(["on_track", "off_track", "unknown"]),
    /** Share of earlier goals with this status at this time of the year that were hit. */
    hitRate: probability.nullable(),
  }),
  /** Linear pace: what a straight line from the start to the target asks for by now; absent: made before it was noted. */
  pace: z
    .object({
      /** In the KPI's unit; null: no start is known. */
      expected: figure,
      status: z.enum(["on_pace", "behind", "unknown"]),
    })
    .optional(),
  model: z.string(),
  modelVersion: z.string(),
  /** Numbers that the calibration used: outcomes and their count. */
  calibration: z.looseObject({ outcomes: z.int().nonnegative() }),
  /** What later calibrations learn from, once the outcome is known; absent: not assessed. */
  features: z.record(z.string(), z.number()).optional(),
  /** What the chance was computed from before calibration, so that it can be with other weights; absent: of a year's figure to date, or decided. */
  views: chanceViewsSchema.optional(),
  /** One standard deviation of the expected end before intervals were widened, in the KPI's unit. */
  spread: z.number().optional(),
  inputsPosition: positionSchema,
});
export type AssessmentMadeData = z.infer<typeof assessmentMadeData>;
export const assessmentMade = defineEvent("milepost.assessment.made.v1", "assessments", assessmentMadeData);

export const goalClosedData = z.looseObject({
  goal: idSchema,
  asOf: z.iso.datetime({ offset: true }),
  outcome: z.enum(["hit", "miss", "unscored"]),
  actual: figure,
  target: figure,
  inputsPosition: positionSchema,
});
export type GoalClosedData = z.infer<typeof goalClosedData>;
/** The due period is over: what became of the goal. A later restatement closes it again; the newest counts. */
export const goalClosed = defineEvent("milepost.goal.closed.v1", "assessments", goalClosedData);

export const alertRaisedData = z.looseObject({
  /** Alert id: one per goal and time it was raised. */
  alert: idSchema,
  goal: idSchema,
  kpi: idSchema,
  owner: idSchema,
  asOf: z.iso.datetime({ offset: true }),
  period: z.string(),
  backtest: z.boolean(),
  pHit: probability,
  /** Chance one period before the first one below the threshold; null: not known. */
  pHitBefore: probability.nullable(),
  raiseBelow: probability,
  periods: z.int().positive(),
  /**
   * The share of the way to the goal's target that this alert is about: target, gap and chances, here and in what follows of
   * this alert, are of that. Absent: it is about the target.
   */
  reach: probability.optional(),
  expectedEnd: figure,
  low80: figure,
  high80: figure,
  target: figure,
  /** Expected end minus target (of a range minus its nearer end, 0 inside), in the unit of both. */
  gap: figure,
  lastActionPeriod: z.string().nullable(),
  headline: z.string(),
  message: z.string(),
  /** Path of the page that shows the evidence. */
  evidence: z.string(),
  /** What the flag rests on: event ids of the assessments of its run, oldest first. Absent, as all below: an older flag. */
  assessments: z.array(z.string()).min(1).optional(),
  /** Model of the last of them. */
  model: z.string().optional(),
  modelVersion: z.string().optional(),
  /** What the last of them saw of the log. */
  inputsPosition: positionSchema.optional(),
  /** The rule that turned chances into a flag. */
  rule: z.object({ id: z.string(), version: z.string() }).optional(),
  /** What its owner needs to act. Absent: an older alert, or one of the history, which nobody is told. */
  content: alertContentSchema.optional(),
});
export type AlertRaisedData = z.infer<typeof alertRaisedData>;
export const alertRaised = defineEvent("milepost.alert.raised.v1", "assessments", alertRaisedData);

export const alertCleared = defineEvent(
  "milepost.alert.cleared.v1",
  "assessments",
  z.looseObject({
    alert: idSchema,
    goal: idSchema,
    asOf: z.iso.datetime({ offset: true }),
    period: z.string(),
    pHit: probability,
    backtest: z.boolean(),
  }),
);

/** Alerts that reached one person together. */
export const alertsDelivered = defineEvent(
  "milepost.alerts.delivered.v1",
  "assessments",
  z.looseObject({
    digest: idSchema,
    owner: idSchema,
    channel: z.literal("page"),
    alerts: z.array(idSchema).min(1),
    /** What each of them was told for, in the same order: the id of the event; absent: that it came to this person. */
    occasions: z.array(z.string()).optional(),
    subject: z.string(),
    text: z.string(),
  }),
);

/** Somebody took an alert on; the plan's words are in the person store under this event's id. */
export const alertAcknowledged = defineEvent(
  "milepost.alert.acknowledged.v1",
  "assessments",
  z.looseObject({ alert: idSchema, goal: idSchema, by: z.string(), reviewDate: z.iso.date() }),
);

/** Why it can never be told whether an alert was right. */
export const UNSCORED_REASONS = [
  "no_target",
  "no_actual",
  /** The goal left the plan before it was due. */
  "goal_archived",
] as const;

/** The alert's goal is closed: was the alert right? */
export const alertClosed = defineEvent(
  "milepost.alert.closed.v1",
  "assessments",
  z.looseObject({
    alert: idSchema,
    goal: idSchema,
    asOf: z.iso.datetime({ offset: true }),
    /** Of what the alert was about. */
    outcome: z.enum(["hit", "miss", "unscored"]),
    /** The share of the way to the target that it was about; absent: the target. */
    reach: probability.optional(),
    /** Why it is unscored; absent: it is scored, or an older closing. */
    reason: z.enum(UNSCORED_REASONS).optional(),
  }),
);

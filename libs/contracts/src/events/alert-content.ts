import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { positionSchema } from "./position.ts";
import { DELIVERY_CONFIDENCE } from "./delivery-confidence.ts";

const instant = z.iso.datetime({ offset: true });
const share = z.number().min(0).max(1);

/** What may have brought a chance down, as far as the log can prove it. */
export const CAUSE_KINDS = [
  /** An open goal below is itself unlikely to be reached. */
  "goal",
  /** A goal below has ended and was missed. */
  "missed_goal",
  /** An alert of the same goal was taken on before, and at its review date the chance had not improved. */
  "missed_plan",
  /** A KPI that the values show to lead moved the wrong way. */
  "lead",
  /** A part of a total that is made from its parts moved the wrong way and explains most of it. */
  "segment",
  /** The series itself has a new, worse level. */
  "shift",
] as const;

const causeSchema = z.object({
  kind: z.enum(CAUSE_KINDS),
  /** Id of what it is: a goal, an alert, a KPI, or `dimension=member`. */
  of: z.string(),
  /** How much of what went wrong it carries; null: not said. */
  share: share.nullable(),
  /** Event id, or period of the series, that shows it. */
  evidence: z.string(),
  /** The same in a sentence. */
  text: z.string(),
});
export type AlertCause = z.infer<typeof causeSchema>;

/** A goal above the alert's. */
const goalAboveSchema = z.object({
  goal: idSchema,
  title: z.string(),
  owner: idSchema,
  /** Weight there of the goal right below, on the way to the alert's, and its share of the weights of all goals below. */
  weight: z.number().positive(),
  share,
});
export type GoalAbove = z.infer<typeof goalAboveSchema>;

/** A scorecard that shows the alert's goal or one above it. */
const scorecardOfSchema = z.object({
  scorecard: idSchema,
  name: z.string(),
  /** The goal that it shows. */
  goal: idSchema,
  /** That goal's share of the weights of all its items. */
  share,
});
export type ScorecardOf = z.infer<typeof scorecardOfSchema>;

/** How far the figures and the model can be trusted. */
const trustSchema = z.object({
  /** The newest actual value of the measured series; null: there is none. */
  newest: z.object({ period: z.string(), knownAt: instant, sources: z.array(z.string()) }).nullable(),
  /** Complete periods of the goal's window, and those of them that have a value. */
  periods: z.int().nonnegative(),
  known: z.int().nonnegative(),
  /** Goals that ended and once stood on this step of the scale, and those of them that were missed. */
  goals: z.int().nonnegative(),
  missed: z.int().nonnegative(),
  /** Share that was missed; null: too few to say. */
  precision: share.nullable(),
});
export type AlertTrust = z.infer<typeof trustSchema>;

/** What is best done next, and by whom. */
const nextStepSchema = z.object({
  kind: z.enum(["child", "pace", "date", "target", "answer"]),
  /** The option, as it stands in what was weighed for the alert; null: none helps. */
  option: idSchema.nullable(),
  text: z.string(),
});
export type NextStep = z.infer<typeof nextStepSchema>;

/** By when an alert must be answered, and who has it next. */
const answerSchema = z.object({
  /** Since when it waits. */
  from: instant,
  /** Null: the plan sets no deadline. */
  by: instant.nullable(),
  /** Null: nobody comes after its owner. */
  next: idSchema.nullable(),
});
export type AlertAnswer = z.infer<typeof answerSchema>;

/** What an alert tells besides what changed: all that its owner needs to act, as it could be known when it was raised. */
export const alertContentSchema = z.object({
  /** Moment of the assessment that the alert was raised by: nothing in it was known later. */
  asOf: instant,
  /** First unread offsets that everything in it follows from; absent before 27 November 2026. */
  inputsPosition: positionSchema.optional(),
  confidence: z.enum(DELIVERY_CONFIDENCE),
  /** Last day of the last period in which a change can still matter; null: none, or it cannot be said. */
  actUntil: z.iso.date().nullable(),
  /** Empty: nothing that is known explains it. */
  causes: z.array(causeSchema),
  impact: z.object({
    /** The nearest first. */
    goals: z.array(goalAboveSchema),
    scorecards: z.array(scorecardOfSchema),
  }),
  trust: trustSchema,
  next: nextStepSchema,
  answer: answerSchema,
});
export type AlertContent = z.infer<typeof alertContentSchema>;

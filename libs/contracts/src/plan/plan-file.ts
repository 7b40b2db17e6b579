import { z } from "zod";
import { GOAL_KINDS, goalSchema } from "./goal.ts";
import { channelSchema, recipientSchema } from "./channel.ts";
import { durationText, idSchema, kpiSchema } from "./kpi.ts";
import { connectorSchema } from "./connector.ts";

export const calendarSchema = z.strictObject({
  kind: z.literal("gregorian"),
  timeZone: z.string(),
  fiscalYearStart: z.literal(1).default(1),
});
export type Calendar = z.infer<typeof calendarSchema>;

export const personSchema = z.strictObject({ name: z.string().min(1).max(200), email: z.email() });
export type Person = z.infer<typeof personSchema>;

/** A unit of the organisation; units form a tree. */
export const unitSchema = z.strictObject({ name: z.string().min(1).max(200), parent: idSchema.optional() });
export type Unit = z.infer<typeof unitSchema>;

export const scorecardItemSchema = z.strictObject({
  goal: idSchema,
  perspective: z.enum(["financial", "customer", "internal_processes", "learning_and_growth"]).optional(),
  weight: z.number().positive().default(1),
  /** Value that scores 3⅓ of 10 (BSC-3), in the KPI's unit; of a goal judged by `control` a share of periods, from 0. */
  redFlag: z.number().optional(),
  /** Or: how far on the wrong side of the target it lies, for targets that move; in the same unit. */
  redFlagDistance: z.number().positive().optional(),
});

export const scorecardSchema = z.strictObject({
  name: z.string().min(1).max(200).optional(),
  /** Where items carry no perspective, rows are units and columns categories. */
  layout: z.enum(["perspectives", "units-by-category"]).default("perspectives"),
  /** Distance between target and red flag as a share of the target, where an item names no red flag. */
  redFlagShare: z.number().positive().max(1).default(0.1),
  items: z.array(scorecardItemSchema).min(1),
});
export type Scorecard = z.infer<typeof scorecardSchema>;

/** Persons of an escalation chain at most. */
const MOST_ESCALATIONS = 10;

const share = z.number().min(0).max(1);

/** What is otherwise for some goals; the rest is as for all. */
export const alertingOfSomeSchema = z.strictObject({
  raiseBelow: share.optional(),
  periods: z.int().min(1).max(12).optional(),
  clearAbove: share.optional(),
  acknowledgeWithin: durationText.optional(),
  /** The chance that alerts look at is that of this share of the way from `from` to the target; 1 is the target. */
  reach: z.number().positive().max(1).optional(),
});
export type AlertingOfSome = z.infer<typeof alertingOfSomeSchema>;

/** When alerts are raised and cleared, and to whom they go when nobody answers. */
export const alertingSchema = z.strictObject({
  /** Raised when the chance of reaching the target is below this … */
  raiseBelow: z.number().min(0).max(1).default(0.5),
  /** … in this many consecutive complete periods. */
  periods: z.int().min(1).max(12).default(2),
  /** Cleared when the chance is above this in as many. */
  clearAbove: z.number().min(0).max(1).default(0.65),
  /** Whoever has an alert acknowledges it within this time, such as `P14D`; absent: nothing is escalated. */
  acknowledgeWithin: durationText.optional(),
  /** What looking into one alert costs: of goals with a `costOfMiss`, no alert is raised that is not worth that. */
  costOfInvestigation: z.number().positive().optional(),
  /** Who has it next, one after the other, after the owners of the goals above the alert's. */
  escalateTo: z.array(idSchema).min(1).max(MOST_ESCALATIONS).optional(),
  /** Of goals that are committed; absent: as for all. */
  committed: alertingOfSomeSchema.optional(),
  /** Of goals that are aspirational, whose `reach` is 0.7 unless it is said here. */
  aspirational: alertingOfSomeSchema.optional(),
  /** Of goals of a kind; this counts before what is said of their commitment. */
  kinds: z.partialRecord(z.enum(GOAL_KINDS), alertingOfSomeSchema).optional(),
});
export type Alerting = z.infer<typeof alertingSchema>;

/** A plan file, `apiVersion: milepost/v1`. */
export const planFileSchema = z.strictObject({
  apiVersion: z.literal("milepost/v1"),
  calendars: z.record(idSchema, calendarSchema).default({}),
  people: z.record(idSchema, personSchema).default({}),
  units: z.record(idSchema, unitSchema).default({}),
  kpis: z.record(idSchema, kpiSchema).default({}),
  goals: z.record(idSchema, goalSchema).default({}),
  scorecards: z.record(idSchema, scorecardSchema).default({}),
  connectors: z.record(idSchema, connectorSchema).default({}),
  alerting: alertingSchema.optional(),
  channels: z.record(idSchema, channelSchema).default({}),
  recipients: z.record(idSchema, recipientSchema).default({}),
});
export type PlanFile = z.infer<typeof planFileSchema>;

import { z } from "zod";
import { cadenceSchema } from "./cadence.ts";
import { durationText, idSchema } from "./kpi.ts";

export const GOAL_KINDS = [
  "vision",
  "annual_goal",
  "initiative",
  "task",
  "objective",
  "key_result",
  "scorecard_objective",
  "breakthrough",
  "annual_objective",
  "priority",
  "wig",
  "lead_measure",
  "sprint_goal",
] as const;
export type GoalKind = (typeof GOAL_KINDS)[number];

/** How a goal is judged from the values inside its window. */
export const EVALUATIONS = [
  "at-due",
  "cumulative",
  "average",
  "sustain",
  "first-hit",
  "in-range",
  "control",
] as const;

const windowDate = z.iso
  .date()
  .refine((date) => date >= "1900" && date < "2201", "a date from 1900-01-01 to 2200-12-31");

/** A goal's window: a calendar year, or local dates (both inclusive). */
export const windowSchema = z.union([
  z.int().min(1900).max(2200),
  z.strictObject({ from: windowDate, to: windowDate }),
]);

const trajectorySchema = z.union([
  z.enum(["linear", "step"]),
  /** Planned values at period labels; between them the last one holds. */
  z.strictObject({ phased: z.record(z.string(), z.number()) }),
  /**
   * The target is the planned series of the measured KPI. Until the due period's own planned value is
   * published, `latest` takes the newest one, `last-year-ratio` scales it by last year's ratio of the due
   * period's planned value to the same period's.
   */
  z.strictObject({ planned: z.enum(["latest", "last-year-ratio"]) }),
]);

export const measureSchema = z.strictObject({
  kpi: idSchema,
  series: z.record(z.string(), z.string()).default({}),
  /**
   * Where the goal starts, in the KPI's unit; absent: progress is unknown. A sum starts at 0 whatever stands here: of
   * `cumulative` it is what the window before came to.
   */
  from: z.number().optional(),
  /** Where it must end; absent only where `range` stands in its place, or the trajectory is planned. */
  to: z.number().optional(),
  /** How far from the target, to either side, still meets it; in the KPI's unit. */
  tolerance: z.number().nonnegative().optional(),
  /** Or the figures that meet it, both ends among them; its middle is the target. */
  range: z.strictObject({ lower: z.number(), upper: z.number() }).optional(),
  trajectory: trajectorySchema.default("linear"),
  evaluation: z.enum(EVALUATIONS).default("at-due"),
  /** Of `control`: the share of the window's periods that must meet their target; absent: every one. */
  successRatio: z.number().positive().max(1).optional(),
});

/** A goal: who wants which KPI to be where by when. */
export const goalSchema = z.strictObject({
  kind: z.enum(GOAL_KINDS),
  title: z.string().min(1).max(300),
  /** Exactly one accountable person. */
  owner: idSchema,
  contributors: z.array(idSchema).default([]),
  parent: idSchema.optional(),
  team: idSchema.optional(),
  window: windowSchema,
  measure: measureSchema,
  weight: z.number().positive().default(1),
  commitment: z.enum(["committed", "aspirational"]).default("committed"),
  /** Whether somebody's pay or bonus depends on it; absent: the plan does not say. */
  incentiveLinked: z.boolean().optional(),
  /** What missing it costs, in the unit of `alerting.costOfInvestigation`; absent: nobody said. */
  costOfMiss: z.number().positive().optional(),
  /** How often people look at it; absent: nothing is said. */
  cadence: cadenceSchema.optional(),
  /** For how much longer silence about it is no gap yet; absent: a week. */
  grace: durationText.optional(),
  /** False: people cannot check in on it. */
  checkIns: z.boolean().optional(),
  private: z.boolean().default(false),
  renamedFrom: idSchema.optional(),
  effectiveFrom: z.iso.date().optional(),
});
export type Goal = z.infer<typeof goalSchema>;
export type Measure = z.infer<typeof measureSchema>;

/** First and last local date of a goal's window. */
export function windowDates(window: Goal["window"]): { readonly from: string; readonly to: string } {
  if (typeof window !== "number") return window;
  return { from: `${window}-01-01`, to: `${window}-12-31` };
}

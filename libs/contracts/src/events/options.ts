import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { positionSchema } from "./position.ts";
import { defineEvent } from "./define.ts";

const probability = z.number().min(0).max(1);
const figure = z.number().nullable();
const option = { option: idSchema };

/** What the rest of the window must bring for the target to be met; how often that was reached is its only odds. */
const paceOption = z.object({
  ...option,
  kind: z.literal("pace"),
  /** What each period left must bring on average, in the KPI's unit. */
  value: z.number(),
  /** In how many of the last `of` periods it was reached; null: nothing to compare with. */
  reached: z.int().nonnegative().nullable(),
  of: z.int().nonnegative().nullable(),
  /** Last period from which the best earlier values, held, would still do; null: none, or it cannot be said. */
  until: z.string().nullable(),
});

const odds = {
  /** The chance of the goal so changed. */
  pHit: probability,
  /** By how much that is more than the goal's chance as it stands. */
  change: z.number(),
  /** The line of the plan file that says so, or the planned value that does. */
  line: z.string(),
};

/** The same target, due later. */
const dateOption = z.object({
  ...option,
  kind: z.literal("date"),
  /** Last local date of the longer window. */
  dueOn: z.iso.date(),
  duePeriod: z.string(),
  ...odds,
});

/** Another target, due as before. */
const targetOption = z.object({ ...option, kind: z.literal("target"), value: z.number(), ...odds });

/** A goal below this one, by what it adds to the risk: its weight times its chance of missing. */
const childOption = z.object({
  ...option,
  kind: z.literal("child"),
  goal: idSchema,
  weight: z.number(),
  /** The child's own chance; null: it cannot be told. */
  pHit: probability.nullable(),
  /** Its expected end less its target, in its own unit; null: unknown. */
  gap: figure,
  /** Its part of the risk of all children; null: the chance of one of them is unknown, or there is no risk. */
  share: probability.nullable(),
  /** Event id of the child's assessment; null: there is none. */
  assessment: z.string().nullable(),
});

/** What a KPI that leads the goal's would have to do: it stood, as tested, so many periods ahead. */
export const leadOptionSchema = z.object({
  ...option,
  kind: z.literal("lead"),
  /** The KPI that leads (of a figure to date the one behind it), and the event by which the values support it. */
  lead: idSchema,
  test: z.string(),
  /** Periods by which it is ahead, and how closely the two go together. */
  lag: z.int().positive(),
  strength: z.number().min(-1).max(1),
  /** By how much the goal's KPI stands higher after that for each unit by which the lead does. */
  slope: z.number(),
  /** Its standard error; absent: of before it was told. */
  slopeError: z.number().nonnegative().optional(),
  /** Where the lead stood last, … */
  level: z.number(),
  /** … by how much it would have to stand higher than it would otherwise (below 0: lower), both in its own unit, … */
  value: z.number(),
  /** … from which period on, so that it arrives in time, and the first local date of it. */
  fromPeriod: z.string(),
  fromDate: z.iso.date(),
  /** The chance of the goal if the lead does, over all slopes that may be, and by how much that is more than now. */
  pHit: odds.pHit,
  change: odds.change,
  /** Between these it lies for four slopes in five; absent: the chance is the one of the slope alone. */
  pHitLow: probability.optional(),
  pHitHigh: probability.optional(),
});
export type LeadOption = z.infer<typeof leadOptionSchema>;

/** One thing that can be done about an alert; what its leads would have to do stands beside these. */
export const optionSchema = z.discriminatedUnion("kind", [paceOption, dateOption, targetOption, childOption]);
export type WeighedOption = z.infer<typeof optionSchema>;

/** Why there is no option of a kind. */
export const NO_OPTION_REASONS = [
  /** Tried as far as `triedTo` says: the chance stays too low. */
  "none_helps",
  /** The chance is that good already that none adds enough to it to be worth a change. */
  "gains_little",
  /** The figure starts again each year: a later date is another year's goal. */
  "starts_again",
  /** What must lie in a range or on a value has no easier target on one side. */
  "two_sided",
] as const;

const noOptionSchema = z.object({
  kind: z.enum(["date", "target"]),
  reason: z.enum(NO_OPTION_REASONS),
  /** Last local date that was tried; null: none was. */
  triedTo: z.iso.date().nullable(),
});
export type NoOption = z.infer<typeof noOptionSchema>;

export const optionsWeighedData = z.looseObject({
  alert: idSchema,
  /** Which weighing of its alert this is, from 1; absent: of before weighings were counted. */
  step: z.int().positive().optional(),
  goal: idSchema,
  kpi: idSchema,
  /** Event id of the assessment whose inputs, moment and calibration everything was computed with. */
  assessment: z.string(),
  asOf: z.iso.datetime({ offset: true }),
  period: z.string(),
  /** Periods from there to the due one. */
  periodsLeft: z.int().nonnegative(),
  /** The goal as it stands there. */
  pHit: probability,
  target: figure,
  dueOn: z.iso.date(),
  /** Options are sought that bring the chance above this. */
  clearAbove: probability,
  options: z.array(optionSchema),
  none: z.array(noOptionSchema),
  /** Of supported leads of the KPI those that could bring the chance above `clearAbove`; absent where none is supported. */
  leads: z.array(leadOptionSchema).optional(),
  /** The supported leads that were looked at, with their lags, such as `calls@3`. */
  supported: z.array(z.string()).optional(),
  /** Ids of events of the world outside that the options rest on. */
  external: z.array(z.string()),
  model: z.string(),
  modelVersion: z.string(),
  inputsPosition: positionSchema,
});
export type OptionsWeighedData = z.infer<typeof optionsWeighedData>;
/** What can be done about a standing alert, with its effect; the newest of an alert counts. */
export const optionsWeighed = defineEvent("milepost.options.weighed.v1", "assessments", optionsWeighedData);

export const suggestionData = z.looseObject({
  alert: idSchema,
  goal: idSchema,
  option: idSchema,
  kind: z.enum(["date", "target", "lead"]),
  /** The target that was suggested, or by how much a lead is to stand higher than it would otherwise; null: a date was. */
  value: figure,
  /** The date that was suggested; null: something else was. */
  dueOn: z.iso.date().nullable(),
  /** The goal's chance as it stood, and with the suggestion. */
  pHitBefore: probability,
  pHit: probability,
  /** The line of the plan file or the planned value that says so; of a lead, in words, what is to be done. */
  line: z.string(),
  /** What a lead is to do; absent: something else was suggested. */
  lead: z
    .object({
      kpi: idSchema,
      /** Where it stood last, in its own unit. */
      level: z.number(),
      /** From which period on it is to stand so, and the first local date of it. */
      fromPeriod: z.string(),
      fromDate: z.iso.date(),
      /** Who answers for it: whoever accepts it; absent: it was declined. */
      owner: z.string().optional(),
    })
    .optional(),
  /** Event ids: what was decided upon. */
  evidence: z.object({
    alert: z.string(),
    assessment: z.string(),
    options: z.string(),
    external: z.array(z.string()),
    /** The test by which the values support a lead; absent: it is none. */
    test: z.string().optional(),
  }),
  by: z.string(),
});
export type SuggestionData = z.infer<typeof suggestionData>;

/** A person accepted a suggestion. The decision stands; the plan's owner changes the plan. */
export const suggestionAccepted = defineEvent("milepost.suggestion.accepted.v1", "strategy", suggestionData);
/** A person declined a suggestion; why stands in the person store under this event's id. */
export const suggestionDeclined = defineEvent("milepost.suggestion.declined.v1", "strategy", suggestionData);

import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { positionSchema } from "./position.ts";
import { defineEvent } from "./define.ts";

const instant = z.iso.datetime({ offset: true });

/** What counts as an event of a goal; what Milepost says by itself does not. */
export const GOAL_EVENT_KINDS = [
  /** A value of its KPI arrived, or was taken back. */
  "value",
  "check_in",
  "override",
  /** Somebody took one of its alerts on, or put it off. */
  "alert",
  /** Somebody concluded a review of it. */
  "review",
  /** Somebody accepted or declined a suggestion. */
  "suggestion",
  /** Its definition was changed, or taken out of the plan. */
  "plan",
] as const;
export type GoalEventKind = (typeof GOAL_EVENT_KINDS)[number];

/** What each of them is called. */
export const GOAL_EVENT_WORDS: Readonly<Record<GoalEventKind, string>> = {
  value: "a value",
  check_in: "a check-in",
  override: "somebody's word on how it will end, or that such a word was taken back",
  alert: "an answer to an alert",
  review: "the conclusion of a review",
  suggestion: "a decision on a suggestion",
  plan: "a change of its definition",
};

/** An event of a goal. */
export const goalEventSchema = z.object({
  /** Event id. */
  id: z.string(),
  kind: z.enum(GOAL_EVENT_KINDS),
  /** When it was appended. */
  at: instant,
});
export type GoalEvent = z.infer<typeof goalEventSchema>;

export const goalStaleData = z.looseObject({
  goal: idSchema,
  /** Who is reminded: the accountable person by the plan of then. */
  owner: idSchema,
  /** Id of the silence: one goal after one last event. */
  spell: idSchema,
  /** The beginning of the day, in the time zone, on which it was found. */
  asOf: instant,
  timeZone: z.string(),
  /** The last event; null: there never was one. */
  last: goalEventSchema.nullable(),
  /** Since when the goal is there and its window has begun: without any event, silence counts from then. */
  existsSince: instant,
  /** When its cadence and grace were over. */
  since: instant,
  /** Local dates from the last event, else from `existsSince`, to the day on which it was found. */
  days: z.int().nonnegative(),
  /** Those that applied, as ISO 8601 durations. */
  cadence: z.string(),
  grace: z.string(),
  /** Below it there was no later event. */
  inputsPosition: positionSchema,
});
export type GoalStaleData = z.infer<typeof goalStaleData>;
/** Nothing came in about a goal for longer than its cadence and grace: it is listed, and its owner is reminded once. */
export const goalStale = defineEvent("milepost.goal.stale.v1", "assessments", goalStaleData);

export const stalenessEndedData = z.looseObject({
  goal: idSchema,
  spell: idSchema,
  reason: z.enum([
    /** Something came in. */
    "event",
    /** The goal's window is over. */
    "over",
  ]),
  /** What came in; null: nothing did. */
  event: goalEventSchema.nullable(),
});
export type StalenessEndedData = z.infer<typeof stalenessEndedData>;
/** A silence is over; the next one is another. */
export const stalenessEnded = defineEvent("milepost.staleness.ended.v1", "assessments", stalenessEndedData);

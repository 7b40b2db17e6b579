import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { defineEvent } from "./define.ts";

/** How sure a person is at most; 0: not at all. */
export const MOST_CONFIDENCE = 10;

export const checkInMadeData = z.looseObject({
  goal: idSchema,
  by: z.string(),
  /** How sure the person is that the target is reached, from 0 to 10. */
  confidence: z.int().min(0).max(MOST_CONFIDENCE),
  /** The goal's period that it speaks of; absent: the goal as it stands. */
  period: z.string().optional(),
});
export type CheckInMadeData = z.infer<typeof checkInMadeData>;

/** A person said how sure they are of reaching a goal's target; a comment stands in the person store under this event's id. */
export const checkInMade = defineEvent("milepost.checkin.made.v1", "strategy", checkInMadeData);

export const overrideMadeData = z.looseObject({
  goal: idSchema,
  by: z.string(),
  /** How the person says that the goal will end. */
  says: z.enum(["hit", "miss"]),
  /** Local date at whose beginning it expires, in the time zone of the goal's KPI. */
  until: z.iso.date(),
});
export type OverrideMadeData = z.infer<typeof overrideMadeData>;

/** A person said how a goal will end, beside what the model says; why stands in the person store under this event's id. */
export const overrideMade = defineEvent("milepost.override.made.v1", "strategy", overrideMadeData);

export const overrideWithdrawnData = z.looseObject({
  goal: idSchema,
  /** Event id of the override that does not hold any more. */
  override: z.string(),
  by: z.string(),
});
export type OverrideWithdrawnData = z.infer<typeof overrideWithdrawnData>;

/** A person took back what somebody said of how a goal will end; why stands in the person store under this event's id. */
export const overrideWithdrawn = defineEvent(
  "milepost.override.withdrawn.v1",
  "strategy",
  overrideWithdrawnData,
);

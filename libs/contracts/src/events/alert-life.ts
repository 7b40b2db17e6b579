import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { defineEvent } from "./define.ts";

const instant = z.iso.datetime({ offset: true });
const probability = z.number().min(0).max(1);

/** What waits for an answer since an alert was raised, and not since somebody's word ran out. */
export const SINCE_RAISED = "raised";

/** Somebody put an alert off until a local date; why stands in the person store under this event's id. */
export const alertSnoozed = defineEvent(
  "milepost.alert.snoozed.v1",
  "assessments",
  z.looseObject({ alert: idSchema, goal: idSchema, by: z.string(), until: z.iso.date() }),
);

/** The date until which an alert was put off is there: it waits for an answer again. */
export const alertWoken = defineEvent(
  "milepost.alert.woken.v1",
  "assessments",
  z.looseObject({
    alert: idSchema,
    goal: idSchema,
    /** Beginning of that date in the goal's time zone. */
    asOf: instant,
    /** Id of the event that put it off. */
    snooze: z.string(),
  }),
);

/** Nobody acknowledged an alert in time: it is with the next person of the chain now. */
export const alertEscalated = defineEvent(
  "milepost.alert.escalated.v1",
  "assessments",
  z.looseObject({
    alert: idSchema,
    goal: idSchema,
    /** The deadline that passed. */
    asOf: instant,
    /** How often the alert was escalated, this time included. */
    level: z.int().positive(),
    from: idSchema,
    to: idSchema,
    /** What waited so long: `raised`, or the id of the acknowledgement or snooze that ran out. */
    since: z.string(),
  }),
);

/** The person an alert was with has no part in it any more: it is with another one now. */
export const alertReassigned = defineEvent(
  "milepost.alert.reassigned.v1",
  "assessments",
  z.looseObject({ alert: idSchema, goal: idSchema, from: idSchema, to: idSchema }),
);

const comparedChances = z.looseObject({
  alert: idSchema,
  goal: idSchema,
  /** Since when it could be known. */
  asOf: instant,
  /** Last complete period then. */
  period: z.string(),
  /** Id of the acknowledgement that it is about. */
  acknowledgement: z.string(),
  /** Chance now; null: it cannot be told. */
  pHit: probability.nullable(),
  /** Chance when the alert was acknowledged. */
  pHitBefore: probability,
});

/** The review date is there and the chance has not improved since the acknowledgement: somebody has to look again. */
export const alertReopened = defineEvent("milepost.alert.reopened.v1", "assessments", comparedChances);

/** Since the acknowledgement the chance has improved, though not yet enough to clear the alert. */
export const alertRecovering = defineEvent("milepost.alert.recovering.v1", "assessments", comparedChances);

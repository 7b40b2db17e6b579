import { dieAt } from "@milepost/runtime";
import type { KillAt } from "@milepost/runtime";

/** Where predict's work stands: tests kill the process there. */
export const PREDICT_STEPS = [
  // The assessment of some goals of a moment …
  "assessing",
  "assessed",
  "appending",
  "appended",
  // … the alerts that follow, what becomes of those that stand, and telling an owner of them.
  "settling",
  "stepping",
  "stepped",
  "settled",
  "delivering",
  "delivered",
] as const;
export type PredictStep = (typeof PREDICT_STEPS)[number];

/** Where reviews out of the cycle stand that are due: decided, and in the log. */
export const REVIEW_STEPS = ["reviewing", "reviewed"] as const;
/** Where verdicts on leads stand that are new. */
export const LEAD_STEPS = ["judging", "judged"] as const;
/** Where what the own past teaches stands, once a period. */
export const LESSON_STEPS = ["learning", "learned"] as const;

/** Told where predict's work stands, by its kind. */
export interface PredictSteps {
  readonly onStep?: ((step: PredictStep) => void) | undefined;
  readonly onReviewStep?: ((step: (typeof REVIEW_STEPS)[number]) => void) | undefined;
  readonly onLeadStep?: ((step: (typeof LEAD_STEPS)[number]) => void) | undefined;
  readonly onLessonStep?: ((step: (typeof LESSON_STEPS)[number]) => void) | undefined;
}

/** Kills this process where a test wants it. */
export function dieAtPredictStep(killAt: KillAt | undefined): PredictSteps {
  return {
    onStep: dieAt(killAt, "assessment", PREDICT_STEPS),
    onReviewStep: dieAt(killAt, "review", REVIEW_STEPS),
    onLeadStep: dieAt(killAt, "lead", LEAD_STEPS),
    onLessonStep: dieAt(killAt, "lesson", LESSON_STEPS),
  };
}

/** Where telling a person through a channel stands. */
export const DELIVERY_STEPS = [
  // What is to be told becomes a message …
  "composing",
  "composed",
  // … which is sent, answered, and the answer recorded.
  "sending",
  "answered",
  "recorded",
] as const;
export type DeliveryStep = (typeof DELIVERY_STEPS)[number];

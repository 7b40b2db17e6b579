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

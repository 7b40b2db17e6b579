/** Five steps of confidence that a goal will be reached, the best first (scale of the UK's major projects). */
export const DELIVERY_CONFIDENCE = [
  "highly_likely",
  "probable",
  "feasible_but_significant_issues",
  "in_doubt",
  "unachievable",
] as const;
export type DeliveryConfidence = (typeof DELIVERY_CONFIDENCE)[number];

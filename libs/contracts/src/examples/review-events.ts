import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const of = { review: "review-1f6c2a0b9d3e4f58", goal: "otd-2026" } as const;
const report = "external-7b0f3c5e9a1d4826b7c0d1e2f3a4b5c6";

/** Examples of an external event and of the review that it opens. */
export const REVIEW_EXAMPLES: Examples<
  "externalReported" | "reviewOpened" | "reviewReassessed" | "reviewClosed" | "reviewConcluded"
> = {
  externalReported: {
    ...exampleEnvelope("launch-17", "competitor-launch"),
    type: "milepost.external.reported.v1",
    data: {
      kind: "competitor-launch",
      title: "A competitor delivers within a day",
      report,
      goals: ["otd-2026", "otd-2027"],
      kpis: ["on-time-delivery", "on-time-deliveries"],
      matched: ["otd-2026"],
      unknownGoals: ["otd-2027"],
      unknownKpis: ["on-time-deliveries"],
    },
  },
  reviewOpened: {
    ...exampleEnvelope(`${of.review}-opened`, "otd-2026"),
    type: "milepost.review.opened.v1",
    data: {
      ...of,
      report,
      asOf: "2026-10-03T06:00:00.412Z",
      before: {
        assessment: "otd-2026@2026-10-01T06:00:00.000Z#1-1c2d5be09a7f4e11",
        period: "2026-09",
        asOf: "2026-10-01T06:00:00.000Z",
        pHit: 0.58,
      },
    },
  },
  reviewReassessed: {
    ...exampleEnvelope(`${of.review}-reassessed`, "otd-2026"),
    type: "milepost.review.reassessed.v1",
    data: {
      ...of,
      after: {
        assessment: "otd-2026@2026-11-01T06:00:00.000Z#1-69e37e316ea800ea",
        period: "2026-10",
        asOf: "2026-11-01T06:00:00.000Z",
        pHit: 0.31,
      },
    },
  },
  reviewClosed: {
    ...exampleEnvelope(`${of.review}-closed`, "otd-2026"),
    type: "milepost.review.closed.v1",
    data: { ...of, outcome: "miss", asOf: "2027-01-01T00:00:00.000Z" },
  },
  reviewConcluded: {
    ...exampleEnvelope("conclusion-5d1c8f0be2a94f6f8c1b", "review-1f6c2a0b9d3e4f58"),
    type: "milepost.review.concluded.v1",
    data: { ...of, by: "plant-lead", decision: "adjust_plan" },
  },
};

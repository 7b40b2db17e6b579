const review = "review-1f6c2a0b9d3e4f58";
const report = "external-7b0f3c5e9a1d4826b7c0d1e2f3a4b5c6";

/** What the API answers about external events and reviews. */
export const REVIEW_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/external-events 200": {
    items: [
      {
        report,
        source: "//acme/market",
        id: "launch-17",
        kind: "competitor-launch",
        title: "A competitor delivers within a day",
        text: "Same-day delivery in all of the south.",
        happened_at: "2026-10-03T06:00:00.000Z",
        goals: ["otd-2026"],
        unknown_goals: ["otd-2027"],
        unknown_kpis: ["on-time-deliveries"],
        actor: "person:plant-lead",
        recorded_at: "2026-10-03T06:00:00.412Z",
        log_topic: "assessments",
        log_partition: 0,
        log_offset: 7012,
      },
    ],
    next: null,
  },
  "GET /v1/reviews 200": {
    items: [
      {
        review,
        goal: "otd-2026",
        report,
        status: "concluded",
        kind: "competitor-launch",
        title: "A competitor delivers within a day",
        happened_at: "2026-10-03T06:00:00.000Z",
        opened_at: "2026-10-03T06:00:01.000Z",
        assessment_before: "otd-2026@2026-10-01T06:00:00.000Z#1-1c2d5be09a7f4e11",
        period_before: "2026-09",
        p_hit_before: 0.58,
        reassessed_at: "2026-11-01T06:00:03.000Z",
        assessment_after: "otd-2026@2026-11-01T06:00:00.000Z#1-69e37e316ea800ea",
        period_after: "2026-10",
        p_hit_after: 0.31,
        decision: "adjust_plan",
        concluded_by: "plant-lead",
        concluded_at: "2026-11-02T08:00:00.000Z",
        conclusion: "conclusion-5d1c8f0be2a94f6f8c1b",
        outcome: null,
        closed_at: null,
        words: "A third shift from December on.",
        log_topic: "assessments",
        log_partition: 0,
        log_offset: 7013,
      },
    ],
    next: null,
  },
  "POST /v1/reviews/{review}/conclusion 201": {
    id: "conclusion-5d1c8f0be2a94f6f8c1b",
    review,
    goal: "otd-2026",
    decision: "adjust_plan",
  },
};

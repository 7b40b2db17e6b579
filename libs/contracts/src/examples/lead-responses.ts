/** What the API answers about declared links from lead to lag. */
export const LEAD_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/leads 200": {
    items: [
      {
        lead: "on-time-delivery",
        follower: "scrap-cost",
        lead_name: "On-time delivery",
        follower_name: "Cost of scrap",
        effect: "decrease",
        within: 6,
        grain: "month",
        verdict: "supported",
        reason: null,
        period: "2026-09",
        periods: 69,
        periods_needed: 36,
        lag: 2,
        strength: -0.41,
        p_value: 0.0004,
        q_value: 0.0012,
        gain: 0.12,
        tested_together: 3,
        as_of: "2026-10-01T00:00:00.000Z",
        sentence:
          "“On-time delivery” leads “Cost of scrap” by 2 months: supported. Knowing it makes the errors of forecasts of “Cost of scrap” 12\u00a0% smaller.",
      },
    ],
    next: null,
  },
};

import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** An example of a tested link from lead to lag. */
export const LEAD_EXAMPLES: Examples<"leadTested"> = {
  leadTested: {
    ...exampleEnvelope("on-time-delivery/scrap-cost@4f0e8e0f0d9d6a4d", "scrap-cost"),
    type: "milepost.lead.tested.v1",
    data: {
      lead: "on-time-delivery",
      follower: "scrap-cost",
      verdict: "supported",
      reason: null,
      effect: "decrease",
      within: 6,
      grain: "month",
      asOf: "2026-10-01T00:00:00.000Z",
      period: "2026-09",
      periods: 69,
      periodsNeeded: 36,
      lag: 2,
      strength: -0.41,
      pValue: 0.0004,
      qValue: 0.0012,
      gain: 0.12,
      testedTogether: 3,
      testVersion: "1",
      inputsPosition: { "observations/0": 841, "strategy/0": 37 },
    },
  },
};

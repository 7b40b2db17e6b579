import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const of = { goal: "otd-2026", spell: "silence-8c1f0a2b9d3e4f57" } as const;

/** Examples of a goal about which nothing came in, and of what ended that. */
export const STALENESS_EXAMPLES: Examples<"goalStale" | "stalenessEnded"> = {
  goalStale: {
    ...exampleEnvelope(`${of.spell}-stale`, "otd-2026"),
    type: "milepost.goal.stale.v1",
    data: {
      ...of,
      owner: "plant-lead",
      asOf: "2026-10-02T22:00:00.000Z",
      timeZone: "Europe/Berlin",
      last: { id: "check-in-01jf3q8z7c6a", kind: "check_in", at: "2026-08-20T09:30:00.000Z" },
      existsSince: "2025-12-31T23:00:00.000Z",
      since: "2026-09-27T09:30:00.000Z",
      days: 44,
      cadence: "P1M",
      grace: "P7D",
      inputsPosition: { "observations/0": 812, "strategy/0": 12, "assessments/0": 7010 },
    },
  },
  stalenessEnded: {
    ...exampleEnvelope(`${of.spell}-ended`, "otd-2026"),
    type: "milepost.staleness.ended.v1",
    data: {
      ...of,
      reason: "event",
      event: { id: "01JF3Q8Z7C4T", kind: "value", at: "2026-10-03T06:00:00.412Z" },
    },
  },
};

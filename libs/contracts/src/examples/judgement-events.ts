import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** Examples of what people say of goals: check-ins, overrides and their withdrawals. */
export const JUDGEMENT_EXAMPLES: Examples<"checkInMade" | "overrideMade" | "overrideWithdrawn"> = {
  checkInMade: {
    ...exampleEnvelope("check-in-01jf3q8z7c6a", "otd-2026"),
    type: "milepost.checkin.made.v1",
    data: { goal: "otd-2026", by: "plant-lead", confidence: 7, period: "2026-09" },
  },
  overrideMade: {
    ...exampleEnvelope("override-01jf3q8z7c6b", "otd-2026"),
    type: "milepost.override.made.v1",
    data: { goal: "otd-2026", by: "plant-lead", says: "hit", until: "2026-11-30" },
  },
  overrideWithdrawn: {
    ...exampleEnvelope("withdrawal-01jf3q8z7c6c", "otd-2026"),
    type: "milepost.override.withdrawn.v1",
    data: { goal: "otd-2026", override: "override-01jf3q8z7c6b", by: "plant-lead" },
  },
};

import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** What the model learnt from, and where the log stood. */
const inputsPosition = { "observations/0": 812, "observations/1": 640, "strategy/0": 12 };

/** Examples of assessments and of goals that came to their end. */
export const ASSESSMENT_EXAMPLES: Examples<"assessmentMade" | "goalClosed"> = {
  assessmentMade: {
    ...exampleEnvelope("otd-2026@2026-10-01", "otd-2026"),
    type: "milepost.assessment.made.v1",
    data: {
      goal: "otd-2026",
      kpi: "on-time-delivery",
      asOf: "2026-09-30T22:00:00.000Z",
      period: "2026-09",
      periodsLeft: 3,
      backtest: false,
      pHit: 0.31,
      pHitRaw: 0.27,
      actual: 0.914,
      targetToDate: 0.91,
      target: 0.95,
      targetRange: { lower: 0.95, upper: null },
      reach: { share: 0.7, target: 0.929, pHit: 0.71, lastActionPeriod: "2026-12" },
      expectedEnd: 0.938,
      low80: 0.921,
      high80: 0.954,
      low95: 0.912,
      high95: 0.962,
      requiredRate: 0.95,
      requiredRateReached: 4,
      requiredRateOf: 36,
      lastActionPeriod: "2026-11",
      crossingPeriod: null,
      breaks: [{ kind: "level_shift", period: "2026-03", size: 0.02, ratio: 0.022 }],
      fan: [
        { period: "2026-10", low95: 0.894, low80: 0.904, median: 0.921, high80: 0.938, high95: 0.948 },
        { period: "2026-11", low95: 0.898, low80: 0.909, median: 0.93, high80: 0.949, high95: 0.96 },
        { period: "2026-12", low95: 0.912, low80: 0.921, median: 0.938, high80: 0.954, high95: 0.962 },
      ],
      rule: { id: "actual-against-target", version: "1", status: "on_track", hitRate: 0.62 },
      pace: { expected: 0.946, status: "behind" },
      model: "theta",
      modelVersion: "1",
      calibration: { outcomes: 118 },
      features: { margin: -0.74 },
      spread: 0.013,
      inputsPosition,
    },
  },
  goalClosed: {
    ...exampleEnvelope("otd-2025-closed", "otd-2025"),
    type: "milepost.goal.closed.v1",
    data: {
      goal: "otd-2025",
      asOf: "2025-12-31T23:00:00.000Z",
      outcome: "miss",
      actual: 0.902,
      target: 0.93,
      inputsPosition,
    },
  },
};

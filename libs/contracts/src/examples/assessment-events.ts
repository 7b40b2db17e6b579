import type { ForecasterLearnedData } from "../events/forecaster-learned.ts";
import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

/** What the model learnt from, and where the log stood. */
const inputsPosition = { "observations/0": 812, "observations/1": 640, "strategy/0": 12 };

type Weights = ForecasterLearnedData["weights"]["groups"]["due"];
const WEIGHTS: Weights = {
  constant: [-0.05, 0.03],
  ambition: [-0.48, -0.03],
  lean: [-1.06, -0.36],
  forecast: [0.24, 0.66],
  theta: [0.36, 0.05],
  precedent: [0.62, 0.07],
  walk: [0.11, 0],
};

/** Examples of assessments and of goals that came to their end. */
export const ASSESSMENT_EXAMPLES: Examples<"assessmentMade" | "forecasterLearned" | "goalClosed"> = {
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
      views: {
        group: "due",
        ofMissing: false,
        forecast: 0.27,
        theta: 0.3,
        precedent: 0.24,
        walk: 0.22,
        known: 44,
        ambition: 1.1,
        lean: -0.08,
        reach80: 2.23,
      },
      spread: 0.013,
      inputsPosition,
    },
  },
  forecasterLearned: {
    ...exampleEnvelope("learned-month@2026-09-30T22:00:00.000Z", "month"),
    type: "milepost.forecaster.learned.v1",
    data: {
      grain: "month",
      asOf: "2026-09-30T22:00:00.000Z",
      period: "2026-09",
      modelVersion: "1",
      series: 84,
      goals: 9_640,
      weights: {
        version: "2, adapted",
        groups: { due: WEIGHTS, total: WEIGHTS, any: WEIGHTS, band: WEIGHTS },
      },
      intervals: { reach80: 2.11, reach95: 3.79 },
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

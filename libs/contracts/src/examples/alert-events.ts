import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const alert = { alert: "otd-2026-2026-09", goal: "otd-2026" } as const;

/** Examples of an alert's life: raised, delivered, acknowledged, cleared, closed. */
export const ALERT_EXAMPLES: Examples<
  "alertRaised" | "alertCleared" | "alertsDelivered" | "alertAcknowledged" | "alertClosed"
> = {
  alertRaised: {
    ...exampleEnvelope("otd-2026-2026-09-raised", "otd-2026"),
    type: "milepost.alert.raised.v1",
    data: {
      ...alert,
      kpi: "on-time-delivery",
      owner: "plant-lead",
      asOf: "2026-09-30T22:00:00.000Z",
      period: "2026-09",
      backtest: false,
      pHit: 0.31,
      pHitBefore: 0.58,
      raiseBelow: 0.5,
      periods: 2,
      expectedEnd: 0.938,
      low80: 0.921,
      high80: 0.954,
      target: 0.95,
      gap: -0.012,
      lastActionPeriod: "2026-11",
      headline: "Deliver on time will likely miss its target: 31 %, down from 58 %",
      message:
        "Expected 0.938 in December against 0.950. November is the last month in which action can matter.",
      evidence: "/kpis/on-time-delivery?goal=otd-2026",
      assessments: [
        "otd-2026@2026-08-31T22:00:00.000Z#2-5f0c9d1e7a2b4c38",
        "otd-2026@2026-09-30T22:00:00.000Z#2-91b7c0d2e4f6a8b1",
      ],
      model: "theta",
      modelVersion: "2",
      inputsPosition: { "observations/0": 1204, "strategy/0": 31, "assessments/0": 880 },
      rule: { id: "chance-below-threshold", version: "1" },
    },
  },
  alertCleared: {
    ...exampleEnvelope("otd-2026-2026-11-cleared", "otd-2026"),
    type: "milepost.alert.cleared.v1",
    data: { ...alert, asOf: "2026-11-30T23:00:00.000Z", period: "2026-11", pHit: 0.71, backtest: false },
  },
  alertsDelivered: {
    ...exampleEnvelope("digest-plant-lead-2026-09", "plant-lead"),
    type: "milepost.alerts.delivered.v1",
    data: {
      digest: "plant-lead-2026-09",
      owner: "plant-lead",
      channel: "page",
      alerts: ["otd-2026-2026-09"],
      subject: "1 goal at risk",
      text: "Deliver on time will likely miss its target: 31 %, down from 58 %.",
    },
  },
  alertAcknowledged: {
    ...exampleEnvelope("01JF3Q8Z7C5A", "otd-2026"),
    type: "milepost.alert.acknowledged.v1",
    data: { ...alert, by: "plant-lead", reviewDate: "2026-10-20" },
  },
  alertClosed: {
    ...exampleEnvelope("otd-2026-2026-09-closed", "otd-2026"),
    type: "milepost.alert.closed.v1",
    data: { ...alert, asOf: "2026-12-31T23:00:00.000Z", outcome: "miss" },
  },
};

import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const alert = { alert: "otd-2026-2026-09", goal: "otd-2026" } as const;
const ACKNOWLEDGEMENT = "01JF3Q8Z7C5A";
const SNOOZE = "01JF3Q8Z7C5D";

/** Examples of an alert's life: raised, delivered, put off, escalated, acknowledged, reopened, recovering, cleared, closed. */
export const ALERT_EXAMPLES: Examples<
  | ("alertRaised" | "alertCleared" | "alertsDelivered" | "alertAcknowledged" | "alertClosed")
  | ("alertSnoozed" | "alertWoken" | "alertEscalated" | "alertReassigned")
  | ("alertReopened" | "alertRecovering")
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
      reach: 0.7,
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
      content: {
        asOf: "2026-09-30T22:00:00.000Z",
        inputsPosition: { "observations/0": 1204, "strategy/0": 33, "assessments/0": 880 },
        confidence: "in_doubt",
        actUntil: "2026-11-30",
        causes: [
          {
            kind: "goal",
            of: "otd-line-2-2026",
            share: 0.7,
            evidence: "otd-line-2-2026@2026-09-30T22:00:00.000Z#2-91b7c0d2e4f6a8b2",
            text: "“Line 2 on time”, a goal below it, stands at 22 % itself, 70 % of the risk of the goals below.",
          },
        ],
        impact: {
          goals: [
            { goal: "service-2026", title: "Serve best", owner: "managing-director", weight: 2, share: 0.4 },
          ],
          scorecards: [{ scorecard: "board", name: "Board", goal: "otd-2026", share: 0.25 }],
        },
        trust: {
          newest: { period: "2026-09", knownAt: "2026-09-30T22:00:00.000Z", sources: ["//erp/shipments"] },
          periods: 9,
          known: 9,
          goals: 41,
          missed: 29,
          precision: 0.707317073171,
        },
        next: {
          kind: "child",
          option: "child-1-91b7c0d2",
          text: "Help line-lead with “Line 2 on time” first: it carries 70 % of the risk of the goals below.",
        },
        answer: {
          from: "2026-09-30T22:00:00.000Z",
          by: "2026-10-14T22:00:00.000Z",
          next: "managing-director",
        },
      },
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
      occasions: ["otd-2026-2026-09-raised"],
      subject: "1 goal at risk",
      text: "Deliver on time will likely miss its target: 31 %, down from 58 %.",
    },
  },
  alertAcknowledged: {
    ...exampleEnvelope(ACKNOWLEDGEMENT, "otd-2026"),
    type: "milepost.alert.acknowledged.v1",
    data: { ...alert, by: "plant-lead", reviewDate: "2026-10-20" },
  },
  alertClosed: {
    ...exampleEnvelope("otd-2026-2026-09-closed", "otd-2026"),
    type: "milepost.alert.closed.v1",
    data: {
      ...alert,
      asOf: "2026-12-31T23:00:00.000Z",
      outcome: "unscored",
      reach: 0.7,
      reason: "no_actual",
    },
  },
  alertSnoozed: {
    ...exampleEnvelope(SNOOZE, "otd-2026"),
    type: "milepost.alert.snoozed.v1",
    data: { ...alert, by: "plant-lead", until: "2026-10-12" },
  },
  alertWoken: {
    ...exampleEnvelope(`${SNOOZE}-woken`, "otd-2026"),
    type: "milepost.alert.woken.v1",
    data: { ...alert, asOf: "2026-10-11T22:00:00.000Z", snooze: SNOOZE },
  },
  alertEscalated: {
    ...exampleEnvelope("otd-2026-2026-09-escalated-managing-director", "otd-2026"),
    type: "milepost.alert.escalated.v1",
    data: {
      ...alert,
      asOf: "2026-10-15T06:00:00.000Z",
      level: 1,
      from: "plant-lead",
      to: "managing-director",
      since: "raised",
    },
  },
  alertReassigned: {
    ...exampleEnvelope("otd-2026-2026-09-reassigned-1", "otd-2026"),
    type: "milepost.alert.reassigned.v1",
    data: { ...alert, from: "plant-lead", to: "deputy-lead" },
  },
  alertReopened: {
    ...exampleEnvelope(`otd-2026-2026-09-reopened-${ACKNOWLEDGEMENT}`, "otd-2026"),
    type: "milepost.alert.reopened.v1",
    data: {
      ...alert,
      asOf: "2026-10-19T22:00:00.000Z",
      period: "2026-09",
      acknowledgement: ACKNOWLEDGEMENT,
      pHit: 0.31,
      pHitBefore: 0.34,
    },
  },
  alertRecovering: {
    ...exampleEnvelope(`otd-2026-2026-09-recovering-${ACKNOWLEDGEMENT}`, "otd-2026"),
    type: "milepost.alert.recovering.v1",
    data: {
      ...alert,
      asOf: "2026-10-31T23:00:00.000Z",
      period: "2026-10",
      acknowledgement: ACKNOWLEDGEMENT,
      pHit: 0.52,
      pHitBefore: 0.34,
    },
  },
};

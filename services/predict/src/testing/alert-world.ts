import { EXAMPLE_EVENTS } from "@milepost/contracts/examples/index";
import type { AlertNews } from "../alerts/alert-events.ts";
import type { LifeSight } from "../alerts/alert-life.ts";
import type { AlertEvent, KnownAlert } from "../alerts/known-alert.ts";
import { evolveAlerts } from "../alerts/known-alert.ts";

const DAY_MS: number = 24 * 3_600_000;
/** The moment at which the alerts of these tests are raised: midnight in UTC. */
const RAISED_AT: number = Date.parse("2026-10-01T00:00:00Z");

/** The instant so many days after the alert was raised. */
export function day(days: number): number {
  return RAISED_AT + days * DAY_MS;
}

/** The local date of that day. */
export function dateOf(days: number): string {
  return new Date(day(days)).toISOString().slice(0, 10);
}

/** An alert of Ann's goal, raised at a chance of 30 %. */
export function raisedAlertEvent(alert = "g-2026-09"): AlertEvent {
  const { content: _content, reach: _reach, ...data } = EXAMPLE_EVENTS.alertRaised.data;
  const own = { ...data, alert, goal: "g", owner: "ann", period: "2026-09", pHit: 0.3, backtest: false };
  return logged({ type: "milepost.alert.raised.v1", id: alert, key: "g", data: own }, RAISED_AT);
}

/** Somebody takes the alert on, or puts it off. */
export function wordEvent(
  kind: "acknowledged" | "snoozed",
  { id, at, until }: { readonly id: string; readonly at: number; readonly until: string },
  alert = "g-2026-09",
): AlertEvent {
  const common = { alert, goal: "g", by: "ann" };
  const news: AlertNews =
    kind === "acknowledged"
      ? { type: "milepost.alert.acknowledged.v1", id, key: "g", data: { ...common, reviewDate: until } }
      : { type: "milepost.alert.snoozed.v1", id, key: "g", data: { ...common, until } };
  return logged(news, at);
}

/** What was decided, as the log holds it. */
export function logged({ type, id, data }: AlertNews, at: number): AlertEvent {
  const time = new Date(at).toISOString();
  return { specversion: "1.0", id, source: "//test", type, time, recordedtime: time, data } as AlertEvent;
}

/** The alerts that a log tells of. */
export function alertsIn(log: readonly AlertEvent[]): readonly KnownAlert[] {
  return log.reduce<readonly KnownAlert[]>(evolveAlerts, []);
}

/** Ann owns the goal; two more people come after her, 14 days each; the chance stands where it was raised. */
export function sightAt(now: number, changes: Partial<LifeSight> = {}): LifeSight {
  return {
    now,
    timeZone: "UTC",
    acknowledgeWithin: "P14D",
    owner: "ann",
    chain: ["bob", "cleo"],
    hysteresis: 0.15,
    newest: { period: "2026-09", pHit: 0.3, asOf: RAISED_AT },
    chanceAt: () => 0.3,
    ...changes,
  };
}

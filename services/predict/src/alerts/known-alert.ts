import type { AlertRaisedData, EventOfType, MilepostEvent } from "@milepost/contracts";

/** An alert that stands in the log, with what became of it. */
export interface KnownAlert {
  readonly alert: string;
  readonly goal: string;
  readonly owner: string;
  /** Period in which it was raised. */
  readonly period: string;
  readonly backtest: boolean;
  readonly headline: string;
  readonly evidence: string;
  /** Period in which it was cleared; null: it was not. */
  readonly clearedPeriod: string | null;
  readonly outcome: "hit" | "miss" | "unscored" | null;
  readonly delivered: boolean;
}

/** What happens to alerts. */
export type AlertEvent = EventOfType<
  | "milepost.alert.raised.v1"
  | "milepost.alert.cleared.v1"
  | "milepost.alert.closed.v1"
  | "milepost.alerts.delivered.v1"
>;

const ALERT_EVENTS: readonly MilepostEvent["type"][] = [
  "milepost.alert.raised.v1",
  "milepost.alert.cleared.v1",
  "milepost.alert.closed.v1",
  "milepost.alerts.delivered.v1",
];

/** Whether an event is about alerts, as far as their rules look. */
export function isAlertEvent(event: MilepostEvent): event is AlertEvent {
  return ALERT_EVENTS.includes(event.type);
}

/** The alerts of one goal after one more event. */
export function evolveAlerts(alerts: readonly KnownAlert[], event: AlertEvent): readonly KnownAlert[] {
  switch (event.type) {
    case "milepost.alert.raised.v1":
      return alerts.some(({ alert }) => alert === event.data.alert)
        ? alerts
        : [...alerts, raised(event.data)];
    case "milepost.alert.cleared.v1":
      return change(alerts, [event.data.alert], { clearedPeriod: event.data.period });
    case "milepost.alert.closed.v1":
      return change(alerts, [event.data.alert], { outcome: event.data.outcome });
    case "milepost.alerts.delivered.v1":
      return change(alerts, event.data.alerts, { delivered: true });
  }
}

/** Whether an alert still asks for something. */
export function isStanding(alert: KnownAlert): boolean {
  return alert.clearedPeriod === null && alert.outcome === null;
}

function raised(data: AlertRaisedData): KnownAlert {
  const { alert, goal, owner, period, backtest, headline, evidence } = data;
  return {
    alert,
    goal,
    owner,
    period,
    backtest,
    headline,
    evidence,
    clearedPeriod: null,
    outcome: null,
    delivered: false,
  };
}

function change(
  alerts: readonly KnownAlert[],
  ids: readonly string[],
  fields: Partial<KnownAlert>,
): readonly KnownAlert[] {
  if (!alerts.some(({ alert }) => ids.includes(alert))) return alerts;
  return alerts.map((one) => (ids.includes(one.alert) ? { ...one, ...fields } : one));
}

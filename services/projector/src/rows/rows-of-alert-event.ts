import type { EventOfType } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import {
  alertAcknowledgedRows,
  alertClearedRows,
  alertClosedRows,
  alertEscalatedRows,
  alertRaisedRows,
  alertReassignedRows,
  alertReviewedRows,
  alertSnoozedRows,
  alertWokenRows,
  alertsDeliveredRows,
} from "./alert-rows.ts";
import type { Row } from "./row.ts";

type AlertEvent = EventOfType<
  | "milepost.alert.raised.v1"
  | "milepost.alert.cleared.v1"
  | "milepost.alerts.delivered.v1"
  | "milepost.alert.acknowledged.v1"
  | "milepost.alert.closed.v1"
  | "milepost.alert.snoozed.v1"
  | "milepost.alert.woken.v1"
  | "milepost.alert.escalated.v1"
  | "milepost.alert.reassigned.v1"
  | "milepost.alert.reopened.v1"
  | "milepost.alert.recovering.v1"
>;

/** The base rows of one event of an alert's life. */
export function rowsOfAlertEvent(event: AlertEvent, record: LogRecord): readonly Row[] {
  switch (event.type) {
    case "milepost.alert.raised.v1":
      return alertRaisedRows({ event, record });
    case "milepost.alert.cleared.v1":
      return alertClearedRows({ event, record });
    case "milepost.alerts.delivered.v1":
      return alertsDeliveredRows({ event, record });
    case "milepost.alert.acknowledged.v1":
      return alertAcknowledgedRows({ event, record });
    case "milepost.alert.closed.v1":
      return alertClosedRows({ event, record });
    case "milepost.alert.snoozed.v1":
      return alertSnoozedRows({ event, record });
    case "milepost.alert.woken.v1":
      return alertWokenRows({ event, record });
    case "milepost.alert.escalated.v1":
      return alertEscalatedRows({ event, record });
    case "milepost.alert.reassigned.v1":
      return alertReassignedRows({ event, record });
    case "milepost.alert.reopened.v1":
    case "milepost.alert.recovering.v1":
      return alertReviewedRows({ event, record });
  }
}

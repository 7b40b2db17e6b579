import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord } from "@milepost/event-log";
import { assessmentRows, forecasterLearnedRows, goalClosedRows } from "./assessment-rows.ts";
import { canaryRows, isCanary } from "./canary-rows.ts";
import { rowsOfDefinition } from "./definition-rows.ts";
import { deliveryRows } from "./delivery-rows.ts";
import { checkInRows, overrideRows, withdrawalRows } from "./judgement-rows.ts";
import { leadTestedRows } from "./lead-rows.ts";
import { observationRows } from "./observation-rows.ts";
import { deadLetterResolvedRows, deadLetterRows, runRows } from "./operation-rows.ts";
import { optionRows, suggestionRows } from "./option-rows.ts";
import { foldRows, recordRows } from "./record-rows.ts";
import { externalReportedRows, reviewRows } from "./review-rows.ts";
import type { Row } from "./row.ts";
import { stalenessRows } from "./staleness-rows.ts";
import { rowsOfAlertEvent } from "./rows-of-alert-event.ts";

/** The base rows of one event; people's events have none, since names are no part of the BI database. */
export function rowsOfEvent(event: MilepostEvent, record: LogRecord): readonly Row[] {
  if (!hasRows(event)) return [];
  switch (event.type) {
    case "milepost.observation.recorded.v1":
      return isCanary(event.data.kpi) ? canaryRows({ event, record }) : observationRows({ event, record });
    case "milepost.observation.retracted.v1":
      return observationRows({ event, record });
    case "milepost.calendar.defined.v1":
    case "milepost.kpi.defined.v1":
    case "milepost.goal.defined.v1":
    case "milepost.scorecard.defined.v1":
    case "milepost.definition.archived.v1":
      return rowsOfDefinition({ event, record });
    case "milepost.checkin.made.v1":
      return checkInRows({ event, record });
    case "milepost.override.made.v1":
      return overrideRows({ event, record });
    case "milepost.override.withdrawn.v1":
      return withdrawalRows({ event, record });
    case "milepost.assessment.made.v1":
      return assessmentRows({ event, record });
    case "milepost.forecaster.learned.v1":
      return forecasterLearnedRows({ event, record });
    case "milepost.goal.closed.v1":
      return goalClosedRows({ event, record });
    case "milepost.alert.raised.v1":
    case "milepost.alert.cleared.v1":
    case "milepost.alerts.delivered.v1":
    case "milepost.alert.acknowledged.v1":
    case "milepost.alert.closed.v1":
    case "milepost.alert.snoozed.v1":
    case "milepost.alert.woken.v1":
    case "milepost.alert.escalated.v1":
    case "milepost.alert.reassigned.v1":
    case "milepost.alert.reopened.v1":
    case "milepost.alert.recovering.v1":
      return rowsOfAlertEvent(event, record);
    case "milepost.options.weighed.v1":
      return optionRows({ event, record });
    case "milepost.suggestion.accepted.v1":
    case "milepost.suggestion.declined.v1":
      return suggestionRows({ event, record });
    case "milepost.message.attempted.v1":
      return deliveryRows({ event, record });
    case "milepost.lead.tested.v1":
      return leadTestedRows({ event, record });
    case "milepost.external.reported.v1":
      return externalReportedRows({ event, record });
    case "milepost.review.opened.v1":
    case "milepost.review.reassessed.v1":
    case "milepost.review.closed.v1":
    case "milepost.review.concluded.v1":
      return reviewRows({ event, record });
    case "milepost.goal.stale.v1":
    case "milepost.staleness.ended.v1":
      return stalenessRows({ event, record });
    case "milepost.run.completed.v1":
      return runRows({ event, record });
    case "milepost.record.captured.v1":
      return recordRows({ event, record });
    case "milepost.fold.completed.v1":
      return foldRows({ event, record });
    case "milepost.dead-letter.recorded.v1":
      return deadLetterRows({ event, record });
    case "milepost.dead-letter.resolved.v1":
      return deadLetterResolvedRows({ event, record });
  }
}

/** Events that no table holds: what they bring about has rows of its own, or is no part of the BI database. */
const WITHOUT_ROWS = [
  "milepost.unit.defined.v1",
  "milepost.connector.defined.v1",
  "milepost.alerting.defined.v1",
  "milepost.channel.defined.v1",
  "milepost.recipient.defined.v1",
  "milepost.message.composed.v1",
  "milepost.channel.paused.v1",
  "milepost.channel.resumed.v1",
  "milepost.clock.set.v1",
  "milepost.fold.started.v1",
  "milepost.person.recorded.v1",
  "milepost.note.recorded.v1",
  "milepost.person.erased.v1",
] as const;

function hasRows(
  event: MilepostEvent,
): event is Exclude<MilepostEvent, { type: (typeof WITHOUT_ROWS)[number] }> {
  return WITHOUT_ROWS.every((type) => type !== event.type);
}

import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

type ReviewEvent = EventOfType<
  | "milepost.review.opened.v1"
  | "milepost.review.reassessed.v1"
  | "milepost.review.closed.v1"
  | "milepost.review.concluded.v1"
>;

/** A report of something that happened outside. */
export function externalReportedRows({
  event,
  record,
}: Placed<EventOfType<"milepost.external.reported.v1">>): readonly Row[] {
  const { data } = event;
  return [
    row("external_report_events", {
      report: data.report,
      source: event.source,
      event_id: event.id,
      kind: data.kind,
      title: data.title,
      happened_at: utc(event.time),
      goals: data.matched,
      unknown_goals: data.unknownGoals,
      unknown_kpis: data.unknownKpis,
      actor: event.actor ?? "",
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

/** A step of a review. */
export function reviewRows({ event, record }: Placed<ReviewEvent>): readonly Row[] {
  const { review, goal } = event.data;
  return [
    row("review_events", {
      review,
      goal,
      ...stepOf(event),
      event_id: event.id,
      time: utc(event.time),
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  ];
}

function stepOf({ type, data }: ReviewEvent): Readonly<Record<string, string | number | null>> {
  const nothing = {
    report: null,
    assessment: null,
    period: null,
    p_hit: null,
    decision: null,
    said_by: null,
    outcome: null,
  };
  switch (type) {
    case "milepost.review.opened.v1": {
      const { assessment = null, period = null, pHit = null } = data.before ?? {};
      return { ...nothing, step: "opened", report: data.report, assessment, period, p_hit: pHit };
    }
    case "milepost.review.reassessed.v1": {
      const { assessment, period, pHit } = data.after;
      return { ...nothing, step: "reassessed", assessment, period, p_hit: pHit };
    }
    case "milepost.review.closed.v1":
      return { ...nothing, step: "closed", outcome: data.outcome };
    case "milepost.review.concluded.v1":
      return { ...nothing, step: "concluded", decision: data.decision, said_by: data.by };
  }
}

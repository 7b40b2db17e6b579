import type { EventOfType } from "@milepost/contracts";
import { lineage, recordedAt, row, utc } from "./row.ts";
import type { Placed, Row } from "./row.ts";

/** An attempt to tell a person: one row for each thing that the message told, one for a test. */
export function deliveryRows({
  event,
  record,
}: Placed<EventOfType<"milepost.message.attempted.v1">>): readonly Row[] {
  const { data } = event;
  const about = data.about.length === 0 ? [{ telling: "", alert: null, goal: null }] : data.about;
  return about.map(({ telling, alert, goal }) =>
    row("delivery_events", {
      alert: alert ?? "",
      goal: goal ?? "",
      telling,
      message: data.message,
      person: data.person,
      channel: data.channel,
      channel_kind: data.kind,
      attempt: data.attempt,
      outcome: data.outcome,
      reason: data.reason,
      status: data.status,
      started_at: utc(data.startedAt),
      attempted_at: utc(data.at),
      retry_at: data.retryAt === null ? null : utc(data.retryAt),
      test: data.test,
      plain_because: data.plainBecause ?? null,
      recorded_at: recordedAt(event),
      ...lineage(record),
    }),
  );
}

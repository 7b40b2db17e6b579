import type { EventOfType } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";
import type { PoisonRecord } from "./project-records.ts";

/** What is kept of a poison record's text; the whole stands in the log at its offset. */
const PAYLOAD_MAX_CHARACTERS = 64 * 1024;

/** The log records that say which records could not be processed; the same record gives the same id again. */
export function deadLetters(poison: readonly PoisonRecord[], now: number): readonly NewRecord[] {
  const time = new Date(now).toISOString();
  return poison.map(({ record, code, reason }) => {
    const { topic, partition, offset } = record;
    const key = `${topic}-${partition}-${offset}`;
    const event: EventOfType<"milepost.dead-letter.recorded.v1"> = {
      specversion: "1.0",
      id: `dead-letter-${key}`,
      source: "//milepost/projector",
      type: "milepost.dead-letter.recorded.v1",
      subject: key,
      time,
      recordedtime: time,
      actor: "projector",
      data: { topic, partition, offset, code, reason, payload: record.text.slice(0, PAYLOAD_MAX_CHARACTERS) },
    };
    return { topic: "dead-letters", key, event };
  });
}

/** Poison that is reported: a dead letter that cannot be stored would give another one, without end. */
export function reportable(poison: readonly PoisonRecord[]): readonly PoisonRecord[] {
  return poison.filter(({ record }) => record.topic !== "dead-letters");
}

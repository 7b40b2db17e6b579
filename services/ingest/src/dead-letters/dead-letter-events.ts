import { hash, randomUUID } from "node:crypto";
import { deadLetterId } from "@milepost/contracts";
import type { DeadLetterData, DeadLetterResolvedData, EventOfType, LogPlace } from "@milepost/contracts";
import type { NewRecord } from "@milepost/event-log";

const SOURCE = "//milepost/ingest";

/** Id of the event that resolves a dead letter: the same key gives the same id, so that a repeated command finds its own. */
export function resolutionId(deadLetter: string, idempotencyKey: string | undefined): string {
  if (idempotencyKey === undefined) return `dead-letter-${deadLetter}-${randomUUID()}`;
  return `dead-letter-${deadLetter}-${hash("sha256", `${deadLetter}/${idempotencyKey}`, "hex").slice(0, 32)}`;
}

/** The record that resolves a dead letter. */
export function resolvedRecord(id: string, now: number, data: DeadLetterResolvedData): NewRecord {
  const event: EventOfType<"milepost.dead-letter.resolved.v1"> = {
    ...envelope(id, now, data),
    type: "milepost.dead-letter.resolved.v1",
    actor: data.by,
    data,
  };
  return { topic: "dead-letters", key: deadLetterId(data), event };
}

/** The record that says that a dead letter was tried once more in vain. */
export function triedRecord(now: number, by: string, data: DeadLetterData): NewRecord {
  const key = deadLetterId(data);
  const event: EventOfType<"milepost.dead-letter.recorded.v1"> = {
    ...envelope(`dead-letter-${key}-attempt-${data.attempt}`, now, data),
    type: "milepost.dead-letter.recorded.v1",
    actor: by,
    data,
  };
  return { topic: "dead-letters", key, event };
}

function envelope(
  id: string,
  now: number,
  place: LogPlace,
): Pick<
  EventOfType<"milepost.dead-letter.resolved.v1">,
  "specversion" | "id" | "source" | "subject" | "time" | "recordedtime"
> {
  const time = new Date(now).toISOString();
  return { specversion: "1.0", id, source: SOURCE, subject: deadLetterId(place), time, recordedtime: time };
}

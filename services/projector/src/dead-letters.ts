import { deadLetterId, deadLetterPlace, keptPayload } from "@milepost/contracts";
import type { EventOfType, LogPlace } from "@milepost/contracts";
import type { LogRecord, NewRecord } from "@milepost/event-log";
import { z } from "zod";
import type { PoisonRecord } from "./insert-apart.ts";

/** The log records that say which records could not be processed; the same record gives the same id again. */
export function deadLetters(poison: readonly PoisonRecord[], now: number): readonly NewRecord[] {
  const time = new Date(now).toISOString();
  return poison.map(({ record, code, reason }) => {
    const { place, attempt } = triedAgain(record) ?? { place: placeOf(record), attempt: 1 };
    const key = deadLetterId(place);
    const event: EventOfType<"milepost.dead-letter.recorded.v1"> = {
      specversion: "1.0",
      id: attempt === 1 ? `dead-letter-${key}` : `dead-letter-${key}-attempt-${attempt}`,
      source: "//milepost/projector",
      type: "milepost.dead-letter.recorded.v1",
      subject: key,
      time,
      recordedtime: time,
      actor: "projector",
      data: { ...place, code, reason, payload: keptPayload(record.topic, record.text), attempt },
    };
    return { topic: "dead-letters", key, event };
  });
}

/** Poison that is reported: a dead letter that cannot be stored would give another one, without end. */
export function reportable(poison: readonly PoisonRecord[]): readonly PoisonRecord[] {
  return poison.filter(({ record }) => record.topic !== "dead-letters");
}

/** What ingest stamps on a dead record that is tried again as it stands. */
const retrySchema = z.object({ causationid: z.string(), attempt: z.coerce.number().int().min(2) });

/** A dead record that fails again fails as the letter that it has, and gets no second one. */
function triedAgain({
  topic,
  value,
}: LogRecord): { readonly place: LogPlace; readonly attempt: number } | undefined {
  const retry = retrySchema.safeParse(value);
  const place = retry.success ? deadLetterPlace(retry.data.causationid) : undefined;
  if (!retry.success || place?.topic !== topic) return undefined;
  return { place, attempt: retry.data.attempt };
}

function placeOf({ topic, partition, offset }: LogRecord): LogPlace {
  return { topic, partition, offset };
}

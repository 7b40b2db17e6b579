import { deadLetterId, deadLetterPlace, keptPayload } from "@milepost/contracts";
import type { EventOfType, LogPlace } from "@milepost/contracts";
import type { LogRecord, NewRecord } from "@milepost/event-log";
import type { PoisonRecord } from "./project-records.ts";

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

/** A dead record that was appended again as it stands fails as the letter that it has, and gets no second one. */
function triedAgain({
  value,
}: LogRecord): { readonly place: LogPlace; readonly attempt: number } | undefined {
  const { causationid, attempt } = (value ?? {}) as {
    readonly causationid?: unknown;
    readonly attempt?: unknown;
  };
  const place = typeof causationid === "string" ? deadLetterPlace(causationid) : undefined;
  const count = Number(attempt);
  return place === undefined || !Number.isSafeInteger(count) || count < 2
    ? undefined
    : { place, attempt: count };
}

function placeOf({ topic, partition, offset }: LogRecord): LogPlace {
  return { topic, partition, offset };
}

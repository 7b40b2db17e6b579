import { readEvent } from "@milepost/contracts";
import type { LogPlace } from "@milepost/contracts";
import { recordAt } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import type { Store } from "@milepost/store";
import { deadLetter } from "@milepost/store/queries/dead-letters";
import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import { observationsOfId } from "@milepost/store/queries/observations-of-id";
import { identityOf, isObservation } from "./standing-replacement.ts";

/** What became of a replacement: it is in the tables, it is a conflict, or it is a dead letter itself. */
export type Outcome = "visible" | "kept_apart" | "refused";

/** How a dead letter was resolved. */
export interface DeadLetterResolved {
  readonly deadLetter: string;
  readonly resolution: "replayed" | "discarded";
  readonly by: string;
  readonly at: string;
  readonly reason: string | null;
  readonly replacement: LogPlace | null;
  /** Null: nothing stands for it. */
  readonly outcome: Outcome | null;
  /** The dead letter of a replacement that was refused. */
  readonly replacementDeadLetter: string | null;
}

/** The answer to whoever resolved a letter, or asks again by the same key. */
export async function describeResolved(
  letter: DeadLetterRow,
  parts: { readonly store: Store; readonly log: Pick<EventLog, "read"> },
): Promise<DeadLetterResolved> {
  const replacement = replacementOf(letter);
  const became = replacement === null ? null : await whatBecame(replacement, parts);
  return {
    deadLetter: letter.dead_letter,
    resolution: letter.status === "discarded" ? "discarded" : "replayed",
    by: letter.resolved_by ?? "",
    at: letter.resolved_at ?? letter.recorded_at,
    reason: letter.resolution_reason,
    replacement,
    outcome: became?.outcome ?? null,
    replacementDeadLetter: became?.deadLetter ?? null,
  };
}

function replacementOf(letter: DeadLetterRow): LogPlace | null {
  const { replacement_topic: topic, replacement_partition: partition, replacement_offset: offset } = letter;
  if (topic === null || partition === null || offset === null) return null;
  return { topic: topic as LogPlace["topic"], partition, offset };
}

async function whatBecame(
  place: LogPlace,
  { store, log }: { readonly store: Store; readonly log: Pick<EventLog, "read"> },
): Promise<{ readonly outcome: Outcome; readonly deadLetter: string | null }> {
  const [dead] = await store.query(deadLetter(place));
  if (dead !== undefined) return { outcome: "refused", deadLetter: dead.dead_letter };
  const read = readEvent((await recordAt(log, place))?.value);
  if (!read.ok || !isObservation(read.event)) return { outcome: "visible", deadLetter: null };
  const rows = await store.query(observationsOfId(identityOf(read.event)));
  const row = rows.find((one) => one.log_partition === place.partition && one.log_offset === place.offset);
  const isApart = row?.standing === "other_source" || row?.standing === "other_payload";
  return { outcome: isApart ? "kept_apart" : "visible", deadLetter: null };
}

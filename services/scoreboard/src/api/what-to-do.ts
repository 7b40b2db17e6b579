import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";

const FIX = "fix the payload and replay it: milepost dead-letters replay";

/** What can be done about a dead letter in one or two sentences; of one that is resolved, what was done. */
export function whatToDo(letter: DeadLetterRow): string {
  if (letter.status !== "open") return whatWasDone(letter);
  const { dead_letter: id, code } = letter;
  const fix = `${FIX} ${id} --file fixed.json`;
  const discard = `Where nothing is to stand for it: milepost dead-letters discard ${id} --reason …`;
  return `${firstStep(code, id, fix)} ${discard}`;
}

function firstStep(code: string, id: string, fix: string): string {
  switch (code) {
    case "unknown_type":
      return `A later Milepost may know this type: then milepost dead-letters replay ${id}. Else ${fix}.`;
    case "row_refused":
      return `The database refused the row: ${fix}. Where the database was at fault: milepost dead-letters replay ${id}.`;
    default:
      return `The record does not say what its type promises: ${fix}.`;
  }
}

function whatWasDone(letter: DeadLetterRow): string {
  const { status, resolved_by: by, resolved_at: at, resolution_reason: reason } = letter;
  const why = reason === null ? "" : ` (${reason})`;
  const { replacement_topic: topic, replacement_partition: partition, replacement_offset: offset } = letter;
  const instead = topic === null ? "" : ` ${topic}/${partition} offset ${offset} stands for it.`;
  return `It was ${status} by ${by} at ${at}${why}.${instead}`;
}

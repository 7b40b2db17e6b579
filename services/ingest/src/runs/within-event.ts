import type { RowProblem, RunCompletedData } from "@milepost/contracts";
import type { PullCounts } from "./pull-connector.ts";

/** Longest message of one problem, in characters. */
const MAX_MESSAGE_CHARACTERS = 2_000;
/** All problems of a run's end together. */
const MAX_PROBLEMS_BYTES = 256 * 1024;

/** How a run ended. */
export type RunOutcome = PullCounts & Pick<RunCompletedData, "status" | "failure">;

/** Keeps a run's end short enough for the log, whatever stands in its source: the first problems stay, the count stays true. */
export function withinEvent({ problems, failure, ...outcome }: RunOutcome): RunOutcome {
  const kept: RowProblem[] = [];
  let bytes = 0;
  for (const { message, ...place } of problems) {
    const problem = { ...place, message: cut(message) };
    bytes += Buffer.byteLength(JSON.stringify(problem));
    if (bytes > MAX_PROBLEMS_BYTES) break;
    kept.push(problem);
  }
  const failed = failure === undefined ? {} : { failure: { ...failure, message: cut(failure.message) } };
  return { ...outcome, problems: kept, ...failed };
}

function cut(message: string): string {
  if (message.length <= MAX_MESSAGE_CHARACTERS) return message;
  // A cut must not leave half a character.
  return `${message.slice(0, MAX_MESSAGE_CHARACTERS - 1).toWellFormed()}…`;
}

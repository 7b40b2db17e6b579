import { MilepostError } from "@milepost/runtime";

/** What callers are told whose job this process does not run any more. */
export function closedError(queue: string): MilepostError {
  return new MilepostError("aborted", `Queue "${queue}" is closed: Milepost is stopping`, {
    retryable: true,
  });
}

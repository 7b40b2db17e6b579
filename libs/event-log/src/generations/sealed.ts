import { MilepostError } from "@milepost/runtime";
import type { LogGeneration } from "../log-generation.ts";
import type { LogControl } from "./log-control.ts";

/** Refuses to append to a generation that is sealed, or not live any more. */
export function refuseOtherLive(
  { generation, sealed, next, lost = false }: LogControl,
  opened: Pick<LogGeneration, "generation">,
): void {
  if (generation === opened.generation && !sealed) return;
  if (generation === opened.generation && lost)
    throw new MilepostError(
      "log_unavailable",
      'The event log lost topics, and takes nothing until a backup is restored or it goes on in another generation (docs/operations.md, "A topic is gone")',
      { retryable: true },
    );
  const where =
    generation === opened.generation
      ? `is about to go on in generation ${next?.generation ?? generation + 1}`
      : `goes on in generation ${generation}`;
  throw new MilepostError(
    "log_unavailable",
    `The event log ${where}: append again in a moment. If it stays, \`milepost log\` says how far that is`,
    { retryable: true },
  );
}

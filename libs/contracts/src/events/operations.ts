import { z } from "zod";
import { idSchema } from "../plan/kpi.ts";
import { TOPICS } from "../topics.ts";
import { defineEvent } from "./define.ts";

const count = z.int().nonnegative();

/** One row that a run could not take, and where it stands. */
export const rowProblemSchema = z.object({
  line: z.int().positive().nullable(),
  column: z.string().nullable(),
  code: z.string(),
  message: z.string(),
});
export type RowProblem = z.infer<typeof rowProblemSchema>;

export const runCompletedData = z.looseObject({
  run: z.string().min(1),
  connector: idSchema,
  mode: z.enum(["pull", "backfill"]),
  status: z.enum(["succeeded", "succeeded_with_problems", "failed"]),
  startedAt: z.iso.datetime({ offset: true }),
  finishedAt: z.iso.datetime({ offset: true }),
  rowsRead: count,
  observationsAppended: count,
  /** Values equal to the current ones: nothing was appended. */
  unchanged: count,
  /** Empty cells: unknown, not 0. */
  empty: count,
  /** Rows whose period is not over yet. */
  notYetPublished: count,
  problemCount: count,
  /** The first problems, with line and column. */
  problems: z.array(rowProblemSchema),
  /** Why a failed run failed, and what to do. */
  failure: z.object({ code: z.string(), message: z.string(), retryable: z.boolean() }).optional(),
});
export type RunCompletedData = z.infer<typeof runCompletedData>;

/** A connector run ended; appended after its rows are in the log. */
export const runCompleted = defineEvent("milepost.run.completed.v1", "runs", runCompletedData);

export const personRecorded = defineEvent(
  "milepost.person.recorded.v1",
  "people",
  z.looseObject({ person: idSchema, name: z.string(), email: z.string() }),
);

/** Free text that somebody wrote, kept under the id of the event it belongs to. */
export const noteRecorded = defineEvent(
  "milepost.note.recorded.v1",
  "people",
  z.looseObject({ about: z.string(), person: z.string(), text: z.string().max(4000) }),
);

/** Erases a person, or the note of an event. */
export const personErased = defineEvent(
  "milepost.person.erased.v1",
  "people",
  z.looseObject({ person: idSchema }),
);

export const deadLetterData = z.looseObject({
  topic: z.enum(TOPICS),
  partition: count,
  offset: count,
  code: z.string(),
  reason: z.string(),
  /** The record's value as it stands in the log, or its beginning; empty where not everybody may see it. */
  payload: z.string(),
  /** How often the record was tried by now; absent: once. Later tries speak of the same dead letter. */
  attempt: z.int().positive().optional(),
});
export type DeadLetterData = z.infer<typeof deadLetterData>;

export const deadLetterRecorded = defineEvent(
  "milepost.dead-letter.recorded.v1",
  "dead-letters",
  deadLetterData,
);

/** Where a record stands in the log. */
export const logPlaceSchema = z.object({ topic: z.enum(TOPICS), partition: count, offset: count });
export type LogPlace = z.infer<typeof logPlaceSchema>;

/** Longest reason that somebody gives for a resolution, in characters. */
export const MAX_RESOLUTION_REASON = 500;

export const deadLetterResolvedData = z.looseObject({
  ...logPlaceSchema.shape,
  resolution: z.enum(["replayed", "discarded"]),
  /** Who decided it. */
  by: z.string().min(1).max(200),
  reason: z.string().max(MAX_RESOLUTION_REASON).optional(),
  /** The record that says what the dead one should have said; absent: it was discarded. */
  replacement: logPlaceSchema.optional(),
});
export type DeadLetterResolvedData = z.infer<typeof deadLetterResolvedData>;

/** A dead letter is dealt with; appended after its replacement is durable. Of several, the first counts. */
export const deadLetterResolved = defineEvent(
  "milepost.dead-letter.resolved.v1",
  "dead-letters",
  deadLetterResolvedData,
);

import { z } from "zod";
import { plainDecimal } from "../decimal.ts";
import { fieldNameSchema, streamSchema } from "../plan/binding.ts";
import { idSchema } from "../plan/kpi.ts";
import { positionSchema } from "./position.ts";
import { defineEvent } from "./define.ts";
import type { EventDefinition } from "./define.ts";

/** A field's value as the log holds it: numbers are decimal text, digit for digit; null says that the row has none. */
export type FieldValue = string | boolean | null;
export type RecordFields = Readonly<Record<string, FieldValue>>;

const MAX_FIELD_CHARACTERS = 2_000;

const fieldValueSchema: z.ZodType<FieldValue, string | number | boolean | null> = z
  .union([z.string().max(MAX_FIELD_CHARACTERS), z.number(), z.boolean(), z.null()])
  .transform((value) => (typeof value === "number" ? plainDecimal(String(value)) : value));

/** Data of `milepost.record.captured.v1`: a row as it stands in its source, or that it is gone. */
export const recordCapturedData = z
  .looseObject({
    stream: streamSchema,
    /** Primary key of the row within its stream. */
    key: z.string().min(1).max(500),
    /** The whole row, as far as bindings use it: an upsert leaves nothing of the row before. */
    fields: z.record(fieldNameSchema, fieldValueSchema).optional(),
    /** The row was deleted. */
    deleted: z.literal(true).optional(),
    /** Version of the rules that judged it before it was appended. */
    judged: z.object({ rules: z.string() }).optional(),
  })
  .refine(({ fields, deleted }) => (fields === undefined) !== (deleted === undefined), {
    message: "a row has fields, or it is deleted",
    path: ["fields"],
  });
export type RecordCapturedData = z.infer<typeof recordCapturedData>;

/** A row of a source at the moment that `time` says: of one row the greatest (`time`, offset) counts. */
export const recordCaptured: EventDefinition<"milepost.record.captured.v1", RecordCapturedData> = defineEvent(
  "milepost.record.captured.v1",
  "records",
  recordCapturedData,
);

/**
 * The records below a position are about to be folded. Each is a moment of its own: the n-th one's time is its
 * `recordedtime`, and at least a millisecond after the moment before it.
 */
export const foldStarted = defineEvent(
  "milepost.fold.started.v1",
  "runs",
  z.looseObject({
    position: positionSchema,
    /** Streams that have new records, or whose bindings are new. */
    streams: z.array(streamSchema),
  }),
);

/** One row that a fold could not use, and why. */
export const foldProblemSchema = z.object({
  /** Primary key of the row; null: it is about the period. */
  key: z.string().nullable(),
  field: z.string(),
  code: z.string(),
  message: z.string(),
});
export type FoldProblem = z.infer<typeof foldProblemSchema>;

export const foldCompletedData = z.looseObject({
  fold: z.string().min(1),
  kpi: idSchema,
  stream: streamSchema,
  /** Stands for the binding and for what of the KPI decides its values. */
  definition: z.string().min(1),
  position: positionSchema,
  /** When the fold's moment was: the `time` of its observations. */
  at: z.iso.datetime({ offset: true }),
  /** The period of the KPI in which that was. */
  period: z.string(),
  /** True: every period was computed, not only those that new records touch. */
  whole: z.boolean(),
  /** Rows that were looked at. */
  rowsRead: z.int().nonnegative(),
  /** Periods that were computed, of all series. */
  periods: z.int().nonnegative(),
  observationsAppended: z.int().nonnegative(),
  problemCount: z.int().nonnegative(),
  /** The first problems. */
  problems: z.array(foldProblemSchema),
});
export type FoldCompletedData = z.infer<typeof foldCompletedData>;

/** A KPI's rows are folded up to a position; appended after its observations are in the log. */
export const foldCompleted = defineEvent("milepost.fold.completed.v1", "runs", foldCompletedData);

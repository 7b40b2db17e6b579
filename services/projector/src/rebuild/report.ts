import { positionSchema } from "@milepost/contracts";
import { REBUILD_REASONS, REBUILD_STATES } from "@milepost/store/queries/rebuild-states";
import { z } from "zod";

const columnsSchema = z.record(z.string(), z.string().nullable());

const sampleSchema = z
  .object({
    /** The columns that tell the row from others. */
    key: columnsSchema,
    /** The columns in which they differ, as they are in the live table; null: it has no such row. */
    live: columnsSchema.nullable(),
    /** The same in the rebuilt table. */
    rebuilt: columnsSchema.nullable(),
  })
  .meta({ id: "RebuildSample" });
/** A row that the live and the rebuilt table do not agree on. */
export type Sample = z.infer<typeof sampleSchema>;

const countsSchema = z.record(z.string(), z.int());

export const monthComparisonSchema = z
  .object({
    table: z.string(),
    /** The month of the rows' business time, `2026-09`; empty where a table is compared as a whole. */
    month: z.string(),
    /** True: the live table was not what the log says. */
    differed: z.boolean(),
    liveRows: z.int(),
    rebuiltRows: z.int(),
    liveChecksum: z.string(),
    rebuiltChecksum: z.string(),
    /** Rows by status, in tables that have one. */
    liveStatuses: countsSchema,
    rebuiltStatuses: countsSchema,
    /** Some of the rows that differ. */
    samples: z.array(sampleSchema),
  })
  .meta({ id: "RebuildMonth" });
/** A month of a table on both sides. */
export type MonthComparison = z.infer<typeof monthComparisonSchema>;

export const comparisonSchema = z.object({
  /** Log position below which both were compared. */
  position: positionSchema,
  differed: z.boolean(),
  months: z.array(monthComparisonSchema),
  /** Derived table → owners whose rows changed too often meanwhile to be compared. */
  notCompared: countsSchema,
});
/** What the comparison of all tables found. */
export type Comparison = z.infer<typeof comparisonSchema>;

const summary = {
  rebuild: z.string(),
  reason: z.enum(REBUILD_REASONS),
  state: z.enum(REBUILD_STATES),
  /** How often it was begun or resumed. */
  attempts: z.int(),
  startedAt: z.iso.datetime(),
  /** When it was heard of last: while it works, every few seconds. */
  changedAt: z.iso.datetime(),
  /** Generation of the log that it reads. */
  generation: z.int(),
  /** Number of the tables that it builds. */
  build: z.int(),
  /** Log records replayed so far, and those that there are. */
  records: z.int(),
  total: z.int(),
  /** Whether any table was not what the log says; null: not compared yet. */
  differed: z.boolean().nullable(),
  /** Why the newest attempt ended early; null: it did not. */
  failure: z.string().nullable(),
  /** Until when the tables from before are kept; null: there are none. */
  keptUntil: z.iso.datetime().nullable(),
};

export const rebuildSummarySchema = z.object(summary).meta({ id: "RebuildSummary" });
/** How far a rebuild is. */
export type RebuildSummary = z.infer<typeof rebuildSummarySchema>;

export const rebuildStatusSchema = z
  .object({ ...summary, comparison: comparisonSchema.nullable() })
  .meta({ id: "Rebuild" });
/** How far a rebuild is, and what it found. */
export type RebuildStatus = z.infer<typeof rebuildStatusSchema>;

export interface FinishedRebuild {
  readonly rebuild: string;
  readonly generation: number;
  readonly startedAt: string;
  readonly finishedAt: string;
  readonly comparison: Comparison;
}

/** The rows of a finished rebuild in the table `rebuild_reports`. */
export function reportLines(finished: FinishedRebuild): readonly string[] {
  const { comparison } = finished;
  return comparison.months.map((month) =>
    JSON.stringify({
      rebuild: finished.rebuild,
      table_name: month.table,
      month: month.month,
      started_at: finished.startedAt,
      finished_at: finished.finishedAt,
      differed: month.differed,
      live_rows: month.liveRows,
      rebuilt_rows: month.rebuiltRows,
      live_checksum: month.liveChecksum,
      rebuilt_checksum: month.rebuiltChecksum,
      live_statuses: month.liveStatuses,
      rebuilt_statuses: month.rebuiltStatuses,
      samples: month.samples.map(({ key, live, rebuilt }) => ({
        key: JSON.stringify(key),
        live: live === null ? null : JSON.stringify(live),
        rebuilt: rebuilt === null ? null : JSON.stringify(rebuilt),
      })),
      generation: finished.generation,
      position: JSON.stringify(comparison.position),
    }),
  );
}

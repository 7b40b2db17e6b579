import { positionSchema } from "@milepost/contracts";
import { z } from "zod";

const tableComparisonSchema = z.object({
  table: z.string(),
  /** True: the live table was not what the log says. */
  differed: z.boolean(),
  liveRows: z.int(),
  rebuiltRows: z.int(),
  liveChecksum: z.string(),
  rebuiltChecksum: z.string(),
});
export type TableComparison = z.infer<typeof tableComparisonSchema>;

export const rebuildReportSchema = z
  .object({
    rebuild: z.string(),
    startedAt: z.iso.datetime(),
    finishedAt: z.iso.datetime(),
    /** Log position up to which both were compared. */
    position: positionSchema,
    /** Generation of the log that is live. */
    generation: z.int(),
    /** True when any table differed. */
    differed: z.boolean(),
    tables: z.array(tableComparisonSchema),
  })
  .meta({ id: "RebuildReport" });
/** What a rebuild found. */
export type RebuildReport = z.infer<typeof rebuildReportSchema>;

/** The rows of a report in the table `rebuild_reports`. */
export function reportLines(report: RebuildReport): readonly string[] {
  return report.tables.map((table) =>
    JSON.stringify({
      rebuild: report.rebuild,
      table_name: table.table,
      started_at: report.startedAt,
      finished_at: report.finishedAt,
      differed: table.differed,
      live_rows: table.liveRows,
      rebuilt_rows: table.rebuiltRows,
      live_checksum: table.liveChecksum,
      rebuilt_checksum: table.rebuiltChecksum,
      generation: report.generation,
      position: JSON.stringify(report.position),
    }),
  );
}

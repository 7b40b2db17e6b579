import { z } from "zod";
import type { Query } from "../index.ts";
import { count, figure, instant, maybeCount, maybeInstant, text } from "./row-fields.ts";

export const pipelineRow = z.object({
  topic: text,
  partition: count,
  standing: z.enum(["caught_up", "behind", "unknown"]),
  complete_up_to: maybeInstant,
  lag_records: maybeCount,
  behind_seconds: figure,
  log_end: count,
  committed: count,
  derived_up_to: maybeCount,
  measured_at: instant,
  generation: count,
});
/** How far the tables are behind one partition of the log. */
export type PipelineRow = z.infer<typeof pipelineRow>;

/** How far the tables are behind the log, partition by partition; no rows: nobody has measured it. */
export function pipeline(): Query<PipelineRow> {
  return {
    name: "pipeline",
    sql: "SELECT * FROM pipeline ORDER BY topic, partition",
    params: {},
    settings: { max_threads: 1 },
    row: pipelineRow,
  };
}

import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

/**
 * How far the tables are behind the log, one row a partition: whoever measured last counts. What it says holds for the
 * moment of `measured_at`, by the clock of the machine; `complete_up_to` is by the clock of the deployment, as are append times.
 */
export const pipelinePartitions: BaseTable = {
  name: "pipeline_partitions",
  origin: "own",
  columns: {
    topic: NAME,
    partition: "UInt32",
    generation: "UInt32",
    log_end: "UInt64",
    committed: "UInt64",
    derived_up_to: "Nullable(UInt64)",
    complete_up_to: `Nullable(${INSTANT})`,
    behind_seconds: "Nullable(Float64)",
    measured_at: INSTANT,
  },
  orderBy: ["topic", "partition", "generation"],
  version: "measured_at",
};

/**
 * The canary's rows, apart from people's observations: one a minute of the day, so that a day of them is kept, however
 * long it goes on.
 */
export const canaryRows: BaseTable = {
  name: "canary_rows",
  origin: "log",
  columns: {
    minute: "UInt16",
    kpi: NAME,
    series: NAME,
    source: NAME,
    id: TEXT,
    sent_at: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["minute"],
  version: "sent_at",
};

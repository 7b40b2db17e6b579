import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, TEXT } from "./base-table.ts";

/** Every fold that was completed: what a value's `run_id` names. */
export const foldEvents: BaseTable = {
  name: "fold_events",
  origin: "log",
  columns: {
    kpi: TEXT,
    fold: TEXT,
    stream: TEXT,
    definition: TEXT,
    /** JSON: the records below it were folded. */
    inputs_position: TEXT,
    at: INSTANT,
    whole: "Bool",
    rows_read: "UInt64",
    periods: "UInt64",
    observations_appended: "UInt64",
    problem_count: "UInt64",
    problems: "Array(Tuple(key Nullable(String), field String, code String, message String))",
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["kpi", "fold"],
  version: "log_offset",
  month: "at",
};

import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const VALUE = "Nullable(Decimal(38, 9))";

/**
 * Every observation event as it was appended, counted or not. Which one counts is decided when it is read, so that
 * rows may be inserted in any order, any number of times.
 */
export const observationEvents: BaseTable = {
  name: "observation_events",
  origin: "log",
  columns: {
    kpi: TEXT,
    series: TEXT,
    grain: NAME,
    period_start: "Date32",
    period_end: "Date32",
    period_label: TEXT,
    period_ends_at: INSTANT,
    kind: NAME,
    source: TEXT,
    id: TEXT,
    event_type: NAME,
    value: VALUE,
    numerator: VALUE,
    denominator: VALUE,
    unit: "LowCardinality(Nullable(String))",
    kpi_version: "UInt32",
    completeness: NAME,
    time: INSTANT,
    known_at: INSTANT,
    stated_known_at: `Nullable(${INSTANT})`,
    recorded_at: INSTANT,
    plan_source: NAME,
    actor: NAME,
    run_id: "Nullable(String)",
    source_line: "Nullable(UInt64)",
    ...LINEAGE,
    payload_hash:
      "UInt64 MATERIALIZED sipHash64(toString(tuple(event_type, grain, period_start, kind, time, value, numerator, denominator, unit, completeness, stated_known_at)))",
  },
  orderBy: ["kpi", "series", "source", "id", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "period_start",
};

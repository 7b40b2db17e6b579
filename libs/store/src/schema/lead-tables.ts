import type { BaseTable } from "./base-table.ts";
import { FIGURE, INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

/** One row a test of a declared link from lead to lag. */
export const leadTestEvents: BaseTable = {
  name: "lead_test_events",
  origin: "log",
  columns: {
    follower: TEXT,
    lead: TEXT,
    verdict: NAME,
    reason: "Nullable(String)",
    effect: NAME,
    within: "UInt32",
    grain: NAME,
    as_of: INSTANT,
    period: "Nullable(String)",
    periods: "UInt32",
    periods_needed: "UInt32",
    lag: "Nullable(UInt32)",
    strength: FIGURE,
    p_value: FIGURE,
    q_value: FIGURE,
    gain: FIGURE,
    tested_together: "UInt32",
    test_version: NAME,
    inputs_position: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["follower", "lead", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "as_of",
  status: "verdict",
};

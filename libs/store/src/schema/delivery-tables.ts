import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

/** One row an attempt and thing that the message told; a message about nothing (a test) has one row with empty names. */
export const deliveryEvents: BaseTable = {
  name: "delivery_events",
  origin: "log",
  columns: {
    alert: TEXT,
    goal: TEXT,
    telling: TEXT,
    message: TEXT,
    person: TEXT,
    channel: TEXT,
    channel_kind: NAME,
    attempt: "UInt32",
    outcome: NAME,
    reason: TEXT,
    status: "Nullable(Int32)",
    started_at: INSTANT,
    attempted_at: INSTANT,
    retry_at: `Nullable(${INSTANT})`,
    test: "Bool",
    plain_because: "Nullable(String)",
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["alert", "telling", "log_partition", "log_offset"],
  settings: READ_BY_KEY,
  month: "attempted_at",
  status: "outcome",
  shardBy: "goal",
};

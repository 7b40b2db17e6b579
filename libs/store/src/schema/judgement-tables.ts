import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";

/** Which override a withdrawal takes back, by event id. */
export const WITHDRAWALS: BaseTable["columns"] = { withdraws: MAYBE_TEXT };

/** What people said of goals, one row an event. */
export const judgementEvents: BaseTable = {
  name: "judgement_events",
  origin: "log",
  columns: {
    goal: TEXT,
    /** check_in, override or withdrawal. */
    word: NAME,
    event_id: TEXT,
    said_by: TEXT,
    confidence: "Nullable(UInt8)",
    period: MAYBE_TEXT,
    says: MAYBE_TEXT,
    until: "Nullable(Date32)",
    ...WITHDRAWALS,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  // The same event again, appended by two who took the same command in at once, is the same word.
  orderBy: ["goal", "word", "event_id"],
  settings: READ_BY_KEY,
  month: "time",
  status: "word",
};

import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, READ_BY_KEY, TEXT } from "./base-table.ts";

const MAYBE_TEXT = "Nullable(String)";
const MAYBE_INSTANT = `Nullable(${INSTANT})`;

/** One row a step of a silence about a goal: found, ended. */
export const stalenessEvents: BaseTable = {
  name: "staleness_events",
  origin: "log",
  columns: {
    goal: TEXT,
    spell: TEXT,
    step: NAME,
    event_id: TEXT,
    /** Of `found` the last event before it, of `ended` what ended it; none where it never was, or the goal is over. */
    heard_id: MAYBE_TEXT,
    heard_kind: MAYBE_TEXT,
    heard_at: MAYBE_INSTANT,
    /** Of `ended` alone. */
    reason: MAYBE_TEXT,
    owner: MAYBE_TEXT,
    time_zone: MAYBE_TEXT,
    as_of: MAYBE_INSTANT,
    exists_since: MAYBE_INSTANT,
    since: MAYBE_INSTANT,
    days: "Nullable(UInt32)",
    cadence: MAYBE_TEXT,
    grace: MAYBE_TEXT,
    time: INSTANT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  // The same silence, found by two who took each other for dead, is one.
  orderBy: ["goal", "spell", "step"],
  settings: READ_BY_KEY,
  month: "time",
  status: "step",
};

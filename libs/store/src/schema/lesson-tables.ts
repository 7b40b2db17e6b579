import type { BaseTable } from "./base-table.ts";
import { INSTANT, LINEAGE, NAME, TEXT } from "./base-table.ts";

/** One row each time that a deployment's own series taught the forecaster. */
export const forecasterLessonEvents: BaseTable = {
  name: "forecaster_lesson_events",
  origin: "log",
  columns: {
    id: TEXT,
    grain: NAME,
    as_of: INSTANT,
    period: TEXT,
    model_version: NAME,
    series: "UInt32",
    goals: "UInt32",
    weights: TEXT,
    reach_80: "Float64",
    reach_95: "Float64",
    inputs_position: TEXT,
    recorded_at: INSTANT,
    ...LINEAGE,
  },
  orderBy: ["grain", "as_of", "log_partition", "log_offset"],
  month: "as_of",
};

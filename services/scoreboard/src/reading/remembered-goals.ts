import type { PlanState } from "@milepost/plan";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import type { ObservationRow } from "@milepost/store/queries/current-observations";
import type { GoalClosingRow } from "@milepost/store/queries/goal-closings";
import type { SeriesFiguresRow } from "@milepost/store/queries/series-figures";
import type { Moment } from "./readings.ts";

/** What goals at a moment are computed from. */
export interface RowsRead {
  readonly definitions: PlanState;
  readonly figures: readonly SeriesFiguresRow[];
  /** Values of the members from which totals are derived. */
  readonly members: readonly ObservationRow[];
  readonly made: readonly AssessmentRow[];
  readonly closings: readonly GoalClosingRow[];
  readonly moment: Moment;
}

/** A computation that is not done again for the very rows of the last time; it forgets with its figures. */
export function onceForRows<Result>(compute: (rows: RowsRead) => Result): (rows: RowsRead) => Result {
  const known = new WeakMap<RowsRead["figures"], { readonly rows: RowsRead; readonly result: Result }>();
  return (rows) => {
    const before = known.get(rows.figures);
    if (before !== undefined && areSame(before.rows, rows)) return before.result;
    const result = compute(rows);
    known.set(rows.figures, { rows, result });
    return result;
  };
}

const PARTS = ["definitions", "members", "made", "closings"] as const;

function areSame(before: RowsRead, now: RowsRead): boolean {
  const rows = PARTS.every((part) => before[part] === now[part]);
  return rows && JSON.stringify(before.moment) === JSON.stringify(now.moment);
}

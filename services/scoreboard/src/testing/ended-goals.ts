/** A goal that ended in December 2013, told of at the end of one month of that year. */
export interface EndedRow {
  readonly goal: string;
  readonly hit: boolean;
  /** Month of the assessment, 1 to 12. */
  readonly month: number;
  readonly chance: number;
  readonly pace?: "on_pace" | "behind" | "unknown";
  readonly modelVersion?: string;
  /** When its outcome could be known; default: when 2013 was over. */
  readonly closedAt?: string;
  /** Whether that month raised an alert. */
  readonly alerted?: boolean;
}

/** Lines for the base tables `assessment_events`, `goal_closings` and `alert_events`. */
export interface EndedLines {
  readonly assessment_events: readonly string[];
  readonly goal_closings: readonly string[];
  readonly alert_events: readonly string[];
}

const YEAR_OVER = "2014-01-01 05:00:00.000";
/** Where every one of these goals ended: within its 95 % interval, above its 80 % interval. */
const END = 5.5;

/** What the projector writes of such goals; `from`: offset of the first record in the log. */
export function endedGoalLines(rows: readonly EndedRow[], from: number): EndedLines {
  return {
    assessment_events: rows.map((row, index) => JSON.stringify(assessment(row, from + 3 * index))),
    goal_closings: rows.map(({ goal, hit, closedAt = YEAR_OVER }, index) =>
      JSON.stringify({
        goal,
        as_of: closedAt,
        outcome: hit ? "hit" : "miss",
        actual: END,
        target: 5,
        recorded_at: closedAt,
        ...placed(from + 3 * index + 1),
      }),
    ),
    alert_events: rows.flatMap((row, index) =>
      row.alerted === true ? [JSON.stringify(alert(row, from + 3 * index + 2))] : [],
    ),
  };
}

function assessment(
  { goal, month, chance, pace = "behind", modelVersion = "7" }: EndedRow,
  offset: number,
): object {
  const { period, over } = monthOf(month);
  return {
    goal,
    kpi: "otd",
    as_of: over,
    id: `${goal}@${period}`,
    period,
    periods_left: 12 - month,
    backtest: true,
    p_hit: chance,
    low_80: 3,
    high_80: 5,
    low_95: 2,
    high_95: 6,
    rule_id: "red-green",
    rule_version: "1",
    rule_status: "off_track",
    rule_hit_rate: 0.25,
    pace_status: pace,
    model: "theta",
    model_version: modelVersion,
    recorded_at: over,
    ...placed(offset),
  };
}

function alert({ goal, month, chance }: EndedRow, offset: number): object {
  const { period, over } = monthOf(month);
  return {
    alert: `${goal}-${period}`,
    step: "raised",
    goal,
    kpi: "otd",
    owner: "kim",
    as_of: over,
    period,
    backtest: true,
    p_hit: chance,
    rule_id: "chance-below-threshold",
    rule_version: "3",
    time: over,
    recorded_at: over,
    ...placed(offset),
  };
}

function monthOf(month: number): { readonly period: string; readonly over: string } {
  const two = (number: number): string => String(number).padStart(2, "0");
  const over = month === 12 ? YEAR_OVER : `2013-${two(month + 1)}-01 05:00:00.000`;
  return { period: `2013-${two(month)}`, over };
}

function placed(offset: number): object {
  return { log_topic: "assessments", log_partition: 0, log_offset: offset };
}

import type { Goal, Kpi, Period } from "@milepost/contracts";
import { addDuration, periodEndsAt, shiftPeriod } from "@milepost/contracts";
import { goalPeriods } from "@milepost/scoring";
import type { AssessmentRow } from "@milepost/store/queries/assessments";
import type { ObservationVersionRow } from "@milepost/store/queries/observation-history";
import type { PastPeriod } from "./past-goal.ts";

/** The goal and the KPI that it measures, as they stood when it ended. */
export interface EndedGoal {
  readonly goal: Goal;
  readonly kpi: Kpi;
  readonly timeZone: string;
  /** Epoch milliseconds. */
  readonly endedAt: number;
}

/** What is known of a goal's periods. */
export interface KnownOfPeriods {
  readonly made: readonly Pick<AssessmentRow, "id" | "period">[];
  readonly readings: readonly Pick<
    ObservationVersionRow,
    "kind" | "period_label" | "value" | "known_at" | "event_id"
  >[];
}

/** A goal's periods with the first value of each; null where its series is worked out from others. */
export function pastPeriods(
  ended: EndedGoal,
  { made, readings }: KnownOfPeriods,
): readonly PastPeriod[] | null {
  const { goal, kpi, endedAt } = ended;
  if (kpi.total === "derived" && Object.keys(goal.measure.series).length === 0) return null;
  const values = readings
    .filter(({ kind, value }) => kind === "actual" && value !== null)
    .map(({ period_label: period, known_at: at, event_id: event }) => ({ period, event, at: Date.parse(at) }))
    .filter(({ at }) => at <= endedAt)
    .toSorted((left, right) => left.at - right.at);
  return goalPeriods(goal, kpi).map((period) => ({
    period: period.label,
    dueAt: dueAt(period, ended),
    first: values.find((one) => one.period === period.label) ?? null,
    assessment: made.findLast((one) => one.period === period.label)?.id ?? null,
  }));
}

/** Until when a period's value is on time: as fresh as the plan wants it, else as it is published, else before the next one is over. */
function dueAt(period: Period, { kpi, timeZone }: EndedGoal): number {
  const { expectedFreshness, publicationLag } = kpi;
  const wanted = expectedFreshness ?? (publicationLag === "PT0S" ? undefined : publicationLag);
  if (wanted === undefined) return periodEndsAt(shiftPeriod(period, 1), timeZone);
  return addDuration(periodEndsAt(period, timeZone), wanted, timeZone);
}

import { windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import { pagedId } from "./kpi-facts.ts";
import { dateAt } from "./last-knowable.ts";
import { oncePerPlan } from "./once-per-plan.ts";
import { isPastMonthEnd } from "./open-goals.ts";
import type { OpenAt } from "./open-goals.ts";

/** When a KPI's next goal begins. */
export interface GoalBeginning {
  /** Its first month, `2015-01`. */
  readonly month: string;
  /** True: it has begun, and none of its periods is over yet. */
  readonly hasBegun: boolean;
}

interface Window {
  /** First and last local date, and where. */
  readonly from: string;
  readonly to: string;
  readonly timeZone: string;
}

/** KPI → windows of its goals, private ones left out. */
const windowsOfKpis = oncePerPlan((plan): ReadonlyMap<string, readonly Window[]> => {
  const goals = [...plan.goals.values()].filter(({ definition }) => !definition.private);
  const windows = goals.map(({ definition: { measure, window } }) => {
    const kpi = plan.kpis.get(measure.kpi)?.definition;
    const timeZone = kpi === undefined ? "UTC" : timeZoneOf(plan, kpi);
    return { kpi: pagedId(plan, measure.kpi), timeZone, ...windowDates(window) };
  });
  return Map.groupBy(windows, ({ kpi }) => kpi);
});

/** When a KPI's next goal that is not over at a moment begins; null: there is none. */
export function goalBeginning(plan: PlanState, at: OpenAt, kpi: string): GoalBeginning | null {
  const isNow = isPastMonthEnd(at);
  const [first] = (windowsOfKpis(plan).get(kpi) ?? [])
    .filter(({ to, timeZone }) => to >= (isNow ? dateAt(at.overBy, timeZone) : `${at.period}-01`))
    .toSorted((one, other) => (one.from < other.from ? -1 : 1));
  if (first === undefined) return null;
  const today = isNow ? dateAt(at.overBy, first.timeZone) : `${at.period}-31`;
  return { month: first.from.slice(0, at.period.length), hasBegun: first.from <= today };
}

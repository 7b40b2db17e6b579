import { windowDates } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { pagedId } from "./kpi-facts.ts";
import { oncePerPlan } from "./once-per-plan.ts";
import type { Moment } from "./readings.ts";

interface Window {
  /** First and last month, `2015-01`. */
  readonly from: string;
  readonly to: string;
}

/** KPI → months of the windows of its goals, private ones left out. */
const windowsOfKpis = oncePerPlan((plan): ReadonlyMap<string, readonly Window[]> => {
  const goals = [...plan.goals.values()].filter(({ definition }) => !definition.private);
  const windows = goals.map(({ definition: { measure, window } }) => {
    const { from, to } = windowDates(window);
    return { kpi: pagedId(plan, measure.kpi), from: from.slice(0, 7), to: to.slice(0, 7) };
  });
  return Map.groupBy(windows, ({ kpi }) => kpi);
});

/** First month of a KPI's next goal that is not over at a moment, `2015-01`; null: there is none. */
export function goalBeginning(plan: PlanState, { period }: Moment, kpi: string): string | null {
  const begins = (windowsOfKpis(plan).get(kpi) ?? [])
    .filter(({ to }) => to >= period)
    .map(({ from }) => from);
  return begins.toSorted()[0] ?? null;
}

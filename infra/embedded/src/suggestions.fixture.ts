import { parsePeriod, periodEndsAt, periodsBetween } from "@milepost/contracts";
import { planFile } from "@milepost/testkit";

/** The goal that alerts are raised about. */
export const GOAL = "output-2014";

/** About 100 a month come: 600 by June, and 1,300 would take 117 a month. */
const kpi = {
  name: "Output",
  unit: "tonnes",
  decimals: 0,
  direction: "increase",
  behaviour: "flow",
  grain: "month",
};
const goal = (title: string, more: object): object => ({
  kind: "annual_goal",
  title,
  owner: "ann",
  window: 2014,
  measure: { kpi: "output", to: 1300, evaluation: "cumulative" },
  ...more,
});
/** The goal with two below it; the definition that is given stands in its place. */
export function suggestionPlan(own: object = {}): ReturnType<typeof planFile> {
  return planFile({
    calendars: { default: { kind: "gregorian", timeZone: "UTC" } },
    people: {
      ann: { name: "Ann", email: "ann@example.org" },
      bob: { name: "Bob", email: "bob@example.org" },
    },
    kpis: { output: kpi },
    goals: {
      [GOAL]: goal("Raise output", own),
      "output-line-1": goal("Raise output of line 1", { parent: GOAL, weight: 3 }),
      "output-line-2": goal("Raise output of line 2", {
        parent: GOAL,
        measure: { kpi: "output", to: 1100, evaluation: "cumulative" },
      }),
    },
    scorecards: {},
    alerting: { raiseBelow: 0.5, periods: 2, clearAbove: 0.65 },
  });
}

/** Months from 2011 to a last one, as events. */
export function monthlyValues(last = "2014-06"): readonly object[] {
  const month = (label: string): never => parsePeriod(label, "month") as never;
  return periodsBetween(month("2011-01"), month(last)).map(({ label }, at) => {
    const end = new Date(periodEndsAt(month(label), "UTC")).toISOString();
    const value = String(100 + ((at * 7) % 9) - 4);
    const data = { kpi: "output", series: {}, period: label, kind: "actual", value, knownAt: end };
    const type = "milepost.observation.recorded.v1";
    const envelope = { specversion: "1.0", id: `output-${label}`, source: "//test", type, time: end };
    return { ...envelope, data: { ...data, completeness: "complete" } };
  });
}

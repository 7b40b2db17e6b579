import { isTwoSided } from "@milepost/scoring";
import type { KnownAssessment } from "../ledger.ts";
import type { MeasuredGoal } from "../measured-goal.ts";
import type { Found } from "./sought.ts";

type Rated = Pick<
  KnownAssessment,
  "requiredRate" | "requiredRateReached" | "requiredRateOf" | "lastActionPeriod"
>;

/** Of a range there is no pace, since no single value a period brings a figure into it; nor is there one that no period can bring. */
export function paceOptions(
  assessment: Rated,
  measured: MeasuredGoal,
  mark: string,
): Found<"pace">["options"] {
  const { requiredRate, requiredRateReached: reached, requiredRateOf: of, lastActionPeriod } = assessment;
  const { goal, kpi } = measured;
  if (requiredRate === null || isTwoSided({ measure: goal.measure, direction: kpi.direction })) return [];
  if (isBeyond(requiredRate, measured, reached)) return [];
  return [
    { option: `pace-${mark}`, kind: "pace", value: requiredRate, reached, of, until: lastActionPeriod },
  ];
}

/** Whether no value can be so; where no lower bound is said, values that are to fall stop at 0 unless they were below it. */
function isBeyond(rate: number, { base, kpi }: MeasuredGoal, reached: number | null): boolean {
  const stopsAtZero = kpi.direction === "decrease" && reached === 0;
  const { lower = stopsAtZero ? 0 : -Infinity, upper = Infinity } = base.bounds ?? {};
  return rate < lower || rate > upper;
}

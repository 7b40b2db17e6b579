import { addDuration, periodEndsAt } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { timeZoneOf } from "@milepost/plan";
import { goalPeriods } from "@milepost/scoring";
import { assessedPeriods } from "@milepost/store/queries/assessed-periods";
import type { AssessedPeriodsRow } from "@milepost/store/queries/assessed-periods";
import type { BoardParts } from "./board.ts";
import type { Moment } from "./readings.ts";

/**
 * Those of some goals that have a complete period before the due one without an assessment: their alerts are not decided, since
 * alerts wait for the whole past. Goals that the plan has no more are none of them: nobody decides anything about these.
 */
export async function unassessedGoals(
  { reads, plan }: Pick<BoardParts, "reads" | "plan">,
  { instant }: Moment,
  goals: readonly string[],
): Promise<ReadonlySet<string>> {
  const now = plan.now();
  const past = new Map(goals.map((goal) => [goal, pastPeriods(now, goal, instant)]));
  const wanted = [...past].flatMap(([goal, periods]) => (periods.length === 0 ? [] : [goal]));
  const made = await reads.byKey<AssessedPeriodsRow, ReadonlySet<string>>(
    {
      name: "assessed periods",
      topic: "assessments",
      scope: { kinds: ["assessment"] },
      ask: (some) => assessedPeriods({ goals: some }),
      keyOf: ({ goal }) => goal,
      valueOf: ([row]) => new Set(row?.periods),
    },
    wanted,
  );
  const isWhole = (goal: string): boolean =>
    past.get(goal)?.every((period) => made.get(goal)?.has(period)) === true;
  return new Set(wanted.filter((goal) => !isWhole(goal)));
}

/** Labels of a goal's periods before the due one that could be known at an instant. */
function pastPeriods(plan: PlanState, goal: string, instant: number): readonly string[] {
  const definition = plan.goals.get(goal)?.definition;
  const kpi = plan.kpis.get(definition?.measure.kpi ?? "")?.definition;
  if (definition === undefined || kpi === undefined) return [];
  const timeZone = timeZoneOf(plan, kpi);
  return goalPeriods(definition, kpi)
    .slice(0, -1)
    .filter((period) => addDuration(periodEndsAt(period, timeZone), kpi.publicationLag, timeZone) <= instant)
    .map(({ label }) => label);
}

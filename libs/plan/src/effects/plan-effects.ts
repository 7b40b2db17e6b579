import { compareStatus } from "@milepost/scoring";
import type { GoalProgressRow, SeriesLists } from "@milepost/scoring";
import type { PlanState } from "../plan-state.ts";
import { measuredObjects } from "../standing/measured-objects.ts";
import { progressOfGoals } from "../standing/progress-of-goals.ts";
import { scorecardPeriods } from "../standing/scorecard-periods.ts";
import type { ScorecardPeriod } from "../standing/scorecard-periods.ts";
import { seriesValues } from "../standing/series-values.ts";
import { goalEffect } from "./goal-effects.ts";
import type { GoalEffect, Presence } from "./goal-effects.ts";
import { kpiEffect } from "./kpi-effects.ts";
import type { KpiEffect, KpiValues } from "./kpi-effects.ts";
import type { PlanReach } from "./plan-reach.ts";
import { scorecardEffect } from "./scorecard-effects.ts";
import type { ScorecardEffect } from "./scorecard-effects.ts";

/** A plan, with the current values that count under it. */
export interface PlanWithValues {
  readonly plan: PlanState;
  readonly figures: readonly SeriesLists[];
}

/** Everything that a change of the plan would show differently; each list has what matters most first. */
export interface PlanEffects {
  readonly goals: readonly GoalEffect[];
  readonly scorecards: readonly ScorecardEffect[];
  readonly kpis: readonly KpiEffect[];
}

/** What would be shown differently under the plan after, by the code that derives what is shown. */
export function planEffects(reach: PlanReach, before: PlanWithValues, after: PlanWithValues): PlanEffects {
  const [was, is] = [standing(reach, before), standing(reach, after)];
  return {
    goals: goalEffects(reach, was, is),
    scorecards: [...reach.scorecards].flatMap((scorecard) => {
      const change = presence(was.plan.scorecards.has(scorecard), is.plan.scorecards.has(scorecard));
      return scorecardEffect({ scorecard, change }, was.card(scorecard), is.card(scorecard)) ?? [];
    }),
    kpis: [...reach.kpis].flatMap((kpi) => {
      const name = (is.plan.kpis.get(kpi) ?? was.plan.kpis.get(kpi))?.definition.name ?? kpi;
      return kpiEffect({ kpi, name }, was.values(kpi), is.values(kpi)) ?? [];
    }),
  };
}

interface Standing {
  readonly plan: PlanState;
  readonly progress: ReturnType<typeof progressOfGoals>;
  card(scorecard: string): readonly ScorecardPeriod[];
  values(kpi: string): KpiValues;
}

function standing({ neededGoals }: PlanReach, { plan, figures }: PlanWithValues): Standing {
  const objects = measuredObjects(plan);
  const values = seriesValues(figures, (kpi) => objects.kpis.get(kpi));
  const live = [...neededGoals].filter((goal) => plan.goals.has(goal));
  const progress = progressOfGoals(live, { plan, objects, values });
  const bySeries = Map.groupBy(values, ([key]) => key.slice(0, key.indexOf("/")));
  return {
    plan,
    progress,
    card: (id) => (plan.scorecards.has(id) ? scorecardPeriods(id, { objects, progress }) : []),
    // What left the plan is no KPI any more, though its values stay in the log.
    values: (kpi) =>
      new Map(
        plan.kpis.has(kpi)
          ? bySeries.get(kpi)?.map(([key, known]) => [key.slice(kpi.length + 1), known])
          : [],
      ),
  };
}

function goalEffects({ goals }: PlanReach, was: Standing, is: Standing): readonly GoalEffect[] {
  const effects = [...goals].flatMap((goal) => {
    const defined = (is.plan.goals.get(goal) ?? was.plan.goals.get(goal))?.definition;
    if (defined === undefined) return [];
    const bothPrivate = isPrivate(was.plan, goal) && isPrivate(is.plan, goal);
    const shown = ({ plan }: Standing): boolean =>
      plan.goals.has(goal) && (bothPrivate || !isPrivate(plan, goal));
    const rowsOf = (standing: Standing): readonly GoalProgressRow[] =>
      shown(standing) ? (standing.progress.get(goal)?.rows ?? []) : [];
    const change = presence(shown(was), shown(is));
    const named = { goal, title: defined.title, kpi: defined.measure.kpi, change };
    return goalEffect(named, rowsOf(was), rowsOf(is)) ?? [];
  });
  return effects.toSorted(
    (left, right) =>
      Number(right.statusChanges) - Number(left.statusChanges) ||
      compareStatus(right.after?.status ?? "unknown", left.after?.status ?? "unknown") ||
      (left.goal < right.goal ? -1 : 1),
  );
}

/** What becomes private disappears from what everybody sees. */
function isPrivate({ goals }: PlanState, goal: string): boolean {
  return goals.get(goal)?.definition.private === true;
}

function presence(was: boolean, is: boolean): Presence {
  if (was && is) return "changes";
  return is ? "appears" : "disappears";
}

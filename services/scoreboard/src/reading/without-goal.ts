import type { BoardParts } from "./board.ts";
import { lastDate, openAmong } from "./board.ts";
import { readFigures } from "./figures.ts";
import { goalBeginning } from "./goal-beginnings.ts";
import type { GoalBeginning } from "./goal-beginnings.ts";
import { kpiFacts, pagedKpis } from "./kpi-facts.ts";
import type { KpiFacts, Moment } from "./readings.ts";
import type { FiguresReach } from "./waiting-total.ts";

/** A KPI that no goal looks at in a moment's month. */
export interface KpiWithoutGoal extends FiguresReach {
  readonly kpi: KpiFacts;
  /** When the goal that measures it next begins; null: there is none. */
  readonly goalBegins: GoalBeginning | null;
}

/** Some of the KPIs that no goal looks at. */
export interface WithoutGoal {
  /** How many there are in all. */
  readonly count: number;
  readonly shown: readonly KpiWithoutGoal[];
}

/** Which of them are wanted: those that pass, from a place on, so many at most. */
export interface WithoutGoalWanted {
  readonly passes: (kpi: KpiFacts) => boolean;
  readonly from: number;
  readonly most: number;
}

/** Reads KPIs that no goal of the moment's month measures, in the plan's order. */
export async function readWithoutGoal(
  parts: BoardParts,
  moment: Moment,
  { passes, from, most }: WithoutGoalWanted,
): Promise<WithoutGoal> {
  const plan = parts.plan.asOf(lastDate(moment));
  const measured = new Set(openAmong(parts, moment).map(({ paged }) => paged.id));
  const without = [...pagedKpis(plan).values()]
    .filter(({ id }) => !measured.has(id))
    .map((paged) => kpiFacts(plan, paged, null))
    .filter(passes);
  const shown = without.slice(from, from + most);
  const kpis = shown.map(({ id }) => id);
  const series = await readFigures({ ...parts, plan, moment, kpis, look: "reach" });
  return {
    count: without.length,
    shown: shown.map((kpi) => ({
      kpi,
      lastPeriod: series.lastPeriod(kpi.id),
      waiting: series.waiting(kpi.id),
      goalBegins: goalBeginning(plan, moment, kpi.id),
    })),
  };
}

import type { Scorecard } from "@milepost/contracts";
import type { Defined, PlanState } from "@milepost/plan";
import { goalRange, scorecardRows } from "@milepost/scoring";
import type { FigureRange, ScorecardRow } from "@milepost/scoring";
import type { BoardParts } from "./board.ts";
import { begunAmong, lastDate } from "./board.ts";
import { readFigures } from "./figures.ts";
import { toDateOf } from "./goal-readings.ts";
import { kpiFacts } from "./kpi-facts.ts";
import { scorecardMoment } from "./moments.ts";
import { kpisOf } from "./open-goals.ts";
import type { GoalReading, Moment } from "./readings.ts";

/** A scorecard at a moment, computed from the goals as they stood. */
export interface ScorecardReading {
  readonly id: string;
  readonly name: string;
  readonly rows: readonly ScorecardRow[];
  /** Whether it has private goals, of which nothing is counted. */
  readonly leavesOutPrivate: boolean;
}

/** The same with the period that each goal stands at, by goal; null: none of its periods is over. */
interface StandingScorecard extends ScorecardReading {
  readonly standsAt: ReadonlyMap<string, string | null>;
}

/** What scoring a goal looks at. */
type Scored = Pick<GoalReading, "goal" | "kpi" | "toDate">;

/** The scorecard of an id at a moment; without an id, the plan's first one. */
export function scorecardAt(
  { plan }: Pick<BoardParts, "plan">,
  moment: Moment,
  id?: string,
): Defined<Scorecard> | undefined {
  const { scorecards } = plan.asOf(lastDate(moment));
  return id === undefined ? scorecards.values().next().value : scorecards.get(id);
}

/** Scores a scorecard by what could be known at a moment; undefined when the plan had no such scorecard. */
export async function readScorecard(
  parts: BoardParts,
  moment: Moment,
  id: string,
): Promise<StandingScorecard | undefined> {
  const chosen = scorecardAt(parts, moment, id);
  if (chosen === undefined) return undefined;
  const plan = parts.plan.asOf(lastDate(moment));
  const atMonth = scorecardMoment(moment);
  const open = begunAmong(parts, atMonth, goalsOf(chosen));
  const series = await readFigures({
    ...parts,
    plan,
    moment: atMonth,
    kpis: kpisOf(open),
    look: "to-date",
  });
  const goals = open.map((one) => ({
    goal: one.id,
    kpi: kpiFacts(plan, one.paged, one.goal),
    toDate: toDateOf({ series }, one),
  }));
  const standsAt = new Map(open.map(({ id: goal, period }) => [goal, period?.label ?? null]));
  return { ...scorecardOf(parts, { moment, chosen }, goals), standsAt };
}

/** Ids of the goals on a scorecard. */
export function goalsOf({ definition }: Defined<Scorecard>): readonly string[] {
  return definition.items.map(({ goal }) => goal);
}

/** Scores a scorecard of a moment's plan from goals as they stood. */
export function scorecardOf(
  parts: Pick<BoardParts, "plan">,
  { moment, chosen }: { readonly moment: Moment; readonly chosen: Defined<Scorecard> },
  goals: readonly Scored[],
): ScorecardReading {
  const plan = parts.plan.asOf(lastDate(moment));
  const { id, definition } = chosen;
  const readings = new Map(goals.map((reading) => [reading.goal, reading]));
  const rows = scorecardRows({
    id,
    scorecard: definition,
    stateOf: (goal) => {
      const reading = readings.get(goal);
      if (reading === undefined) return undefined;
      const { kpi, toDate } = reading;
      return {
        actual: toDate.actual,
        target: toDate.target,
        range: rangeOf(plan, goal, toDate.target),
        isShare: plan.goals.get(goal)?.definition.measure.evaluation === "control",
        unit: kpi.agency?.id ?? null,
        category: kpi.category,
        perspective: plan.kpis.get(kpi.id)?.definition.perspective ?? null,
      };
    },
  });
  const isPrivate = (goal: string): boolean =>
    parts.plan.isPrivate(goal) || plan.goals.get(goal)?.definition.private === true;
  return {
    id,
    name: definition.name ?? id,
    rows,
    leavesOutPrivate: goalsOf(chosen).some(isPrivate),
  };
}

/** The figures that meet a goal's target; null where it or what is better is not known. */
function rangeOf(plan: PlanState, id: string, target: number | null): FigureRange | null {
  const measure = plan.goals.get(id)?.definition.measure;
  if (measure === undefined || target === null) return null;
  return goalRange({ measure, direction: plan.kpis.get(measure.kpi)?.definition.direction }, target);
}

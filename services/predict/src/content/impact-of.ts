import type { AlertContent, GoalAbove, ScorecardOf } from "@milepost/contracts";
import type { PlanState } from "@milepost/plan";
import { successorOf } from "@milepost/plan";
import { roundFigure } from "@milepost/scoring";

type PlannedGoals = Pick<PlanState, "goals" | "scorecards" | "recipients">;

/**
 * What a goal is part of: the goals above it, the nearest first, and the scorecards that show it or one of those. Private
 * goals are not named; of an owner who left, the successor is. Of one plan the ways are looked up once, whatever the number of goals.
 */
export function impactOf(plan: PlannedGoals): (goal: string) => AlertContent["impact"] {
  const weights = weightsBelow(plan);
  const cards = cardsByGoal(plan);
  return (goal) => {
    const goals = goalsAbove(goal, plan, weights);
    const shown = [goal, ...goals.map((one) => one.goal)];
    return { goals, scorecards: shown.flatMap((one) => cards.get(one) ?? []) };
  };
}

/** Goal → weights of all goals right below it, added up. */
function weightsBelow({ goals }: PlannedGoals): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const { definition } of goals.values()) {
    const { parent, weight } = definition;
    if (parent !== undefined) weights.set(parent, (weights.get(parent) ?? 0) + weight);
  }
  return weights;
}

function goalsAbove(
  goal: string,
  { goals, recipients }: PlannedGoals,
  weights: ReadonlyMap<string, number>,
): GoalAbove[] {
  const found: GoalAbove[] = [];
  const seen = new Set<string>([goal]);
  let below = goals.get(goal)?.definition;
  for (let id = below?.parent; id !== undefined && !seen.has(id); id = below?.parent) {
    seen.add(id);
    const above = goals.get(id)?.definition;
    if (above === undefined || below === undefined) break;
    const { weight } = below;
    const { title } = above;
    const owner = successorOf(above.owner, recipients);
    const part = shareOf(weight, weights.get(id) ?? weight);
    if (!above.private) found.push({ goal: id, title, owner, weight, share: part });
    below = above;
  }
  return found;
}

function cardsByGoal({ scorecards, goals }: PlannedGoals): ReadonlyMap<string, readonly ScorecardOf[]> {
  const cards = new Map<string, ScorecardOf[]>();
  for (const [scorecard, { definition }] of scorecards) {
    const items = definition.items.filter(({ goal }) => goals.get(goal)?.definition.private !== true);
    const total = items.reduce((sum, { weight }) => sum + weight, 0);
    for (const { goal, weight } of items) {
      const card = { scorecard, name: definition.name ?? scorecard, goal, share: shareOf(weight, total) };
      const others = cards.get(goal);
      if (others === undefined) cards.set(goal, [card]);
      else others.push(card);
    }
  }
  return cards;
}

function shareOf(weight: number, total: number): number {
  return roundFigure(weight / total) ?? 1;
}

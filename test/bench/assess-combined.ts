import { assessPathGoal } from "@milepost/forecast";
import { combinedGoal, mixedGoals } from "./combined-goals.ts";
import type { GoalWanted } from "./combined-goals.ts";

/** All work is done so often, in turn, and the least time of each piece counts: whatever else the machine does only adds. */
const ROUNDS = 4;
/** Goals by the month that each step of growth is measured on. */
const GOALS_A_STEP = 16;

/** Goals that are assessed one after the other, and the figure that they count for. */
interface Piece {
  readonly figure: string;
  readonly goals: readonly GoalWanted[];
}

/**
 * What assessing by the combined models costs: assessments a second and core over the mixture of a deployment, then
 * milliseconds of processor time an assessment, by grain and as values, points to come, paths and goals double.
 */
export function measureCombined(): Readonly<Record<string, number>> {
  const mixed = mixedGoals().map((goal): Piece => ({ figure: `combined_ms_${goal.grain}`, goals: [goal] }));
  const pieces = [...mixed, ...growthPieces()];
  const least = leastTimes(pieces);
  const figures: Record<string, number> = {
    combined_per_core_second: 1000 / perGoal(mixed, least),
  };
  for (const [figure, alike] of Map.groupBy(pieces, (piece) => piece.figure)) {
    figures[figure] = perGoal(alike, least);
  }
  return figures;
}

function growthPieces(): Piece[] {
  const months = monthsOf(GOALS_A_STEP);
  const each = (figure: string, changes: Partial<GoalWanted>): Piece[] =>
    months.map((month) => ({ figure: `combined_ms_${figure}`, goals: [{ ...month, ...changes }] }));
  return [
    ...[48, 96, 192, 384].flatMap((values) => each(`values_${values}`, { values })),
    ...[6, 12, 24, 48].flatMap((ahead) => each(`ahead_${ahead}`, { values: 96, ahead })),
    ...[1000, 2000, 4000, 8000].flatMap((paths) => each(`paths_${paths}`, { values: 96, paths })),
    ...[50, 100, 200, 400].map((goals) => ({ figure: `combined_ms_goals_${goals}`, goals: monthsOf(goals) })),
  ];
}

function monthsOf(count: number): GoalWanted[] {
  return Array.from({ length: count }, (_, number) => ({ grain: "month", number }));
}

/** The least processor time of each piece, in milliseconds, after a round that only warms up. */
function leastTimes(pieces: readonly Piece[]): ReadonlyMap<Piece, number> {
  const least = new Map<Piece, number>();
  for (let round = 0; round <= ROUNDS; round += 1) {
    for (const piece of pieces) {
      const startedAt = process.cpuUsage();
      for (const goal of piece.goals) assess(goal);
      const { system, user } = process.cpuUsage(startedAt);
      if (round > 0) least.set(piece, Math.min(least.get(piece) ?? Infinity, (system + user) / 1000));
    }
  }
  return least;
}

function assess(wanted: GoalWanted): void {
  const { ok } = assessPathGoal(combinedGoal(wanted));
  if (!ok) throw new Error(`goal ${wanted.number} by the ${wanted.grain} cannot be assessed`);
}

function perGoal(pieces: readonly Piece[], times: ReadonlyMap<Piece, number>): number {
  const total = pieces.reduce((sum, piece) => sum + (times.get(piece) ?? Number.NaN), 0);
  return total / pieces.reduce((sum, { goals }) => sum + goals.length, 0);
}

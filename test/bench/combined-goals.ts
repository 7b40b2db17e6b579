import { fillStandardNormal, seededRandom } from "@milepost/forecast";
import type { PathEvaluation, PathGoalInput } from "@milepost/forecast";

/** What a goal of the mixture is measured by. */
export const GRAINS = ["month", "quarter", "year", "week", "day"] as const;
export type Grain = (typeof GRAINS)[number];

/** One of the mixture's goals; what is not given is as the mixture has it. */
export interface GoalWanted {
  readonly grain: Grain;
  /** Which goal: the same number gives the same goal. */
  readonly number: number;
  /** Known values of its series. */
  readonly values?: number;
  /** Points still to come. */
  readonly ahead?: number;
  readonly paths?: number;
}

interface GrainShape {
  readonly season: number;
  /** Points of a goal's window that are over, and still to come. */
  readonly elapsed: number;
  readonly ahead: number;
  /** Known values of the series, in turn. */
  readonly values: readonly number[];
  /** Goals of a hundred. */
  readonly share: number;
}

const SHAPES: Readonly<Record<Grain, GrainShape>> = {
  month: { season: 12, elapsed: 6, ahead: 6, values: [30, 48, 66, 96], share: 75 },
  quarter: { season: 4, elapsed: 2, ahead: 2, values: [14, 26, 42], share: 14 },
  year: { season: 1, elapsed: 1, ahead: 2, values: [6, 12, 20], share: 4 },
  week: { season: 52, elapsed: 13, ahead: 13, values: [110, 160], share: 3 },
  day: { season: 7, elapsed: 45, ahead: 45, values: [200, 400], share: 4 },
};

/** Half of all goals are judged by their due value. */
const EVALUATIONS: readonly ((points: number) => PathEvaluation)[] = [
  () => ({ kind: "at_due" }),
  () => ({ kind: "cumulative" }),
  () => ({ kind: "at_due" }),
  () => ({ kind: "average" }),
  () => ({ kind: "at_due" }),
  () => ({ kind: "first_hit" }),
  () => ({ kind: "at_due" }),
  (points) => ({ kind: "sustained", points }),
];

/** A hundred goals: three quarters by the month, the rest by quarter, year, week and day. */
export function mixedGoals(): GoalWanted[] {
  return GRAINS.flatMap((grain) =>
    Array.from({ length: SHAPES[grain].share }, (_, number) => ({ grain, number })),
  );
}

/** Makes a goal whose target lies somewhat under or over where its series stands. */
export function combinedGoal(wanted: GoalWanted): PathGoalInput {
  const { grain, number, paths = 1000 } = wanted;
  const { elapsed, season, ...shape } = SHAPES[grain];
  const points = elapsed + (wanted.ahead ?? shape.ahead);
  const length = wanted.values ?? shape.values[number % shape.values.length] ?? 0;
  const seed = `${grain} ${number}`;
  const history = seriesOf(seed, { length, season });
  const evaluation = EVALUATIONS[number % EVALUATIONS.length]?.(points) ?? { kind: "at_due" };
  const level = (history.at(-1) ?? 0) * (0.95 + 0.01 * (number % 11));
  return {
    history,
    frequency: season,
    goal: {
      evaluation,
      lower: new Float64Array(points).fill(evaluation.kind === "cumulative" ? points * level : level),
      upper: new Float64Array(points).fill(Infinity),
      booked: history.slice(-elapsed),
    },
    from: history.at(-elapsed - 1) ?? null,
    direction: "increase",
    seed,
    paths,
  };
}

/** A positive series whose level wanders and grows; four of five have a season. */
function seriesOf(
  seed: string,
  { length, season }: { readonly length: number; readonly season: number },
): Float64Array {
  const draws = new Float64Array(2 * length + 2);
  fillStandardNormal(draws, seededRandom(seed));
  const [ofGrowth = 0, ofSeason = 0, ...rest] = draws;
  const swing = season > 1 && ofSeason > -0.84 ? 0.12 : 0;
  let level = 100;
  return Float64Array.from({ length }, (_, point) => {
    level *= 1 + 0.004 * ofGrowth + 0.01 * (rest[2 * point] ?? 0);
    const noise = 0.03 * (rest[2 * point + 1] ?? 0);
    return level * (1 + swing * Math.sin((2 * Math.PI * point) / season)) * Math.exp(noise);
  });
}

/** One child of a roll-up; score null is unknown. Children stand in the order of time where that matters. */
export interface RollUpChild {
  readonly score: number | null;
  /** Positive; only the weighted mean and the coverage look at it. */
  readonly weight: number;
  /** Share of the child's own weight that is known, 0..1; absent: 1 when it has a score, else 0. */
  readonly coverage?: number;
}

/** How children become one figure. `worst` is the smallest score: the weakest child wins. */
export const ROLL_UP_POLICIES = [
  "weighted_mean",
  "equal_mean",
  "worst",
  "latest",
  "min",
  "max",
  "sum",
] as const;
export type RollUpPolicy = (typeof ROLL_UP_POLICIES)[number];

export interface RollUp {
  /** Null when no child is known. */
  readonly score: number | null;
  /** Share of the children's weight that is known, 0..1; 0 without children. */
  readonly coverage: number;
}

interface Known {
  readonly score: number;
  readonly weight: number;
}

/** Rolls children up; unknown ones are excluded and show as coverage below 1 (BSC-8). */
export function rollUp(children: readonly RollUpChild[], policy: RollUpPolicy): RollUp {
  const known = children.filter((child): child is Known & RollUpChild => child.score !== null);
  const total = sum(children.map((child) => child.weight));
  const covered = sum(
    children.map((child) => child.weight * (child.coverage ?? (child.score === null ? 0 : 1))),
  );
  return {
    score: known.length === 0 ? null : combine(known, policy),
    coverage: total === 0 ? 0 : covered / total,
  };
}

function combine(known: readonly Known[], policy: RollUpPolicy): number {
  const scores = known.map((child) => child.score);
  switch (policy) {
    case "weighted_mean":
      return sum(known.map((child) => child.weight * child.score)) / sum(known.map((child) => child.weight));
    case "equal_mean":
      return sum(scores) / scores.length;
    case "worst":
    case "min":
      return Math.min(...scores);
    case "max":
      return Math.max(...scores);
    case "latest":
      return scores.at(-1) as number;
    case "sum":
      return sum(scores);
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

/** How a goal is judged from the points of its window. */
export type PathEvaluation =
  /** By the due point's value; `in_range` the same, against a range that is closed on both sides. */
  | { readonly kind: "at_due" | "in_range" }
  /** By the sum of all points. */
  | { readonly kind: "cumulative" }
  /** By their mean, weighted where the goal has weights: a ratio is a mean weighted by its denominators. */
  | { readonly kind: "average" }
  /** Each of the last points must meet the target. */
  | { readonly kind: "sustained"; readonly points: number }
  /** Any point that meets the target decides. */
  | { readonly kind: "first_hit" }
  /** At least this share of all points must meet the target: 1 asks for every one. */
  | { readonly kind: "control"; readonly share: number };

/** A closed range; infinite where open. */
export interface FigureRange {
  readonly lower: number;
  readonly upper: number;
}

/** A goal laid out on the points of its window: those in the books first, then those still to come. */
export interface PathGoal {
  readonly evaluation: PathEvaluation;
  /** The target at each point, as the closed range of figures that meet it; −∞ and ∞ where a side is open. */
  readonly lower: ArrayLike<number>;
  readonly upper: ArrayLike<number>;
  /** Values of the window's points that are known, oldest first; NaN where one is missing. */
  readonly booked: ArrayLike<number>;
  /** One weight a point for `average`; default 1 each. */
  readonly weights?: ArrayLike<number>;
}

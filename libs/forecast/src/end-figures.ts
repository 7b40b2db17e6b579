import type { PathBundle } from "./path-bundle.ts";

/** What one path comes to at a goal's due date. */
export type FigureKind =
  /** The due point's value. */
  | "last"
  /** The sum of all points of the window. */
  | "sum"
  /** Their mean, weighted where weights are given (a ratio is a mean weighted by its denominators). */
  | "mean"
  /** The greatest value of any point. */
  | "greatest"
  /** The least value of any point. */
  | "least"
  /** The share of known points that are not negative. */
  | "share_not_negative";

/** What the paths are folded with. */
export interface EndFigureOptions {
  readonly kind: FigureKind;
  /** The window's points that are known already, oldest first; NaN where unknown. */
  readonly booked: ArrayLike<number>;
  /** Steps of the paths that lie in the window; default all. */
  readonly horizon?: number;
  /** One weight a point of the window, booked ones first; default 1 each. */
  readonly weights?: ArrayLike<number>;
}

/**
 * The figure of every path at the due date, from what is in the books and what the path adds. NaN where a sum or a mean
 * misses a booked value; other kinds leave unknown booked values out. Steps are walked in the order in which they lie in
 * memory. O(paths × horizon).
 */
export function endFigures(bundle: PathBundle, options: EndFigureOptions): Float64Array {
  const { booked, kind } = options;
  const { paths, values } = bundle;
  const horizon = options.horizon ?? values.length / paths;
  if (kind === "last") {
    if (horizon > 0) return values.slice((horizon - 1) * paths, horizon * paths);
    return new Float64Array(paths).fill(booked[booked.length - 1] ?? Number.NaN);
  }
  const figures = new Float64Array(paths).fill(STARTS[kind]);
  const constant = new Float64Array(paths);
  const adds = kind === "sum" || kind === "mean";
  let total = 0;
  for (let point = 0; point < booked.length + horizon; point += 1) {
    const weight = options.weights?.[point] ?? 1;
    const step = point - booked.length;
    const known = booked[point] ?? Number.NaN;
    if (step < 0 && !adds && Number.isNaN(known)) continue;
    total += weight;
    addPoint(figures, step < 0 ? constant.fill(known) : values.subarray(step * paths), { kind, weight });
  }
  return kind === "mean" || kind === "share_not_negative" ? figures.map((figure) => figure / total) : figures;
}

const STARTS: Readonly<Record<Exclude<FigureKind, "last">, number>> = {
  sum: 0,
  mean: 0,
  greatest: -Infinity,
  least: Infinity,
  share_not_negative: 0,
};

/** Adds one point to every path's figure; one plain loop a kind, because this is where the time goes. */
function addPoint(
  figures: Float64Array,
  values: Float64Array,
  by: { readonly kind: Exclude<FigureKind, "last">; readonly weight: number },
): void {
  const { kind, weight } = by;
  switch (kind) {
    case "sum":
      for (let path = 0; path < figures.length; path += 1) figures[path]! += values[path]!;
      break;
    case "mean":
      for (let path = 0; path < figures.length; path += 1) figures[path]! += weight * values[path]!;
      break;
    case "greatest":
      for (let path = 0; path < figures.length; path += 1)
        figures[path] = Math.max(figures[path]!, values[path]!);
      break;
    case "least":
      for (let path = 0; path < figures.length; path += 1)
        figures[path] = Math.min(figures[path]!, values[path]!);
      break;
    case "share_not_negative":
      for (let path = 0; path < figures.length; path += 1) if (values[path]! >= 0) figures[path]! += weight;
      break;
  }
}

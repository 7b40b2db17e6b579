import type { SamplePaths } from "./sample-paths.ts";
import type { WorkingRule } from "./working-series.ts";
import { figureOfTotal } from "./year-total.ts";
import type { YearAnchor } from "./year-total.ts";

/** What turns months into year-to-date figures. */
export interface YearPathOptions {
  readonly anchor: YearAnchor;
  readonly monthsElapsed: number;
  readonly rule: WorkingRule;
  /** The closed range of the figure; infinite where open. */
  readonly lower: number;
  readonly upper: number;
}

/**
 * The year-to-date figure of each sample path at each remaining month, laid out as the paths are. The rule's misfit is
 * let in evenly, as if each remaining month brought an equal part of its variance. O(paths × horizon).
 */
export function yearToDatePaths(sampled: SamplePaths, options: YearPathOptions): Float64Array {
  const { anchor, monthsElapsed, rule } = options;
  const { paths, spare, values } = sampled;
  const horizon = values.length / paths;
  const figures = new Float64Array(values.length);
  const totals = new Float64Array(paths).fill(rule === "last" ? 0 : anchor.total);
  for (let step = 0; step < horizon; step += 1) {
    const months = monthsElapsed + step + 1;
    const misfit = anchor.misfit * Math.sqrt((step + 1) / horizon);
    for (let path = 0; path < paths; path += 1) {
      const value = values[step * paths + path] ?? Number.NaN;
      const total = rule === "last" ? value : (totals[path] ?? Number.NaN) + value;
      totals[path] = total;
      const wanted = total + misfit * (spare[path] ?? 0);
      const figure = figureOfTotal(
        rule === "harmonic_mean" ? Math.max(wanted, total / 4) : wanted,
        months,
        rule,
      );
      figures[step * paths + path] = Math.min(options.upper, Math.max(options.lower, figure));
    }
  }
  return figures;
}

import { isIntermittent } from "./count-model.ts";
import { isShort } from "./forecast-short.ts";
import type { ValueBounds } from "./goal-assessment.ts";
import { mendBreaks } from "./mend-breaks.ts";
import type { SeriesBreak } from "./mend-breaks.ts";
import { standardSeries } from "./standard-series.ts";

/** The breaks that the forecast of a series takes out; a short history and intermittent counts have none. */
export function seriesBreaks(
  history: ArrayLike<number>,
  { bounds, frequency }: { readonly frequency: number; readonly bounds?: ValueBounds },
): readonly SeriesBreak[] {
  const series = standardSeries(history, bounds);
  if (series === null) return [];
  const period = Math.max(1, Math.round(frequency));
  const { known, lower, scale, skipped, upper, values } = series;
  if (isIntermittent(history, bounds) || isShort(known, period)) return [];
  return mendBreaks(values, { period, lower, upper }).breaks.map((one) => ({
    ...one,
    index: one.index + skipped,
    size: one.size * scale,
  }));
}

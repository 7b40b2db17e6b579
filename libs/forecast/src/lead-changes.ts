import { fillGaps } from "./fill-gaps.ts";
import { isSeasonal } from "./seasonality-test.ts";

/** A season counts where the series shows so many of them. */
const LEAST_SEASONS = 3;

/** Two series over the same periods, as a test of leads compares them. */
export interface LeadChanges {
  /** Changes from period to period, in standard deviations, about the mean of their season where there is one. */
  readonly lead: Float64Array;
  readonly follower: Float64Array;
  /** Periods of the season that was taken out; 1: none. */
  readonly season: number;
  /** The standard deviations, in the units of the two series. */
  readonly deviations: { readonly lead: number; readonly follower: number };
}

/** From the first to behind the last period in which both series are known. */
export function commonSpan(
  lead: ArrayLike<number>,
  follower: ArrayLike<number>,
): { readonly first: number; readonly end: number } {
  const isKnown = (at: number): boolean => Number.isFinite(lead[at]) && Number.isFinite(follower[at]);
  let [first, end] = [0, Math.min(lead.length, follower.length)];
  while (first < end && !isKnown(first)) first += 1;
  while (end > first && !isKnown(end - 1)) end -= 1;
  return { first, end };
}

/**
 * Lays two series out for a test of leads: differenced, and where either has a season, about the mean of each season. The mean
 * is taken out and not the difference over a season, because that difference gives two unrelated series the same memory,
 * and shuffles would take it for a tie. Gaps are filled by lines. O(n × frequency).
 */
export function leadChanges(
  series: { readonly lead: ArrayLike<number>; readonly follower: ArrayLike<number> },
  { first, end }: { readonly first: number; readonly end: number },
  frequency: number,
): LeadChanges {
  const changesOf = (values: ArrayLike<number>): Float64Array => {
    const known = fillGaps(Array.from({ length: end - first }, (_, at) => values[first + at] ?? Number.NaN));
    return Float64Array.from({ length: Math.max(0, known.length - 1) }, (_, at) => {
      return (known[at + 1] ?? 0) - (known[at] ?? 0);
    });
  };
  const [lead, follower] = [changesOf(series.lead), changesOf(series.follower)];
  const isLongEnough = frequency > 1 && end - first >= LEAST_SEASONS * frequency;
  const hasSeason = isLongEnough && [lead, follower].some((values) => isSeasonal(values, frequency));
  const season = hasSeason ? frequency : 1;
  const [own, other] = [aboutSeason(lead, season), aboutSeason(follower, season)];
  const deviations = { lead: deviationOf(own), follower: deviationOf(other) };
  return {
    lead: standardised(own, deviations.lead),
    follower: standardised(other, deviations.follower),
    season,
    deviations,
  };
}

function aboutSeason(values: Float64Array, season: number): Float64Array {
  const [sums, counts] = [new Float64Array(season), new Float64Array(season)];
  values.forEach((value, at) => {
    sums[at % season] = (sums[at % season] ?? 0) + value;
    counts[at % season] = (counts[at % season] ?? 0) + 1;
  });
  return values.map((value, at) => value - (sums[at % season] ?? 0) / (counts[at % season] ?? 1));
}

function deviationOf(values: Float64Array): number {
  return Math.sqrt(values.reduce((sum, value) => sum + value ** 2 / values.length, 0));
}

function standardised(values: Float64Array, deviation: number): Float64Array {
  return deviation > 0 ? values.map((value) => value / deviation) : values;
}

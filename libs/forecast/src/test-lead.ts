import type { LaggedCorrelations } from "./lagged-correlations.ts";
import { commonSpan, leadChanges } from "./lead-changes.ts";
import type { LeadChanges } from "./lead-changes.ts";
import { leadGain } from "./lead-gain.ts";
import { seededRandom } from "./seeded-random.ts";
import { shuffledShare } from "./shuffled-share.ts";
import { whitenedCorrelations } from "./whitened-correlations.ts";

/** Changes from period to period that a test needs beside the longest lag. */
const LEAST_CHANGES = 24;
/** Where a season is no longer than this, three of them have to be there. */
const LONGEST_WAITED_FOR = 12;
const LEAST_SEASONS = 3;
/** Share of periods that may be unknown. */
const MOST_UNKNOWN = 0.1;
const SHUFFLES = 4_999;
/** The part on which the lag is chosen; the rest is foretold. */
const LEARNING_SHARE = 2 / 3;
/** Below this a change is rounding; values come in standard deviations. */
const NO_CHANGE = 1e-9;

export interface LeadTestInput {
  /** Values of the series that is said to lead and of the one that is said to follow, period by period; NaN: unknown. */
  readonly lead: ArrayLike<number>;
  readonly follower: ArrayLike<number>;
  /** Periods of a season: 12 for months; 1: none. */
  readonly frequency: number;
  /** The longest lag that is looked at, in periods. */
  readonly maxLag: number;
  /** 1: more makes more; −1: more makes less; 0: either. */
  readonly sign: -1 | 0 | 1;
  /** Decides the shuffles. */
  readonly seed: string;
}

/** What the data say about whether one series leads another. */
export type LeadTest =
  | {
      readonly testable: false;
      readonly reason: "too_short" | "too_many_unknown" | "constant";
      /** Periods from the first to the last in which both are known. */
      readonly periods: number;
    }
  | {
      readonly testable: true;
      readonly periods: number;
      /** Periods by which the lead is ahead, where the two go together most, … */
      readonly lag: number;
      /** … and how closely: the correlation of what the lead's own past does not explain, −1 to 1. */
      readonly strength: number;
      /** How often shuffled leads look as good or better, 0 to 1. */
      readonly pValue: number;
      /** Share of the typical error that knowing the lead takes off forecasts it had no part in; below 0: it adds to it. */
      readonly gain: number;
    };

/** Periods that a test needs in which both series are known. */
export function leadPeriodsNeeded({
  frequency,
  maxLag,
}: Pick<LeadTestInput, "frequency" | "maxLag">): number {
  const seasons = frequency <= LONGEST_WAITED_FOR ? LEAST_SEASONS * frequency : 0;
  return Math.max(seasons, 1 + LEAST_CHANGES + maxLag);
}

/**
 * Tests whether one series leads another: the changes of both (`leadChanges`) are filtered by the autoregression of the lead
 * (pre-whitening), the greatest correlation at lags 1 to `maxLag` is held against that of shuffled leads, and forecasts of
 * the last third tell what knowing the lead is worth. Correlation is no proof of cause; no correlation is a reason to doubt
 * the hypothesis.
 * Definition: Box and Jenkins 1976, §11 (pre-whitening); `shuffledShare`; `leadGain`. O(shuffles × n × maxLag).
 */
export function testLead(input: LeadTestInput): LeadTest {
  const { lead, follower, frequency, maxLag, sign, seed } = input;
  const span = commonSpan(lead, follower);
  const periods = span.end - span.first;
  if (periods < leadPeriodsNeeded(input)) return { testable: false, reason: "too_short", periods };
  if ([lead, follower].some((values) => unknownShare(values, span) > MOST_UNKNOWN))
    return { testable: false, reason: "too_many_unknown", periods };
  const changes = leadChanges({ lead, follower }, span, frequency);
  if (!varies(changes.lead) || !varies(changes.follower))
    return { testable: false, reason: "constant", periods };
  const found = strongest(changes, { maxLag, sign });
  const learned = Math.floor(changes.lead.length * LEARNING_SHARE);
  const { lag } = strongest(partOf(changes, learned), { maxLag, sign });
  const limit = sizeOf(found.strength * found.scale, sign);
  return {
    testable: true,
    periods,
    lag: found.lag,
    strength: found.strength,
    pValue: shuffledShare({
      ...found,
      season: changes.season,
      maxLag,
      reaches: (sum) => sizeOf(sum, sign) >= limit,
      shuffles: SHUFFLES,
      random: seededRandom(seed),
    }),
    gain: leadGain({ ...changes, lag, from: learned }),
  };
}

interface Strongest extends LaggedCorrelations {
  readonly lag: number;
  readonly strength: number;
}

function strongest(
  changes: LeadChanges,
  { maxLag, sign }: Pick<LeadTestInput, "maxLag" | "sign">,
): Strongest {
  const found = whitenedCorrelations(changes, maxLag);
  const { correlations } = found;
  let best = 0;
  for (let at = 1; at < maxLag; at += 1) {
    if (sizeOf(correlations[at] ?? 0, sign) > sizeOf(correlations[best] ?? 0, sign)) best = at;
  }
  return { ...found, lag: best + 1, strength: correlations[best] ?? 0 };
}

function partOf({ lead, follower, ...rest }: LeadChanges, end: number): LeadChanges {
  return { lead: lead.subarray(0, end), follower: follower.subarray(0, end), ...rest };
}

function sizeOf(value: number, sign: -1 | 0 | 1): number {
  return sign === 0 ? Math.abs(value) : sign * value;
}

function unknownShare(
  values: ArrayLike<number>,
  { first, end }: { readonly first: number; readonly end: number },
): number {
  let unknown = 0;
  for (let at = first; at < end; at += 1) if (!Number.isFinite(values[at])) unknown += 1;
  return unknown / (end - first);
}

function varies(values: Float64Array): boolean {
  return values.some((value) => Math.abs(value - (values[0] ?? 0)) > NO_CHANGE);
}

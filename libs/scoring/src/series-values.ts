/** What is known of one series in one period, in the KPI's unit; null is unknown. */
export interface PeriodValue {
  readonly actual: number | null;
  readonly planned: number | null;
  /** Parts of the actual, where the source gave them. */
  readonly numerator?: number | null;
  readonly denominator?: number | null;
  /** When the planned value could first be known, in epoch milliseconds; absent: with its period's end. */
  readonly plannedKnownAt?: number | null;
}

/** Known values of one series by period label. */
export type SeriesValues = ReadonlyMap<string, PeriodValue>;

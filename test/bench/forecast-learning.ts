import { adaptIntervals, learnIntervals } from "@milepost/forecast";
import type { IntervalConstants } from "@milepost/forecast";
import type { CompetitionSeries } from "./competition-series.ts";

/** Earlier origins that each series is also forecast from. */
const EARLIER_ORIGINS = 2;
/** Known values that an earlier origin must have, by steps of a season; what M1's shortest series have. */
const FEWEST_KNOWN: Readonly<Record<number, number>> = { 1: 8, 4: 14, 12: 30 };

/**
 * Learns the interval constants anew from a file of series, each from its last origin and up to two earlier ones, and
 * prints them in the form of `interval-constants.ts`.
 */
export function printLearntIntervals(series: readonly CompetitionSeries[]): void {
  for (const [frequency, own] of Map.groupBy(series, (one) => one.frequency)) {
    const pool = own.flatMap((one) => origins(one));
    const { powers, reach80, reach95 } = learnIntervals(pool, frequency);
    const shown = powers.map((power) => power.toFixed(2)).join(", ");
    process.stdout.write(`season of ${frequency}, ${pool.length} forecasts: powers [${shown}], `);
    process.stdout.write(`reach80 ${reach80.toFixed(2)}, reach95 ${reach95.toFixed(2)}\n`);
  }
}

function origins({ frequency, test, train }: CompetitionSeries): { train: number[]; test: number[] }[] {
  const all = [...train, ...test];
  const horizon = test.length;
  return Array.from({ length: EARLIER_ORIGINS + 1 }, (_, back) => all.length - horizon * (back + 1))
    .filter((origin, back) => back === 0 || origin >= (FEWEST_KNOWN[frequency] ?? 2 * frequency))
    .map((origin) => ({ train: all.slice(0, origin), test: all.slice(origin, origin + horizon) }));
}

/** The interval constants of each kind of period, adapted to the ends of the training parts; test parts are not read. */
export function adaptedIntervals(
  series: readonly CompetitionSeries[],
): (one: CompetitionSeries) => IntervalConstants {
  const byKind = new Map<string, IntervalConstants>();
  for (const [kind, own] of Map.groupBy(series, kindOf)) {
    const keptBack = own.map(({ test, train }) => ({
      train: train.slice(0, -test.length),
      test: train.slice(-test.length),
    }));
    byKind.set(kind, adaptIntervals(keptBack, own[0]?.frequency ?? 1));
  }
  return (one) => byKind.get(kindOf(one)) ?? adaptIntervals([], one.frequency);
}

function kindOf({ frequency, period, test }: CompetitionSeries): string {
  return `${period}/${frequency}/${test.length}`;
}

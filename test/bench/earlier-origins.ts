import type { CompetitionSeries } from "./competition-series.ts";

/**
 * Series as they stood before: each ends as many test lengths earlier as is asked for, and its test part is what came next.
 * From one length on, the test parts of the file are not looked at. Series that had not begun are left out.
 */
export function earlierOrigins(
  series: readonly CompetitionSeries[],
  testLengths: number,
): CompetitionSeries[] {
  return series.flatMap((row) => {
    const all = [...row.train, ...row.test];
    const origin = row.train.length - testLengths * row.test.length;
    if (origin <= 0) return [];
    return [{ ...row, train: all.slice(0, origin), test: all.slice(origin, origin + row.test.length) }];
  });
}

const YEARS = 2;
const YEAR_DIGITS = 4;

/**
 * The breaks of a series that a person is told of beside an assessment of a period: those of the two years up to it. Older
 * ones stand in the data; the forecast takes them for what they are, and nobody acts on them. Labels are of one grain.
 */
export function recentBreaks<Break extends { readonly period: string }>(
  breaks: readonly Break[],
  period: string,
): readonly Break[] {
  const earliest = `${Number(period.slice(0, YEAR_DIGITS)) - YEARS}${period.slice(YEAR_DIGITS)}`;
  return breaks.filter((one) => one.period > earliest);
}

import type { SeriesLists } from "@milepost/scoring";

/** A period's label, value, and since when it is known (an instant's text). */
export type Entry = readonly [label: string, value: number | null, knownAt: string];

/** Values of one series as the tables give them; ratios come with their parts. */
export function seriesRow(
  about: Pick<SeriesLists, "kpi" | "series" | "kind">,
  entries: readonly Entry[],
  parts: readonly (readonly [numerator: number, denominator: number])[] = [],
): SeriesLists {
  return {
    ...about,
    labels: entries.map(([label]) => label),
    values: entries.map(([, value]) => value),
    numerators: parts.map(([numerator]) => numerator),
    denominators: parts.map(([, denominator]) => denominator),
    known_at: entries.map(([, , knownAt]) => Date.parse(knownAt)),
  };
}

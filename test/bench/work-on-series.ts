import { addPastGoals } from "@milepost/forecast";
import type { ChanceExample, ChanceGroup, ChanceWeightsTable, PastSeries } from "@milepost/forecast";
import { tellSeries } from "./atrisk-tell.ts";
import type { Asked, NamedSheets, PlacedSeries } from "./atrisk-tell.ts";
import type { CompetitionSeries } from "./competition-series.ts";
import { followSeries } from "./lead-follow.ts";
import type { FollowedTargets } from "./lead-follow.ts";

/** A series, and its place in the file. */
export type NumberedSeries = Omit<PlacedSeries, "checkIns">;

/** What is asked of some series: told chances of tasks, examples to learn from, or targets followed to their deadline. */
export type SeriesWork =
  | { readonly kind: "tell"; readonly series: readonly NumberedSeries[]; readonly asked: readonly Asked[] }
  | { readonly kind: "learn"; readonly series: readonly NumberedSeries[] }
  | {
      readonly kind: "follow";
      readonly series: readonly NumberedSeries[];
      readonly weights: ChanceWeightsTable;
    };

/** What came of it. */
export interface SeriesResult {
  readonly sheets: NamedSheets;
  readonly examples: Map<ChanceGroup, ChanceExample[]>;
  readonly followed: FollowedTargets;
}

/** Works through some series in their order. */
export function workOnSeries(work: SeriesWork): SeriesResult {
  const result: SeriesResult = { sheets: new Map(), examples: new Map(), followed: new Map() };
  for (const numbered of work.series) {
    const series: PlacedSeries = { ...numbered, checkIns: new Map() };
    switch (work.kind) {
      case "tell":
        for (const asked of work.asked) tellSeries(result.sheets, series, asked);
        break;
      case "learn":
        addPastGoals(result.examples, pastOf(series.row));
        break;
      case "follow":
        followSeries(result.followed, series.row, work.weights);
    }
  }
  return result;
}

/** A series as it stood at the end of its training part, and what came next. */
function pastOf({ id: seed, frequency, period, test, train }: CompetitionSeries): PastSeries {
  return { values: Float64Array.from([...train, ...test]), seen: train.length, period, frequency, seed };
}

import type { Store } from "@milepost/store";
import { pipeline } from "@milepost/store/queries/pipeline";
import type { PipelineRow } from "@milepost/store/queries/pipeline";

/** How far the tables are behind the log, for a person who looks at numbers. */
export interface PipelineStanding {
  readonly standing: PipelineRow["standing"];
  /** Everything that was appended up to then is shown, epoch milliseconds; null: nobody knows. */
  readonly completeUpTo: number | null;
}

/** It is measured every ten seconds; many pages share one look. */
const ASKED_EVERY_MS = 2_000;

/** Asks how far the tables are, at most every two seconds; whoever cannot be asked knows nothing. */
export function readPipeline(store: Store): () => Promise<PipelineStanding> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let asked: Promise<PipelineStanding> = Promise.resolve(standingOf([]));
  return () => {
    if (performance.now() - askedAt < ASKED_EVERY_MS) return asked;
    askedAt = performance.now();
    asked = store.query(pipeline()).then(standingOf, () => standingOf([]));
    return asked;
  };
}

/** The standing of the partition that is worst off; without any, nobody knows. */
export function standingOf(rows: readonly PipelineRow[]): PipelineStanding {
  const instants = rows.map((row) => (row.complete_up_to === null ? null : Date.parse(row.complete_up_to)));
  const known = instants.filter((instant) => instant !== null);
  const completeUpTo = known.length === 0 || known.length < instants.length ? null : Math.min(...known);
  const has = (standing: PipelineRow["standing"]): boolean => rows.some((row) => row.standing === standing);
  if (rows.length === 0 || has("unknown")) return { standing: "unknown", completeUpTo };
  return { standing: has("behind") ? "behind" : "caught_up", completeUpTo };
}

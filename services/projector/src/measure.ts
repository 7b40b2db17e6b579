import type { Metrics } from "@milepost/runtime";
import type { Projector } from "./compose.ts";
import type { ProjectorMetrics } from "./projection.ts";

const COUNTS: Readonly<Record<keyof ProjectorMetrics, { readonly name: string; readonly help: string }>> = {
  batches: { name: "milepost_projector_batches_total", help: "Batches that the projector inserted." },
  records: { name: "milepost_projector_records_total", help: "Log records that the projector took in." },
  rows: { name: "milepost_projector_rows_total", help: "Rows that the projector inserted." },
  deadLetters: { name: "milepost_dead_letters_total", help: "Log records that could not be processed." },
};

const MS_PER_SECOND = 1_000;

/** Shows what the projector counts. */
export function measureProjector(
  projector: Pick<Projector, "metrics" | "tablesDiffered" | "derivedBehindMs">,
  metrics: Metrics,
): void {
  for (const key of Object.keys(COUNTS) as (keyof ProjectorMetrics)[]) {
    metrics.read({ type: "counter", ...COUNTS[key], read: () => [{ value: projector.metrics()[key] }] });
  }
  metrics.read({
    type: "counter",
    name: "milepost_rebuild_tables_differed_total",
    help: "Tables that a rebuild found to be otherwise than the log says.",
    read: () => [{ value: projector.tablesDiffered() }],
  });
  metrics.read({
    type: "gauge",
    name: "milepost_derived_watermark_age_seconds",
    help: "How long goal progress and scorecards are behind their inputs.",
    read: async () => [{ value: (await projector.derivedBehindMs()) / MS_PER_SECOND }],
  });
}

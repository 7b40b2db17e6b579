import type { Metrics } from "@milepost/runtime";
import type { Ingest } from "./compose.ts";

/** Shows what ingest counts. */
export function measureIngest(ingest: Pick<Ingest, "metrics">, metrics: Metrics): void {
  metrics.read({
    type: "counter",
    name: "milepost_events_total",
    help: "Posted events by what became of them.",
    labels: ["result"],
    read: () => {
      const { accepted, rejected } = ingest.metrics();
      return [
        { labels: { result: "accepted" }, value: accepted },
        { labels: { result: "rejected" }, value: rejected },
      ];
    },
  });
}

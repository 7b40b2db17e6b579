import type { Metrics } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { canaries } from "@milepost/store/queries/canaries";
import type { CanaryEnd } from "./canary/canary.ts";
import type { Ingest } from "./compose.ts";

const ROUND_TRIP_BUCKETS_SECONDS = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const MS_PER_SECOND = 1_000;

/** Shows how the canary does; returns what is told of each that this process sent. */
export function measureCanary(store: Store, metrics: Metrics): (end: CanaryEnd) => void {
  const missed = metrics.counter({
    name: "milepost_canary_missed_total",
    help: "Canaries that this process sent and that did not come through in time.",
  });
  // Whoever sent it: the table knows of all processes.
  metrics.read({
    type: "gauge",
    name: "milepost_canary_last_success_timestamp_seconds",
    help: "When the newest canary was sent that came through; absent when none has, or nobody can tell.",
    read: async () => {
      const newest = await store.query(canaries());
      return newest.map((row) => ({ value: Date.parse(row.sent_at) / MS_PER_SECOND }));
    },
  });
  return ({ roundTripMs }) => {
    if (roundTripMs === null) return missed();
    // Named only now: until one came back there is no figure, and not the figure 0.
    const seconds = metrics.histogram({
      name: "milepost_canary_round_trip_seconds",
      help: "From before a canary was appended until a query showed its row.",
      buckets: ROUND_TRIP_BUCKETS_SECONDS,
    });
    seconds(roundTripMs / MS_PER_SECOND);
  };
}

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

import { PROJECTOR_GROUP, TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { ConsumeOptions, EventLog } from "@milepost/event-log";
import { errorCode } from "@milepost/runtime";
import type { Metrics, Sample } from "@milepost/runtime";

const APPEND_BUCKETS_SECONDS = [0.001, 0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 5, 30];
const BATCH_BUCKETS_SECONDS = [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const MS_PER_SECOND = 1_000;

/** The same log, with figures of what is appended and consumed. */
export function withLogMetrics(log: EventLog, metrics: Metrics): EventLog {
  const appendSeconds = metrics.histogram({
    name: "milepost_log_append_duration_seconds",
    help: "How long appends took until they were durable.",
    buckets: APPEND_BUCKETS_SECONDS,
  });
  const appended = metrics.counter({
    name: "milepost_log_appended_records_total",
    help: "Records that were appended, by topic.",
    labels: ["topic"],
  });
  const appendFailures = metrics.counter({
    name: "milepost_log_append_failures_total",
    help: "Appends that failed, by error code.",
    labels: ["code"],
  });
  const measureConsumer = consumerMeasures(metrics);
  return {
    ...log,
    append: async (records) => {
      const began = performance.now();
      try {
        const placed = await log.append(records);
        appendSeconds((performance.now() - began) / MS_PER_SECOND);
        for (const [topic, count] of countByTopic(records)) appended({ topic }, count);
        return placed;
      } catch (error) {
        appendFailures({ code: errorCode(error) ?? "internal" });
        throw error;
      }
    },
    consume: (options) => log.consume({ ...options, ...measureConsumer(options) }),
  };
}

type Measured = Pick<ConsumeOptions, "group" | "onBatch" | "onStep" | "onTrouble">;

/** What a consumer calls, measured. */
function consumerMeasures(metrics: Metrics): (options: Measured) => Measured {
  const labels = ["group"];
  const records = metrics.counter({
    name: "milepost_consumer_records_total",
    help: "Records that a consumer group took in this process; a repeated batch counts again.",
    labels,
  });
  const failures = metrics.counter({
    name: "milepost_consumer_batch_failures_total",
    help: "Batches that were not taken and come again.",
    labels,
  });
  const commitFailures = metrics.counter({
    name: "milepost_consumer_commit_failures_total",
    help: "Batches that were taken but whose commit failed; they come again and change nothing.",
    labels,
  });
  const seconds = metrics.histogram({
    name: "milepost_consumer_batch_duration_seconds",
    help: "How long a consumer took for a batch, until it was ready to be committed.",
    labels,
    buckets: BATCH_BUCKETS_SECONDS,
  });
  const troubles = metrics.counter({
    name: "milepost_consumer_trouble_total",
    help: "Tries to join a consumer group, or to fetch for it, that failed.",
    labels,
  });
  return ({ group, onBatch, onStep, onTrouble }) => {
    let isCommitting = false;
    return {
      group,
      onBatch: async (batch) => {
        const began = performance.now();
        try {
          await onBatch(batch);
          seconds((performance.now() - began) / MS_PER_SECOND, { group });
          records({ group }, batch.length);
        } catch (error) {
          failures({ group });
          throw error;
        }
      },
      onStep: (step) => {
        // A commit that did not come to its end shows in the next step.
        if (isCommitting && step !== "committed") commitFailures({ group });
        isCommitting = step === "committing";
        onStep?.(step);
      },
      onTrouble: (trouble) => {
        if (trouble !== undefined) troubles({ group });
        onTrouble?.(trouble);
      },
    };
  };
}

function countByTopic(records: readonly { readonly topic: string }[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const { topic } of records) counts.set(topic, (counts.get(topic) ?? 0) + 1);
  return counts;
}

/** Shows how far the tables are behind the log; while that is unknown the figure is absent, for a 0 would say that all is in. */
export function measureLag(log: EventLog, metrics: Metrics): void {
  metrics.read({
    type: "gauge",
    name: "milepost_projector_lag_records",
    help: "Records in the log that the projector has not committed yet; absent when unknown.",
    labels: ["partition"],
    read: async () => lagOf(await log.end(TOPICS), await log.committed(PROJECTOR_GROUP, TOPICS)),
  });
}

/** What is in the log and not committed, per partition. */
function lagOf(end: Position, committed: Position): readonly Sample[] {
  return Object.entries(end).map(([partition, offset]) => ({
    labels: { partition },
    // The end was asked for first: commits may have gone past it.
    value: Math.max(0, offset - (committed[partition] ?? 0)),
  }));
}

import { readEvent } from "@milepost/contracts";
import type { LogPlace, RunCompletedData } from "@milepost/contracts";
import { followTopic, recordAt } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";

/** Runs a connector that are kept in memory; older ones are in the table `connector_runs`. */
const MAX_KEPT_RUNS = 50;

/** A connector's completed runs, as the log tells them. */
export interface RunReader {
  /** How many runs of a connector were completed. */
  completed(connector: string): number;
  /** The newest runs, newest first. */
  newest(connector: string): readonly RunCompletedData[];
  /** The newest run that did not fail, however many failed since. */
  newestUnfailed(connector: string): RunCompletedData | undefined;
  /** The run that a command under an idempotency key brought about. */
  byKey(connector: string, key: string): Promise<RunCompletedData | undefined>;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Follows the runs topic. */
export async function followRuns(log: EventLog): Promise<RunReader> {
  const counts = new Map<string, number>();
  const kept = new Map<string, RunCompletedData[]>();
  const unfailed = new Map<string, RunCompletedData>();
  // A key is kept for good: the same command may come again at any time. Its run stays in the log, which holds its problems.
  const keyed = new Map<string, LogPlace>();
  const take = (run: RunCompletedData, { topic, partition, offset }: LogPlace): void => {
    const runs = kept.get(run.connector) ?? [];
    // Two owners of one run both tell its end; the first one counts.
    if (runs.some((one) => one.run === run.run)) return;
    counts.set(run.connector, (counts.get(run.connector) ?? 0) + 1);
    runs.unshift(run);
    kept.set(run.connector, runs.slice(0, MAX_KEPT_RUNS));
    if (run.status !== "failed") unfailed.set(run.connector, run);
    const key = run["idempotencyKey"];
    if (typeof key === "string" && !keyed.has(keyOf(run.connector, key))) {
      keyed.set(keyOf(run.connector, key), { topic, partition, offset });
    }
  };
  const follower = await followTopic(log, {
    topics: ["runs"],
    onEvents: (batch) => {
      for (const { event, record } of batch) {
        if (event.type === "milepost.run.completed.v1") take(event.data, record);
      }
    },
  });
  const newest = (connector: string): readonly RunCompletedData[] => kept.get(connector) ?? [];
  return {
    completed: (connector) => counts.get(connector) ?? 0,
    newest,
    newestUnfailed: (connector) => unfailed.get(connector),
    byKey: async (connector, key) => {
      const place = keyed.get(keyOf(connector, key));
      return place === undefined ? undefined : runAt(log, place);
    },
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}

async function runAt(log: EventLog, place: LogPlace): Promise<RunCompletedData | undefined> {
  const event = readEvent((await recordAt(log, place))?.value);
  return event.ok && event.event.type === "milepost.run.completed.v1" ? event.event.data : undefined;
}

function keyOf(connector: string, idempotencyKey: string): string {
  return JSON.stringify([connector, idempotencyKey]);
}

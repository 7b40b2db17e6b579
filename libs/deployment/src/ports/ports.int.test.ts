import type { MilepostEvent } from "@milepost/contracts";
import type { ConsumeOptions, EventLog, NewRecord } from "@milepost/event-log";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import {
  createMetrics,
  createReadiness,
  MilepostError,
  noTelemetry,
  silentLogger,
  systemClock,
} from "@milepost/runtime";
import type { Metrics, Telemetry } from "@milepost/runtime";
import { observationEvent } from "@milepost/testkit";
import { openTestLog } from "@milepost/testkit/test-log";
import type { TestLog } from "@milepost/testkit/test-log";
import { openTestStore } from "@milepost/testkit/test-store";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { withJobMetrics } from "./with-job-metrics.ts";
import { measureLag, withLogMetrics } from "./with-log-metrics.ts";
import { withLogReadiness } from "./with-log-readiness.ts";
import { withLogTelemetry } from "./with-log-telemetry.ts";
import { withStoreMetrics } from "./with-store-metrics.ts";

const TRACEPARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
let metrics: Metrics;
let testLog: TestLog;
beforeEach(async () => {
  metrics = createMetrics();
  testLog = await openTestLog();
});
afterEach(() => testLog.close());

const record = (more: Readonly<Record<string, unknown>> = {}): NewRecord => ({
  topic: "observations",
  key: "revenue/",
  event: observationEvent({ event: more }) as unknown as MilepostEvent,
});

/** The value of a sample; undefined where it is absent. */
async function sample(name: string): Promise<number | undefined> {
  const line = (await metrics.text()).split("\n").find((one) => one.startsWith(`${name} `));
  return line === undefined ? undefined : Number(line.slice(name.length));
}

describe("a log that is measured", () => {
  it("counts appends by topic, batches that were taken, and those that come again", async () => {
    const log = withLogMetrics(testLog.log, metrics);
    await log.append([record(), record()]);
    let failures = 1;
    const consumer = log.consume({
      group: "projector",
      topics: ["observations"],
      maxBatchRecords: 10,
      maxWaitMs: 0,
      onBatch: async () => {
        failures -= 1;
        if (failures === 0) throw new Error("not yet");
      },
    });
    await consumer.waitFor(await log.end(["observations"]));
    expect(await sample('milepost_log_appended_records_total{topic="observations"}')).toBe(2);
    expect(await sample("milepost_log_append_duration_seconds_count")).toBe(1);
    expect(await sample('milepost_consumer_records_total{group="projector"}')).toBe(2);
    expect(await sample('milepost_consumer_batch_failures_total{group="projector"}')).toBe(1);
    expect(await sample('milepost_consumer_commit_failures_total{group="projector"}')).toBeUndefined();
  });

  it("counts what keeps a consumer from its records, and is not ready when that lasts, with the reason, until it is over", async () => {
    const readiness = createReadiness(systemClock);
    let tell: ConsumeOptions["onTrouble"];
    // The port's other side: a log whose consumer tells what the test says.
    const port: EventLog = {
      ...testLog.log,
      consume: ({ onTrouble }) => {
        tell = onTrouble;
        return { waitFor: async () => undefined, close: async () => undefined };
      },
    };
    const log = withLogMetrics(withLogReadiness(port, readiness), metrics);
    log.consume({
      group: "projector",
      topics: [],
      maxBatchRecords: 1,
      maxWaitMs: 0,
      onBatch: async () => undefined,
    });
    const reason = "the session timeout is refused; set another";
    for (const failures of [1, 2, 3, 4]) tell?.({ failures, reason });
    expect(await readiness.reason()).toBeUndefined();
    tell?.({ failures: 5, reason });
    expect(await readiness.reason()).toMatch(
      /^consumer projector \(since .*\): the session timeout is refused/,
    );
    tell?.(undefined);
    expect(await readiness.reason()).toBeUndefined();
    expect(await sample('milepost_consumer_trouble_total{group="projector"}')).toBe(5);
  });

  it("counts a commit that was begun and did not come to its end", async () => {
    const log = withLogMetrics(
      // The port's other side: a log whose first commit fails.
      {
        ...testLog.log,
        consume: ({ onStep }) => {
          for (const step of ["polled", "committing", "polled", "committing", "committed", "polled"] as const)
            onStep?.(step);
          return { waitFor: async () => undefined, close: async () => undefined };
        },
      },
      metrics,
    );
    log.consume({
      group: "predict",
      topics: [],
      maxBatchRecords: 1,
      maxWaitMs: 0,
      onBatch: async () => undefined,
    });
    expect(await sample('milepost_consumer_commit_failures_total{group="predict"}')).toBe(1);
  });

  it("shows the lag of each partition, and none while it is unknown", async () => {
    measureLag(testLog.log, metrics);
    await testLog.log.append([record()]);
    const texts = (await metrics.text())
      .split("\n")
      .filter((line) => line.startsWith("milepost_projector_lag_records{"));
    expect(texts.filter((line) => line.endsWith(" 1"))).toHaveLength(1);
    expect(await sample('milepost_projector_lag_records{partition="strategy/0"}')).toBe(0);
    await testLog.log.close();
    expect(await metrics.text()).not.toContain("milepost_projector_lag_records{");
  });

  it("counts appends that failed by their code", async () => {
    const log = withLogMetrics(testLog.log, metrics);
    await testLog.log.close();
    await expect(log.append([record()])).rejects.toThrow("closed");
    expect(await sample('milepost_log_append_failures_total{code="log_closed"}')).toBe(1);
  });
});

describe("a log that is traced", () => {
  const tracing: Telemetry = { ...noTelemetry, isOn: true, traceparent: () => TRACEPARENT };

  it("stamps the trace last, keeps what the event says itself, and leaves events outside a trace as they are", async () => {
    const own = "00-11111111111111111111111111111111-1111111111111111-01";
    await withLogTelemetry(testLog.log, tracing).append([record(), record({ traceparent: own })]);
    await withLogTelemetry(testLog.log, { ...tracing, traceparent: () => undefined }).append([record()]);
    const events = await testLog.events("observations");
    expect(events.map(({ traceparent }) => traceparent)).toEqual([TRACEPARENT, own, undefined]);
    expect(Object.keys(events[0] ?? {}).at(-1)).toBe("traceparent");
    expect(withLogTelemetry(testLog.log, noTelemetry)).toBe(testLog.log);
  });
});

it("a store that is measured counts inserts by table, queries by name, and failures by code", async () => {
  const database = await openTestStore();
  const store = withStoreMetrics(database.store, metrics);
  await store.query({ name: "one", sql: "SELECT 1 AS one", params: {} });
  const line = JSON.stringify({ what: "test", version: 1, text_hash: "" });
  await store.insert("schema_versions", [line]);
  await expect(store.insert("no_such_table", ["{}"])).rejects.toThrow(MilepostError);
  expect(await sample('milepost_store_query_duration_seconds_count{query="one"}')).toBe(1);
  expect(await sample('milepost_store_insert_duration_seconds_count{table="schema_versions"}')).toBe(1);
  expect(await sample('milepost_store_failures_total{request="insert",code="clickhouse_error"}')).toBe(1);
  await database.close();
});

it("jobs that are measured count their runs by queue and outcome", async () => {
  const jobs = withJobMetrics(
    openEmbeddedJobs({ logger: silentLogger(), limits: { firstRetryMs: 1 } }),
    metrics,
  );
  let tries = 0;
  const queue = jobs.register<string>({
    name: "derive",
    keyOf: (key) => key,
    attempts: 2,
    run: async () => {
      tries += 1;
      if (tries === 1) throw new Error("not yet");
    },
  });
  await queue.add("all");
  await queue.idle();
  expect(await sample('milepost_job_runs_total{queue="derive",outcome="failed"}')).toBe(1);
  expect(await sample('milepost_job_runs_total{queue="derive",outcome="done"}')).toBe(1);
  expect(await sample('milepost_job_duration_seconds_count{queue="derive"}')).toBe(2);
  await jobs.close();
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readEvent } from "@milepost/contracts";
import type { MilepostEvent, PlanFile, Position, Topic } from "@milepost/contracts";
import type { EventLog, LogRecord, NewRecord } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import type { Jobs } from "@milepost/jobs";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { decidePlan, emptyPlan } from "@milepost/plan";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { SettableClock } from "@milepost/runtime";
import { openTestStore } from "@milepost/testkit/test-store";
import { createPredict } from "../compose.ts";
import type { Predict, PredictOptions } from "../compose.ts";

/** A deployment with a real log and a real SQL engine, whose base rows this harness inserts. */
export interface TestDeployment extends Omit<PredictOptions, "clock" | "jobs"> {
  readonly clock: SettableClock;
  /** The newest predictor. */
  readonly predict: Predict;
  /** Opens another predictor over the same log, as a restart does. */
  restart(): void;
  apply(plan: PlanFile): Promise<void>;
  push(values: readonly TestValue[]): Promise<void>;
  /** Every event of a topic, in log order, as it stands there byte for byte. */
  events(topic: Topic): Promise<readonly MilepostEvent[]>;
  close(): Promise<void>;
}

/** A value to be appended; without `knownAt` it is known now. */
export interface TestValue {
  readonly kpi: string;
  readonly period: string;
  readonly periodEnd: string;
  readonly kind: "actual" | "planned";
  readonly value: string;
  readonly knownAt?: string;
}

/** Opens a deployment that is gone when it is closed. */
export async function openTestDeployment(now: number): Promise<TestDeployment> {
  const dir = mkdtempSync(join(tmpdir(), "milepost-predict-"));
  const logger = silentLogger();
  const clock = standingClock(now);
  const log = await openEmbeddedLog({ dir, prefix: "test", logger });
  const database = await openTestStore();
  const { store } = database;
  const waitVisible = createFeeder(log, (lines) => store.insert("observation_events", lines));
  const options = { log, store, clock, logger, waitVisible };
  const predictors: Predict[] = [];
  const allJobs: Jobs[] = [];
  const restart = (): void => {
    const jobs = openEmbeddedJobs({ logger });
    allJobs.push(jobs);
    predictors.push(createPredict({ ...options, jobs }));
  };
  restart();
  let pushed = 0;
  return {
    ...options,
    get predict() {
      return predictors.at(-1) as Predict;
    },
    restart,
    apply: async (plan) => {
      await log.append(planEvents(plan, clock.now()));
    },
    push: async (values) => {
      const events = values.map((value) => observation(value, `v${(pushed += 1)}`, clock.now()));
      await log.append(events);
    },
    events: async (topic) => (await recordsOf(log, topic, 0)).map(({ value }) => value as MilepostEvent),
    close: async () => {
      for (const predict of predictors) await predict.close();
      for (const jobs of allJobs) await jobs.close();
      await log.close();
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

function planEvents(plan: PlanFile, now: number): readonly NewRecord[] {
  let ids = 0;
  const newId = (): string => `plan-${(ids += 1)}`;
  const context = { now: new Date(now).toISOString(), source: "//test", actor: "test", newId };
  const decided = decidePlan(plan, emptyPlan, context);
  if (!decided.ok) throw new Error(JSON.stringify(decided.problems));
  return decided.events;
}

function observation(value: TestValue, id: string, now: number): NewRecord {
  const { kpi, period, periodEnd, kind, knownAt = new Date(now).toISOString() } = value;
  const time = new Date(now).toISOString();
  const judged = {
    rules: "test",
    kpiVersion: 1,
    grain: "month" as const,
    periodStart: `${period}-01`,
    periodEnd,
    seriesSource: "",
  };
  const data = { kpi, series: {}, period, kind, value: value.value, knownAt, judged };
  const event: MilepostEvent = {
    specversion: "1.0",
    id,
    source: "//test",
    type: "milepost.observation.recorded.v1",
    time,
    recordedtime: time,
    data: { ...data, completeness: "complete" },
  };
  return { topic: "observations", key: `${kpi}/`, event };
}

/** Makes observations visible by inserting them, as the projector does. */
function createFeeder(
  log: EventLog,
  insert: (lines: readonly string[]) => Promise<void>,
): (position: Position) => Promise<void> {
  const inserted: Record<string, number> = {};
  return async (position) => {
    for (const [place, end] of Object.entries(position)) {
      const [topic, partition] = place.split("/");
      const from = inserted[place] ?? 0;
      if (topic !== "observations" || from >= end) continue;
      for await (const records of log.read({ topic, partition: Number(partition), from, to: end })) {
        await insert(records.flatMap(lineOf));
      }
      inserted[place] = end;
    }
  };
}

function lineOf(record: LogRecord): readonly string[] {
  const [event] = eventOf(record);
  if (event?.type !== "milepost.observation.recorded.v1") return [];
  const { kpi, period, kind, value, knownAt, judged } = event.data;
  return [
    JSON.stringify({
      kpi,
      kind,
      value,
      series: "",
      grain: judged?.grain,
      period_start: judged?.periodStart,
      period_end: judged?.periodEnd,
      period_ends_at: `${judged?.periodEnd}T23:59:59.000Z`,
      period_label: period,
      source: event.source,
      id: event.id,
      event_type: "recorded",
      kpi_version: 1,
      completeness: "complete",
      time: event.time,
      known_at: knownAt,
      recorded_at: event.recordedtime,
      plan_source: "",
      actor: "test",
      log_topic: record.topic,
      log_partition: record.partition,
      log_offset: record.offset,
    }),
  ];
}

function eventOf(record: LogRecord): readonly MilepostEvent[] {
  const read = readEvent(record.value);
  return read.ok ? [read.event] : [];
}

async function recordsOf(log: EventLog, topic: Topic, partition: number): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const batch of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER })) {
    records.push(...batch);
  }
  return records;
}

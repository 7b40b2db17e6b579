import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { MilepostEvent, PlanFile, Topic } from "@milepost/contracts";
import type { EventLog, LogRecord, NewRecord } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import type { EmbeddedLog } from "@milepost/event-log/embedded-log";
import type { Jobs } from "@milepost/jobs";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { decidePlan, emptyPlan } from "@milepost/plan";
import { silentLogger, standingClock } from "@milepost/runtime";
import type { SettableClock } from "@milepost/runtime";
import { openTestStore } from "@milepost/testkit/test-store";
import { createPredict } from "../compose.ts";
import type { DeliverySettings } from "../delivery/delivery-parts.ts";
import { createFeeder } from "./feeder.ts";
import type { Predict, PredictOptions } from "../compose.ts";

/** A deployment with a real log and a real SQL engine, whose base rows this harness inserts. */
export interface TestDeployment extends Omit<PredictOptions, "log" | "clock" | "jobs"> {
  readonly log: EmbeddedLog;
  readonly clock: SettableClock;
  /** The newest predictor. */
  readonly predict: Predict;
  /** What another process needs to take part. */
  readonly place: TestPlace;
  /** Opens another predictor over the same files, as a restart or a second process does. */
  restart(by?: Partial<Pick<PredictOptions, "modelVersion" | "logger">>): Promise<Predict>;
  apply(plan: PlanFile): Promise<void>;
  push(values: readonly TestValue[]): Promise<void>;
  /** Every event of a topic, in log order, as it stands there byte for byte. */
  events(topic: Topic): Promise<readonly MilepostEvent[]>;
  close(): Promise<void>;
}

/** Where a deployment's log and tables are. */
export interface TestPlace {
  readonly dir: string;
  readonly prefix: string;
  readonly tables: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
}

export interface TestDeploymentOptions {
  /** Opens the jobs of one predictor; default: in this process. */
  readonly openJobs?: () => Promise<Jobs>;
  /** False: no predictor until `restart`. */
  readonly start?: boolean;
  /** How its predictors tell people; default: by the page alone. */
  readonly delivery?: DeliverySettings;
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

const PREFIX = "test";

/** Opens a deployment that is gone when it is closed. */
export async function openTestDeployment(
  now: number,
  {
    openJobs = async () => openEmbeddedJobs({ logger: silentLogger() }),
    start = true,
    delivery,
  }: TestDeploymentOptions = {},
): Promise<TestDeployment> {
  const dir = mkdtempSync(join(tmpdir(), "milepost-predict-"));
  const logger = silentLogger();
  const clock = standingClock(now);
  const log = await openEmbeddedLog({ dir, prefix: PREFIX, logger });
  const database = await openTestStore();
  const { store } = database;
  const waitVisible = createFeeder(log, (lines) => store.insert("observation_events", lines));
  const options = { log, store, clock, logger, waitVisible };
  const started: Started[] = [];
  const restart: TestDeployment["restart"] = async (by = {}) => {
    // The first one shares the harness' log; a further one reads the files by itself.
    const own = started.length === 0 ? log : await openEmbeddedLog({ dir, prefix: PREFIX, logger });
    const jobs = await openJobs();
    const predict = createPredict({
      ...options,
      ...by,
      log: own,
      jobs,
      ...(delivery === undefined ? {} : { delivery }),
    });
    started.push({ predict, jobs, log: own });
    return predict;
  };
  if (start) await restart();
  let pushed = 0;
  return {
    ...options,
    place: {
      dir,
      prefix: PREFIX,
      tables: { url: database.url, database: store.database, ...database.writer },
    },
    get predict() {
      return started.at(-1)?.predict as Predict;
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
      for (const { predict } of started) await predict.close();
      for (const one of started.toReversed()) {
        await one.jobs.close();
        await one.log.close();
      }
      await database.close();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

interface Started {
  readonly predict: Predict;
  readonly jobs: Jobs;
  readonly log: EventLog;
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

async function recordsOf(log: EventLog, topic: Topic, partition: number): Promise<readonly LogRecord[]> {
  const records: LogRecord[] = [];
  for await (const batch of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER })) {
    records.push(...batch);
  }
  return records;
}

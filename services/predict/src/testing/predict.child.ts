import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { openBullmqJobs } from "@milepost/jobs/bullmq-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { openStore } from "@milepost/store/clickhouse-store";
import { createPredict } from "../compose.ts";
import type { PredictStep } from "../steps.ts";
import { createFeeder } from "./feeder.ts";
import type { TestPlace } from "./test-deployment.ts";

const REQUEST_TIMEOUT_MS = 30_000;

/** What a second process is told. */
export interface Orders {
  readonly place: TestPlace;
  readonly redisUrl: string;
  readonly lockMs: number;
  readonly now: number;
  /** Step at which the process kills itself, and the how manyth time. */
  readonly killAt: PredictStep;
  readonly occurrence: number;
}

/** An instance of predict that assesses everything and dies at a step. */
async function predictUntilKilled({ place, redisUrl, lockMs, now, ...kill }: Orders): Promise<void> {
  const logger = silentLogger();
  const { dir, prefix, tables } = place;
  const log = await openEmbeddedLog({ dir, prefix, logger });
  const store = await openStore({
    ...tables,
    logger,
    requestTimeoutMs: REQUEST_TIMEOUT_MS,
  });
  const jobs = await openBullmqJobs({ url: redisUrl, prefix, logger, limits: { lockMs } });
  let left = kill.occurrence;
  const predict = createPredict({
    log,
    store,
    jobs,
    logger,
    clock: standingClock(now),
    waitVisible: createFeeder(log, (lines) => store.insert("observation_events", lines)),
    onStep: (step) => {
      if (step === kill.killAt && (left -= 1) === 0) process.kill(process.pid, "SIGKILL");
    },
  });
  await predict.assessNow();
  await predict.fillHistory();
}

await predictUntilKilled(JSON.parse(process.argv[2] ?? "{}") as Orders);

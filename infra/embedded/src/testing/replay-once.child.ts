import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { createIngest } from "@milepost/ingest/compose";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { createHttpEdge, silentLogger, standingClock } from "@milepost/runtime";
import { openStore } from "@milepost/store/clickhouse-store";

/** What the parent asks for, as JSON in the first argument. */
export interface ReplayOnce {
  readonly dataDir: string;
  readonly clickHouse: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly now: string;
  /** Step of the replay at which this process ends itself by SIGKILL. */
  readonly dieAt: string;
  readonly id: string;
  readonly event: unknown;
  readonly idempotencyKey: string;
}

const POLL_MS = 20;
const REQUEST_TIMEOUT_MS = 30_000;

/** Replays one dead letter in an ingest of its own, on the log and the tables of a deployment that runs elsewhere. */
async function replayOnce(asked: ReplayOnce): Promise<void> {
  const logger = silentLogger();
  const log = await openEmbeddedLog({ dir: join(asked.dataDir, "log"), prefix: "milepost", logger });
  const options = { logger, requestTimeoutMs: REQUEST_TIMEOUT_MS };
  const store = await openStore({ ...asked.clickHouse, ...options });
  const waitVisible = async (wanted: Position): Promise<void> => {
    for (;;) {
      const reached = await log.committed("projector", TOPICS);
      if (Object.entries(wanted).every(([key, offset]) => (reached[key] ?? 0) >= offset)) return;
      await delay(POLL_MS);
    }
  };
  const ingest = await createIngest({
    log,
    store,
    logger,
    waitVisible,
    jobs: openEmbeddedJobs({ logger }),
    clock: standingClock(Date.parse(asked.now)),
    settings: { dataDir: asked.dataDir },
    onDeadLetterStep: (step) => {
      if (step === asked.dieAt) process.kill(process.pid, "SIGKILL");
    },
  });
  const app = createHttpEdge({ allowedHosts: [], logger });
  await app.register(ingest.routes, { prefix: "/v1" });
  const answer = await app.inject({
    method: "POST",
    url: `/v1/dead-letters/${asked.id}/replays`,
    headers: { host: "localhost", "idempotency-key": asked.idempotencyKey },
    payload: { event: asked.event },
  });
  process.stdout.write(answer.body);
  process.exit(0);
}

await replayOnce(JSON.parse(process.argv[2] ?? "") as ReplayOnce);

import { setTimeout as delay } from "node:timers/promises";
import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { createIngest } from "@milepost/ingest/compose";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { silentLogger, standingClock } from "@milepost/runtime";
import { openStore } from "@milepost/store/clickhouse-store";

/** What the parent asks for, as JSON in the first argument. */
export interface FoldAndDie {
  readonly dir: string;
  readonly prefix: string;
  readonly clickHouse: {
    readonly url: string;
    readonly user: string;
    readonly password: string;
    readonly database: string;
  };
  readonly now: number;
  /** Step of a fold at which this process ends itself by SIGKILL. */
  readonly dieAt: string;
}

const POLL_MS = 20;
const REQUEST_TIMEOUT_MS = 30_000;

/** An ingest in a process of its own that dies over its first fold. */
async function foldAndDie(asked: FoldAndDie): Promise<void> {
  const logger = silentLogger();
  const log = await openEmbeddedLog({ dir: asked.dir, prefix: asked.prefix, logger });
  const store = await openStore({ ...asked.clickHouse, logger, requestTimeoutMs: REQUEST_TIMEOUT_MS });
  const waitVisible = async (wanted: Position): Promise<void> => {
    for (;;) {
      const reached = await log.committed("projector", TOPICS);
      if (Object.entries(wanted).every(([key, offset]) => (reached[key] ?? 0) >= offset)) return;
      await delay(POLL_MS);
    }
  };
  await createIngest({
    log,
    store,
    logger,
    waitVisible,
    jobs: openEmbeddedJobs({ logger }),
    clock: standingClock(asked.now),
    settings: { dataDir: asked.dir },
    onFoldStep: (step) => {
      if (step === asked.dieAt) process.kill(process.pid, "SIGKILL");
    },
  });
}

await foldAndDie(JSON.parse(process.argv[2] ?? "") as FoldAndDie);

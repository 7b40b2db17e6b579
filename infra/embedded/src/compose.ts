import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { startEmbeddedClickHouse } from "@milepost/clickhouse-embedded";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { lockDataFolder } from "@milepost/event-log/data-folder-lock";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import type { Ingest } from "@milepost/ingest/compose";
import { createIngest } from "@milepost/ingest/compose";
import { openEmbeddedJobs } from "@milepost/jobs/embedded-jobs";
import { createPredict } from "@milepost/predict/compose";
import { createProjector } from "@milepost/projector/compose";
import type { Clock, Lifecycle, Logger } from "@milepost/runtime";
import { createLifecycle } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { openStore } from "@milepost/store/clickhouse-store";
import { migrate } from "@milepost/store/migrate";
import type { Settings } from "./config.ts";

const STORE_TIMEOUT_MS = 60_000;
const PASSWORD_BYTES = 24;

/** Everything that runs in this process, opened and ready, but not yet listening. */
export interface Embedded {
  readonly log: EventLog;
  readonly store: Store;
  readonly sqlUrl: string;
  readonly ingest: Ingest;
  readonly projector: ReturnType<typeof createProjector>;
  readonly predict: ReturnType<typeof createPredict>;
  readonly lifecycle: Lifecycle;
}

export interface Surroundings {
  readonly settings: Settings;
  readonly logger: Logger;
  readonly clock: Clock;
  /** Said to somebody who is refused for being ahead of a demo's clock. */
  readonly demoClockHint?: string;
  /** Called when the SQL engine ended by itself. */
  readonly onEngineLost: () => void;
}

/** Opens log, SQL engine and services on one data folder. */
export async function composeEmbedded(surroundings: Surroundings): Promise<Embedded> {
  const { settings, logger } = surroundings;
  const lifecycle = createLifecycle(logger);
  try {
    mkdirSync(settings.dataDir, { recursive: true });
    lifecycle.own("data folder", await lockDataFolder(settings.dataDir));
    return await openAll(surroundings, lifecycle);
  } catch (error) {
    await lifecycle.close();
    throw error;
  }
}

async function openAll(surroundings: Surroundings, lifecycle: Lifecycle): Promise<Embedded> {
  const { settings, logger, clock } = surroundings;
  const [engine, log] = await Promise.all([
    openEngine(surroundings, lifecycle),
    openEmbeddedLog({ dir: join(settings.dataDir, "log"), prefix: settings.topicPrefix, logger }),
  ]);
  lifecycle.own("log", log);
  const { url, user, password } = engine;
  const store = await openStore({
    url,
    user,
    password,
    database: settings.database,
    logger,
    requestTimeoutMs: STORE_TIMEOUT_MS,
  });
  lifecycle.own("store", store);
  await migrate(store);
  const jobs = lifecycle.own("jobs", openEmbeddedJobs({ logger }));
  const projector = lifecycle.own("projector", createProjector({ log, store, logger, clock }));
  await projector.start();
  const waitVisible = (position: Position): Promise<void> => projector.waitVisible(position);
  const ingestSettings = {
    dataDir: settings.dataDir,
    ...(surroundings.demoClockHint === undefined ? {} : { demoClockHint: surroundings.demoClockHint }),
  };
  const ingest = lifecycle.own(
    "ingest",
    await createIngest({ log, store, jobs, clock, logger, waitVisible, settings: ingestSettings }),
  );
  const predict = lifecycle.own("predict", createPredict({ log, store, clock, logger, waitVisible }));
  return { log, store, sqlUrl: url, ingest, projector, predict, lifecycle };
}

interface Engine {
  readonly url: string;
  readonly user: string;
  readonly password: string;
}

async function openEngine(surroundings: Surroundings, lifecycle: Lifecycle): Promise<Engine> {
  const { settings, logger, onEngineLost } = surroundings;
  if (settings.clickHouseUrl !== undefined) return serverOf(settings.clickHouseUrl);
  const writer = { user: "milepost_writer", password: randomBytes(PASSWORD_BYTES).toString("base64url") };
  const engine = await startEmbeddedClickHouse({
    dataDir: join(settings.dataDir, "clickhouse"),
    host: settings.host,
    port: settings.clickHousePort,
    database: settings.database,
    writer,
    logger,
  });
  let closing = false;
  lifecycle.own("sql engine", {
    close: () => {
      closing = true;
      return engine.close();
    },
  });
  void engine.exited.then(() => (closing ? undefined : onEngineLost()));
  return { url: engine.url, ...writer };
}

function serverOf(address: string): Engine {
  const url = new URL(address);
  const [user, password] = [decodeURIComponent(url.username), decodeURIComponent(url.password)];
  url.username = "";
  url.password = "";
  return { url: url.href, user: user === "" ? "default" : user, password };
}

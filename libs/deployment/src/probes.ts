import type { EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import { findingLine, systemClock } from "@milepost/runtime";
import type { Closeable, Finding, Logger, Probe, Readiness } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { checkClickHouseState } from "@milepost/store/check-clickhouse";
import type { Deployment } from "./compose.ts";
import { lookAtLog } from "./look-at-log.ts";
import type { DeploymentSettings } from "./settings.ts";

/** How long an answer of a server holds. */
const FRESH_MS = 1_000;
/** Clocks and disks change slowly. */
const SURROUNDINGS_FRESH_MS = 60_000;

export interface Probed {
  readonly settings: DeploymentSettings;
  readonly readiness: Readiness;
  readonly logger: Logger;
  readonly tables: "migrate" | "await";
  readonly jobs: boolean;
}

/** Not ready while a part of the deployment does not answer, or does not fit any more; closing ends the looks. */
export function probeDeployment(
  { store, log, jobs, checkSecondDatabase }: Deployment,
  { settings, readiness, logger, ...use }: Probed,
): Closeable {
  const ends = [
    probeStore(store, readiness),
    probeLog(log, readiness),
    probeSurroundings("ClickHouse's machine", readiness, () =>
      checkClickHouseState(store, { clock: systemClock }),
    ),
  ];
  if (use.tables === "migrate") ends.push(probeSurroundings("topics", readiness, checkSecondDatabase));
  if (use.jobs) ends.push(probeJobs(jobs, readiness));
  const { redisUrl: url } = settings;
  if (use.jobs && url !== undefined) {
    const look = async () => {
      const { checkRedis } = await import("@milepost/jobs/check-redis");
      return checkRedis({ url, clock: systemClock, logger });
    };
    ends.push(probeSurroundings("Redis's machine", readiness, look));
  }
  return {
    close: async () => {
      for (const end of ends) end();
    },
  };
}

/** Not ready while ClickHouse does not answer. */
function probeStore(store: Store, readiness: Readiness): () => void {
  return readiness.probe("ClickHouse", {
    freshMs: FRESH_MS,
    look: async () => {
      await store.query({
        name: "ready",
        sql: "SELECT 1 AS one",
        params: {},
        settings: { database: "system" },
      });
      return undefined;
    },
  });
}

/** Not ready while the log does not answer, or has lost something. */
function probeLog(log: EventLog, readiness: Readiness): () => void {
  return readiness.probe("log", { freshMs: FRESH_MS, look: lookAtLog(log) });
}

/** Not ready while jobs cannot be kept. */
function probeJobs(jobs: Jobs, readiness: Readiness): () => void {
  return readiness.probe("jobs", {
    freshMs: FRESH_MS,
    look: async () => {
      await jobs.check();
      return undefined;
    },
  });
}

/** Not ready while something in the surroundings does not fit that may change while everything runs. */
function probeSurroundings(
  part: string,
  readiness: Readiness,
  check: () => Promise<readonly Finding[]>,
): () => void {
  const look: Probe = async () => {
    const wrong = (await check()).filter(({ ok }) => !ok);
    return wrong.length === 0 ? undefined : wrong.map(findingLine).join("; ");
  };
  return readiness.probe(part, { freshMs: SURROUNDINGS_FRESH_MS, look });
}

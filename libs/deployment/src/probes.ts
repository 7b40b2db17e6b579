import type { Jobs } from "@milepost/jobs";
import { findingLine, systemClock } from "@milepost/runtime";
import type { AskedServer, Closeable, Finding, Logger, Probe, Readiness } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { checkClickHouseState } from "@milepost/store/check-clickhouse";
import { askedServers } from "./asked-servers.ts";
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
  const { kafka, clickHouse, redis } = askedServers(settings);
  const probe = (part: string, server: AskedServer | undefined, look: Probe): (() => void) =>
    readiness.probe(part, { freshMs: FRESH_MS, server, look });
  const surroundings = (
    part: string,
    server: AskedServer | undefined,
    check: () => Promise<readonly Finding[]>,
  ): (() => void) =>
    readiness.probe(part, { freshMs: SURROUNDINGS_FRESH_MS, server, look: lookAtSurroundings(check) });
  const ends = [
    probe("ClickHouse", clickHouse, lookAtStore(store)),
    probe("log", kafka, lookAtLog(log)),
    surroundings("ClickHouse's machine", clickHouse, () =>
      checkClickHouseState(store, { clock: systemClock }),
    ),
  ];
  if (use.tables === "migrate") ends.push(surroundings("topics", kafka, checkSecondDatabase));
  if (use.jobs) ends.push(probe("jobs", redis, lookAtJobs(jobs)));
  const { redisUrl: url } = settings;
  if (use.jobs && url !== undefined) {
    const look = async () => {
      const { checkRedis } = await import("@milepost/jobs/check-redis");
      return checkRedis({ url, clock: systemClock, logger });
    };
    ends.push(surroundings("Redis's machine", redis, look));
  }
  return {
    close: async () => {
      for (const end of ends) end();
    },
  };
}

/** Not ready while ClickHouse does not answer. */
function lookAtStore(store: Store): Probe {
  return async () => {
    await store.query({
      name: "ready",
      sql: "SELECT 1 AS one",
      params: {},
      settings: { database: "system" },
    });
    return undefined;
  };
}

/** Not ready while jobs cannot be kept. */
function lookAtJobs(jobs: Jobs): Probe {
  return async () => {
    await jobs.check();
    return undefined;
  };
}

/** Not ready while something in the surroundings does not fit that may change while everything runs. */
function lookAtSurroundings(check: () => Promise<readonly Finding[]>): Probe {
  return async () => {
    const wrong = (await check()).filter(({ ok }) => !ok);
    return wrong.length === 0 ? undefined : wrong.map(findingLine).join("; ");
  };
}

import type { EventLog } from "@milepost/event-log";
import type { Jobs } from "@milepost/jobs";
import { findingLine } from "@milepost/runtime";
import type { Finding, Probe, Readiness } from "@milepost/runtime";
import type { Store } from "@milepost/store";

/** How long an answer of a server holds. */
const FRESH_MS = 1_000;
/** Clocks and disks change slowly. */
const SURROUNDINGS_FRESH_MS = 60_000;

/** Not ready while ClickHouse does not answer. */
export function probeStore(store: Store, readiness: Readiness): () => void {
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

/** Not ready while the log does not answer. */
export function probeLog(log: EventLog, readiness: Readiness): () => void {
  return readiness.probe("log", {
    freshMs: FRESH_MS,
    look: async () => {
      await log.end(["strategy"]);
      return undefined;
    },
  });
}

/** Not ready while jobs cannot be kept. */
export function probeJobs(jobs: Jobs, readiness: Readiness): () => void {
  return readiness.probe("jobs", {
    freshMs: FRESH_MS,
    look: async () => {
      await jobs.check();
      return undefined;
    },
  });
}

/** Not ready while something in the surroundings does not fit that may change while everything runs. */
export function probeSurroundings(
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

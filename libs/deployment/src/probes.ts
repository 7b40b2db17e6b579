import type { EventLog } from "@milepost/event-log";
import type { Readiness } from "@milepost/runtime";
import type { Store } from "@milepost/store";

/** How long an answer of a dependency holds. */
const FRESH_MS = 1_000;

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

import { setTimeout as delay } from "node:timers/promises";
import type { Logger } from "@milepost/runtime/logger";
import { isBackPressure } from "./clickhouse-errors.ts";
import type { Store } from "./index.ts";

const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 5_000;
/** Pauses of one insert together; then it rejects, and whoever gave the rows gives them again. */
const ALL_PAUSES_MS = 15_000;

export interface BackPressureOptions {
  readonly logger: Logger;
  /** Ends the pauses: the insert rejects with what ClickHouse said last. */
  readonly signal?: AbortSignal;
}

/** A store whose inserts wait, longer each time, while ClickHouse says that it has too much to do. */
export function withBackPressure(store: Store, { logger, signal }: BackPressureOptions): Store {
  const patiently = async (table: string, insert: () => Promise<void>): Promise<void> => {
    let pausedMs = 0;
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(LONGEST_PAUSE_MS, pauseMs * 2)) {
      try {
        return await insert();
      } catch (error) {
        const isOver = pausedMs + pauseMs > ALL_PAUSES_MS || signal?.aborted === true;
        if (!isBackPressure(error) || isOver) throw error;
        logger.warn({ err: error, table, pauseMs }, "ClickHouse has too much to do; the insert waits");
        pausedMs += pauseMs;
        await delay(pauseMs, undefined, signal === undefined ? {} : { signal }).catch(() => undefined);
      }
    }
  };
  return {
    ...store,
    insert: (table, lines) => patiently(table, () => store.insert(table, lines)),
    insertBinary: (insert) => patiently(insert.table, () => store.insertBinary(insert)),
  };
}

import { errorCode } from "@milepost/runtime";
import type { Metrics } from "@milepost/runtime";
import type { Store } from "@milepost/store";

const BUCKETS_SECONDS = [0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 30];
const MS_PER_SECOND = 1_000;

/** The same store, with figures of inserts and queries. */
export function withStoreMetrics(store: Store, metrics: Metrics): Store {
  const insertSeconds = metrics.histogram({
    name: "milepost_store_insert_duration_seconds",
    help: "How long inserts took until they were acknowledged, by table.",
    labels: ["table"],
    buckets: BUCKETS_SECONDS,
  });
  const querySeconds = metrics.histogram({
    name: "milepost_store_query_duration_seconds",
    help: "How long queries took, by their name.",
    labels: ["query"],
    buckets: BUCKETS_SECONDS,
  });
  const failures = metrics.counter({
    name: "milepost_store_failures_total",
    help: "Inserts and queries that failed, by error code.",
    labels: ["request", "code"],
  });
  const measured = async <Answer>(
    request: "insert" | "query",
    run: () => Promise<Answer>,
    done: (seconds: number) => void,
  ): Promise<Answer> => {
    const began = performance.now();
    try {
      const answer = await run();
      done((performance.now() - began) / MS_PER_SECOND);
      return answer;
    } catch (error) {
      failures({ request, code: errorCode(error) ?? "internal" });
      throw error;
    }
  };
  const inserted = (table: string) => (seconds: number) => insertSeconds(seconds, { table });
  return {
    ...store,
    query: (query) =>
      measured(
        "query",
        () => store.query(query),
        (seconds) => querySeconds(seconds, { query: query.name }),
      ),
    insert: (table, lines) => measured("insert", () => store.insert(table, lines), inserted(table)),
    insertBinary: (insert) => measured("insert", () => store.insertBinary(insert), inserted(insert.table)),
  };
}

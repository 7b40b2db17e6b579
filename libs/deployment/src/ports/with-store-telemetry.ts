import { inSpan } from "@milepost/runtime";
import type { Telemetry } from "@milepost/runtime";
import type { Store } from "@milepost/store";

const SYSTEM = { "db.system.name": "clickhouse" };

/** The same store, with a span for each insert and query. */
export function withStoreTelemetry(store: Store, telemetry: Telemetry): Store {
  if (!telemetry.isOn) return store;
  const insert = (table: string) => ({
    name: `insert ${table}`,
    kind: "client" as const,
    attributes: { ...SYSTEM, "db.operation.name": "INSERT", "db.collection.name": table },
  });
  return {
    ...store,
    query: (query) => {
      const attributes = { ...SYSTEM, "db.namespace": store.database, "db.query.summary": query.name };
      return inSpan(telemetry, { name: `query ${query.name}`, kind: "client", attributes }, () =>
        store.query(query),
      );
    },
    insert: (table, lines) => inSpan(telemetry, insert(table), () => store.insert(table, lines)),
    insertBinary: (binary) => inSpan(telemetry, insert(binary.table), () => store.insertBinary(binary)),
  };
}

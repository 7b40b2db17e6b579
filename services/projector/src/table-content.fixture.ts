import type { Position } from "@milepost/contracts";
import { TOPICS } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Store } from "@milepost/store";
import { baseDatabase } from "@milepost/store";
import { derivedContent, logContent } from "@milepost/store/comparison/table-content";
import { businessColumns, isCollapsing } from "@milepost/store/schema/base-table";
import type { BaseTable } from "@milepost/store/schema/base-table";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { derive } from "./derive/derive.ts";
import { ALL_DIRTY } from "./derive/dirt.ts";
import { followPlans } from "./plans.ts";
import { replay } from "./rebuild/replay.ts";

/** Everything that tables say, table by table: of log rows with their place in the log, of derived ones without. */
export async function tableContent(store: Store): Promise<Readonly<Record<string, readonly unknown[]>>> {
  const contents = REBUILT_TABLES.map(async (table) => {
    const { sql, params } = contentOf(table, baseDatabase(store.database));
    const withPlace = table.origin === "log" && !isCollapsing(table);
    const columns = [...businessColumns(table), ...(withPlace ? ["log_partition", "log_offset"] : [])];
    const list = columns.join(", ");
    const rows: readonly unknown[] = await store.query({
      name: `content of ${table.name}`,
      sql: `SELECT ${list} FROM (${sql}) ORDER BY toString(tuple(${list}))`,
      params,
    });
    return [table.name, rows] as const;
  });
  return Object.fromEntries(await Promise.all(contents));
}

function contentOf(
  table: BaseTable,
  base: string,
): { sql: string; params: Readonly<Record<string, unknown>> } {
  switch (table.name) {
    case "goal_progress_rows":
    case "scorecard_rows":
    case "forecast_accuracy_rows":
      return derivedContent(table.name, base, { except: [], isCopy: false });
    default:
      return logContent(table, { live: base, rebuilt: base }, undefined).live;
  }
}

/** Fills tables as one projector would that takes the log from its beginning to its end and derives once. */
export async function fillFromLog(log: EventLog, store: Store): Promise<Position> {
  const base = baseDatabase(store.database);
  const end = await log.end(TOPICS);
  const { signal } = new AbortController();
  await replay({ log, target: { store, base, build: 0 }, from: {}, to: end, signal });
  const plans = await followPlans(log);
  const plan = await plans.at(end);
  await derive({ store, base, build: 0, position: end, plan, dirt: ALL_DIRTY, known: new Map() });
  await plans.close();
  return end;
}

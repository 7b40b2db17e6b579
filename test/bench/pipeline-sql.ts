import { PROBE_KPI } from "./pipeline-events.ts";

/** Rows of one raw insert. */
export const RAW_BATCH_ROWS = 10_000;
/** Rows of one measurement of raw inserts. */
const RAW_ROWS = 200_000;
const BASE = "milepost_base.observation_events";
const RAW = "milepost_base.bench_raw";
const VIEW = "milepost.observations";

/** The SQL endpoint, with the writer's credential in its address. */
export interface BenchSql {
  /** Rows that the projector inserted so far. */
  inserted(): Promise<number>;
  /** Rows in the public view. */
  visible(): Promise<number>;
  /** Probes in the public view, by local date. */
  probesByDay(): Promise<ReadonlyMap<string, number>>;
  /** The first inserted rows, as the projector writes them. */
  rows(): Promise<readonly string[]>;
  /** Inserts rows batch by batch straight into an empty table of the same shape; rows a second. */
  insertRaw(rows: readonly string[]): Promise<number>;
}

/** Opens the benchmark's side of a ClickHouse at an HTTP address that holds the writer's credential. */
export function openBenchSql(address: string): BenchSql {
  const { origin, username: user, password } = new URL(address);
  const send = async (sql: string, body?: string): Promise<string> => {
    const settings = "async_insert=0&insert_deduplicate=0&date_time_input_format=best_effort";
    const answer = await fetch(`${origin}/?${settings}&query=${encodeURIComponent(sql)}`, {
      method: "POST",
      headers: { "x-clickhouse-user": user, "x-clickhouse-key": password },
      body: body ?? "",
    });
    const text = await answer.text();
    if (!answer.ok) throw new Error(`${sql.slice(0, 80)}: ${text.slice(0, 500)}`);
    return text.trim();
  };
  const count = async (sql: string): Promise<number> => Number(await send(sql));
  return {
    inserted: () => count(`SELECT count() FROM ${BASE}`),
    visible: () => count(`SELECT count() FROM ${VIEW}`),
    probesByDay: async () => {
      const counts = `SELECT period_start, count() FROM ${VIEW} WHERE kpi = '${PROBE_KPI}' GROUP BY period_start FORMAT TSV`;
      const lines = (await send(counts)).split("\n").filter((line) => line !== "");
      return new Map(lines.map((line) => [line.slice(0, 10), Number(line.slice(11))] as const));
    },
    rows: async () => (await send(`SELECT * FROM ${BASE} LIMIT ${RAW_ROWS} FORMAT JSONEachRow`)).split("\n"),
    insertRaw: async (rows) => {
      await send(`DROP TABLE IF EXISTS ${RAW}`);
      await send(`CREATE TABLE ${RAW} AS ${BASE}`);
      const batches: string[] = [];
      for (let from = 0; from < rows.length; from += RAW_BATCH_ROWS) {
        batches.push(rows.slice(from, from + RAW_BATCH_ROWS).join("\n"));
      }
      const startedAt = performance.now();
      for (const batch of batches) await send(`INSERT INTO ${RAW} FORMAT JSONEachRow`, batch);
      const seconds = (performance.now() - startedAt) / 1000;
      await send(`DROP TABLE ${RAW}`);
      return rows.length / seconds;
    },
  };
}

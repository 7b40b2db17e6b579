import { Readable } from "node:stream";
import { text } from "node:stream/consumers";
import { createClient } from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import { MilepostError } from "@milepost/runtime/errors";
import type { Logger } from "@milepost/runtime/logger";
import { refuseAnyAnswer, refuseFailure, rowsOfAnswer, rowsOfLines } from "./clickhouse-answer.ts";
import { classifyClickHouseError, requestTimedOut } from "./clickhouse-errors.ts";
import { baseDatabase } from "./index.ts";
import type { Query, Store } from "./index.ts";

export interface StoreOptions {
  /** ClickHouse's HTTP address, without credentials. */
  readonly url: string;
  /** Database of the public views. */
  readonly database: string;
  readonly user: string;
  readonly password: string;
  readonly logger: Logger;
  /** A question or a statement that takes longer is given up. */
  readonly requestTimeoutMs: number;
  /** An insert that takes longer is given up, and ended by the server; well below a consumer's session timeout. */
  readonly insertTimeoutMs?: number;
}

/** A third of the 30 s after which Kafka takes a silent consumer's partitions away. */
const INSERT_TIMEOUT_MS = 10_000;
const MS_PER_SECOND = 1_000;

/** More requests than this wait for a free connection. */
const MAX_CONNECTIONS = 10;
/** The client's own timeout, which tells us nothing, stands behind ours. */
const CLIENT_GRACE_MS = 5_000;
/** No question may ask for more time than this. */
const LONGEST_REQUEST_MS = 3_600_000;

/** Answered once it is known how it ended: a failure in the middle is an HTTP error, not the end of a 200. */
const WHOLE = { wait_end_of_query: 1 } as const;

const READ_SETTINGS = {
  ...WHOLE,
  // One array instead of lines: lines have no end mark, so an answer that is cut between two of them seems whole.
  output_format_json_array_of_rows: 1,
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 0,
  date_time_output_format: "iso",
} as const;

const INSERT_SETTINGS = {
  ...WHOLE,
  async_insert: 0,
  date_time_input_format: "best_effort",
  input_format_skip_unknown_fields: 0,
  // A retried batch must be taken again: the tables themselves are idempotent.
  insert_deduplicate: 0,
  // In a cluster: acknowledged means that the shards have the rows, not that this server will send them on.
  distributed_foreground_insert: 1,
} as const;

/** Opens ClickHouse over HTTP; resolves when it answers. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    // Statements name their databases: the public one may not exist yet.
    request_timeout: LONGEST_REQUEST_MS + CLIENT_GRACE_MS,
    max_open_connections: MAX_CONNECTIONS,
    // Many KPIs in one question make an address that no server takes.
    use_multipart_params_auto: true,
    keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
    log: { level: 127 },
  });
  const closed = new AbortController();
  const base = baseDatabase(options.database);

  const request: Request = async ({ name, timeoutMs = options.requestTimeoutMs }, run) => {
    if (closed.signal.aborted) throw new MilepostError("aborted", `The store was closed before ${name}`);
    const deadline = AbortSignal.timeout(Math.min(timeoutMs, LONGEST_REQUEST_MS));
    try {
      return await run(AbortSignal.any([closed.signal, deadline]));
    } catch (error) {
      if (closed.signal.aborted) throw new MilepostError("aborted", `The store was closed during ${name}`);
      if (deadline.aborted) throw requestTimedOut(name, timeoutMs);
      throw classifyClickHouseError(error, name);
    }
  };
  const insertTimeoutMs = options.insertTimeoutMs ?? INSERT_TIMEOUT_MS;

  const store: Store = {
    database: options.database,
    query: async <Row>(query: Query<Row>) => {
      const { name, timeoutMs } = query;
      const limit = timeoutMs === undefined ? {} : { timeoutMs };
      const rows = await request({ name, ...limit }, async (abort_signal) => {
        const answer = await client.query({
          query: query.sql,
          query_params: { base, ...query.params },
          format: "JSONEachRow",
          clickhouse_settings: { ...READ_SETTINGS, database: options.database, ...query.settings },
          abort_signal,
        });
        return query.isLong === true
          ? rowsOfLines<Row>(answer.stream(), name)
          : rowsOfAnswer<Row>(await answer.text(), name);
      });
      const { row } = query;
      return row === undefined ? rows : rows.map((one) => row.parse(one));
    },
    ...insertsWith(client, { request, base, timeoutMs: insertTimeoutMs }),
    command: async (sql) => {
      const name = "command";
      await request({ name }, async (abort_signal) => {
        const { stream } = await client.exec({ query: sql, clickhouse_settings: WHOLE, abort_signal });
        refuseFailure(await text(stream), name);
      });
    },
    close: async () => {
      closed.abort();
      await client.close();
    },
  };
  await store.query({ name: "ping", sql: "SELECT 1 AS one", params: {}, settings: { database: "system" } });
  options.logger.debug({ url: options.url, database: options.database }, "ClickHouse answers");
  return store;
}

/** Runs one request within the limit of time, and says in Milepost's words why it failed. */
type Request = <Answer>(
  what: { readonly name: string; readonly timeoutMs?: number },
  run: (signal: AbortSignal) => Promise<Answer>,
) => Promise<Answer>;

function insertsWith(
  client: ClickHouseClient,
  {
    request,
    base,
    timeoutMs,
  }: { readonly request: Request; readonly base: string; readonly timeoutMs: number },
): Pick<Store, "insert" | "insertBinary"> {
  const clickhouse_settings = {
    ...INSERT_SETTINGS,
    // The server must not go on with what we have given up: the same rows come again.
    max_execution_time: Math.ceil(timeoutMs / MS_PER_SECOND),
  };
  const insertInto = async (table: string, sent: { query: string; values?: Readable }): Promise<void> => {
    const name = `insert into ${table}`;
    await request({ name, timeoutMs }, async (abort_signal) => {
      const query = `INSERT INTO ${table.includes(".") ? table : `${base}.${table}`} ${sent.query}`;
      const { stream } = await client.exec({ ...sent, query, clickhouse_settings, abort_signal });
      refuseAnyAnswer(await text(stream), name);
    });
  };
  return {
    insert: async (table, lines) => {
      if (lines.length === 0) return;
      await insertInto(table, { query: `FORMAT JSONEachRow\n${lines.join("\n")}` });
    },
    insertBinary: async ({ table, columns, bytes }) => {
      if (bytes.length === 0) return;
      const query = `(${columns.join(", ")}) FORMAT RowBinary`;
      await insertInto(table, { query, values: Readable.from([bytes]) });
    },
  };
}

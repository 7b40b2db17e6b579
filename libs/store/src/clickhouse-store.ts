import { Readable } from "node:stream";
import { finished } from "node:stream/promises";
import { createClient } from "@clickhouse/client";
import type { ClickHouseClient } from "@clickhouse/client";
import { MilepostError } from "@milepost/runtime/errors";
import type { Logger } from "@milepost/runtime/logger";
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
  /** A request that takes longer is given up. */
  readonly requestTimeoutMs: number;
}

/** More requests than this wait for a free connection. */
const MAX_CONNECTIONS = 10;
/** The client's own timeout, which tells us nothing, stands behind ours. */
const CLIENT_GRACE_MS = 5_000;

const READ_SETTINGS = {
  output_format_json_quote_decimals: 1,
  output_format_json_quote_64bit_integers: 0,
  date_time_output_format: "iso",
} as const;

const INSERT_SETTINGS = {
  async_insert: 0,
  date_time_input_format: "best_effort",
  input_format_skip_unknown_fields: 0,
  // A retried batch must be taken again: the tables themselves are idempotent.
  insert_deduplicate: 0,
} as const;

/** Opens ClickHouse over HTTP; resolves when it answers. */
export async function openStore(options: StoreOptions): Promise<Store> {
  const client = createClient({
    url: options.url,
    username: options.user,
    password: options.password,
    // Statements name their databases: the public one may not exist yet.
    request_timeout: options.requestTimeoutMs + CLIENT_GRACE_MS,
    max_open_connections: MAX_CONNECTIONS,
    // Many KPIs in one question make an address that no server takes.
    use_multipart_params_auto: true,
    keep_alive: { enabled: true, idle_socket_ttl: 2_000 },
    log: { level: 127 },
  });
  const closed = new AbortController();
  const base = baseDatabase(options.database);

  const request: Request = async (name, run) => {
    if (closed.signal.aborted) throw new MilepostError("aborted", `The store was closed before ${name}`);
    const deadline = AbortSignal.timeout(options.requestTimeoutMs);
    try {
      return await run(AbortSignal.any([closed.signal, deadline]));
    } catch (error) {
      if (closed.signal.aborted) throw new MilepostError("aborted", `The store was closed during ${name}`);
      if (deadline.aborted) throw requestTimedOut(name, options.requestTimeoutMs);
      throw classifyClickHouseError(error, name);
    }
  };

  const store: Store = {
    database: options.database,
    query: async <Row>(query: Query<Row>) => {
      const rows = await request(query.name, async (abort_signal) => {
        const answer = await client.query({
          query: query.sql,
          query_params: { base, ...query.params },
          format: "JSONEachRow",
          clickhouse_settings: { ...READ_SETTINGS, database: options.database, ...query.settings },
          abort_signal,
        });
        return answer.json<Row>();
      });
      const { row } = query;
      return row === undefined ? rows : rows.map((one) => row.parse(one));
    },
    ...insertsWith(client, { request, base }),
    command: async (sql) => {
      await request("command", (abort_signal) => client.command({ query: sql, abort_signal }));
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
type Request = <Answer>(name: string, run: (signal: AbortSignal) => Promise<Answer>) => Promise<Answer>;

function insertsWith(
  client: ClickHouseClient,
  { request, base }: { readonly request: Request; readonly base: string },
): Pick<Store, "insert" | "insertBinary"> {
  const insertInto = (table: string): string =>
    `INSERT INTO ${table.includes(".") ? table : `${base}.${table}`}`;
  const clickhouse_settings = INSERT_SETTINGS;
  return {
    insert: async (table, lines) => {
      if (lines.length === 0) return;
      const query = `${insertInto(table)} FORMAT JSONEachRow\n${lines.join("\n")}`;
      await request(`insert into ${table}`, (abort_signal) =>
        client.command({ query, clickhouse_settings, abort_signal }),
      );
    },
    insertBinary: async ({ table, columns, bytes }) => {
      if (bytes.length === 0) return;
      const query = `${insertInto(table)} (${columns.join(", ")}) FORMAT RowBinary`;
      await request(`insert into ${table}`, async (abort_signal) => {
        const values = Readable.from([bytes]);
        const { stream } = await client.exec({ query, values, clickhouse_settings, abort_signal });
        await finished(stream.resume());
      });
    },
  };
}

import { totalmem } from "node:os";
import type { Role } from "./auth.ts";
import { refuse } from "./clickhouse-error.ts";
import { sqlIdentifier, sqlString } from "./sql-text.ts";

/** Seconds that a reader's query may run. */
const READER_MAX_SECONDS = 30;
/** Seconds that a writer's statement may run when it does not say itself. */
const WRITER_MAX_SECONDS = 600;
/** Bytes of memory that one reader's query may use. */
const READER_MAX_MEMORY_BYTES = Math.min(2 * 1024 ** 3, Math.floor(totalmem() / 4));
/** Bytes of a result that a reader may ask for; it rests in a file until it is sent. */
const READER_MAX_RESULT_BYTES = 1024 ** 3;
/** Bytes of memory that one writer's statement may use when it does not say itself. */
const WRITER_MAX_MEMORY_BYTES = Math.floor(totalmem() / 2);

/** In UTF-8 at most 256 KiB, ClickHouse's own limit of a query. */
const PLAIN_PRELUDE_CHARACTERS = 60_000;
const LONG_PRELUDE_BYTES = 256 * 1024 ** 2;

/** Parameters that belong to ClickHouse's HTTP interface, not to the query; and what this server decides itself. */
const NOT_SETTINGS: ReadonlySet<string> = new Set([
  "add_http_cors_header",
  "async_insert",
  "async_insert_busy_timeout_ms",
  "buffer_size",
  "cancel_http_readonly_queries_on_client_close",
  "client_protocol_version",
  "close_session",
  "compress",
  "connect_timeout",
  "database",
  "decompress",
  "default_format",
  "enable_http_compression",
  "http_connection_timeout",
  "http_headers_progress_interval_ms",
  "http_receive_timeout",
  "http_response_buffer_size",
  "http_send_timeout",
  "http_wait_end_of_query",
  "http_write_exception_in_output_format",
  "http_zlib_compression_level",
  "log_comment",
  "log_queries",
  "password",
  "query",
  "query_id",
  "quota_key",
  "readonly",
  "receive_timeout",
  "role",
  "send_progress_in_http_headers",
  "send_timeout",
  "session_check",
  "session_id",
  "session_timeout",
  "stacktrace",
  "user",
  "wait_end_of_query",
  "wait_for_async_insert",
]);

/** Settings that a reader may choose: they change how a result looks, or lower a limit. */
const READER_SETTINGS: readonly RegExp[] = [
  /^output_format_(?!schema)\w+$/,
  /^format_(csv|tsv)_\w+$/,
  /^(aggregate_functions_null_for_empty|date_time_output_format|extremes|final|join_use_nulls|limit|offset)$/,
  /^(max_block_size|max_bytes_to_read|max_result_rows|max_rows_to_read|max_threads|mutations_sync|output_format)$/,
  /^(prefer_column_name_to_alias|result_overflow_mode|session_timezone|union_default_mode)$/,
];
const LOWERABLE: ReadonlyMap<string, number> = new Map([
  ["max_execution_time", READER_MAX_SECONDS],
  ["max_memory_usage", READER_MAX_MEMORY_BYTES],
  ["max_result_bytes", READER_MAX_RESULT_BYTES],
]);

/** What a request asks of its session. */
export interface SessionWish {
  readonly role: Role;
  /** Written by no client: the name under which this request's query can be cancelled. */
  readonly tag: string;
  readonly database: string;
  readonly settings: ReadonlyMap<string, string>;
  /** Values as HTTP carries them: escaped like a TSV field. */
  readonly queryParams: ReadonlyMap<string, string>;
  /** GET must not change anything, as in ClickHouse. */
  readonly readOnlyMethod: boolean;
}

/** Settings and query parameters of a request's URL or form. */
export function splitParams(
  params: Iterable<[string, string]>,
): Pick<SessionWish, "settings" | "queryParams"> {
  const settings = new Map<string, string>();
  const queryParams = new Map<string, string>();
  for (const [name, value] of params) {
    if (name.startsWith("param_")) queryParams.set(name, value);
    else if (!NOT_SETTINGS.has(name)) settings.set(name, value);
  }
  return { settings, queryParams };
}

/** The statements that prepare a fresh session for one request; readonly comes last: nothing can be set after it. */
export function sessionPrelude(wish: SessionWish): readonly string[] {
  const assignments = new Map([
    ["async_insert", "0"],
    ["log_comment", wish.tag],
  ]);
  const chosen = wish.role === "reader" ? readerSettings(wish.settings) : writerSettings(wish.settings);
  for (const [name, value] of [...chosen, ...wish.queryParams]) assignments.set(name, value);
  if (wish.role === "reader") assignments.set("readonly", "1");
  else if (wish.readOnlyMethod) assignments.set("readonly", "2");
  const list = [...assignments].map(([name, value]) => `${settingName(name)} = ${sqlString(value)}`);
  const prelude = `USE ${sqlIdentifier(wish.database)}; SET ${list.join(", ")}`;
  // Long query parameters are part of this statement here, but not of the query that ClickHouse limits.
  return prelude.length < PLAIN_PRELUDE_CHARACTERS
    ? [prelude]
    : [`SET max_query_size = ${LONG_PRELUDE_BYTES}`, prelude];
}

function settingName(name: string): string {
  if (/^\w+$/.test(name)) return name;
  throw refuse("UNKNOWN_SETTING", `Unknown setting '${name}'`);
}

function writerSettings(settings: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([
    ["max_execution_time", String(WRITER_MAX_SECONDS)],
    ["max_memory_usage", String(WRITER_MAX_MEMORY_BYTES)],
    ...settings,
  ]);
}

function readerSettings(settings: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  const chosen = new Map<string, string>([...LOWERABLE].map(([name, limit]) => [name, String(limit)]));
  for (const [name, value] of settings) {
    const limit = LOWERABLE.get(name);
    if (limit !== undefined) chosen.set(name, String(lowered(value, limit)));
    else if (READER_SETTINGS.some((pattern) => pattern.test(name))) chosen.set(name, value);
    else
      throw refuse("READONLY", `Cannot modify '${name}' setting in readonly mode: this user may only read`);
  }
  return chosen;
}

/** 0 means without a limit to ClickHouse, so it counts as asking for more. */
function lowered(value: string, limit: number): number {
  const asked = Number(value);
  return asked > 0 && asked < limit ? asked : limit;
}

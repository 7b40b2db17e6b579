import { MilepostError } from "@milepost/runtime/errors";

/** ClickHouse's numeric codes after which the same request may succeed later. */
const RETRYABLE_CODES: ReadonlySet<number> = new Set([
  // TIMEOUT_EXCEEDED, TOO_SLOW, TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION, SOCKET_TIMEOUT, NETWORK_ERROR
  159,
  160, 202, 203, 209, 210,
  // NO_ZOOKEEPER, ABORTED, MEMORY_LIMIT_EXCEEDED, TABLE_IS_READ_ONLY, TOO_MANY_PARTS, ALL_CONNECTION_TRIES_FAILED
  225,
  236, 241, 242, 252, 279,
  // TOO_FEW_LIVE_REPLICAS, UNKNOWN_STATUS_OF_INSERT, SESSION_IS_LOCKED, QUERY_WAS_CANCELLED, DEADLOCK_AVOIDED, KEEPER_EXCEPTION
  285,
  319, 373, 394, 473, 999,
]);

/** Codes that blame the inserted rows themselves: without the bad row the rest would be taken. */
const BAD_ROW_CODES: ReadonlySet<number> = new Set([
  // CANNOT_PARSE_TEXT, ATTEMPT_TO_READ_AFTER_EOF, CANNOT_READ_ALL_DATA, ESCAPE, QUOTED_STRING, INPUT_ASSERTION, DATE
  6,
  32, 33, 25, 26, 27, 38,
  // CANNOT_PARSE_DATETIME, TYPE_MISMATCH, ARGUMENT_OUT_OF_BOUND, CANNOT_CONVERT_TYPE, CANNOT_PARSE_NUMBER, INCORRECT_DATA
  41,
  53, 69, 70, 72, 117,
  // ILLEGAL_TYPE_OF_ARGUMENT never comes from a row; CANNOT_READ_ARRAY_FROM_TEXT, TOO_LARGE_STRING_SIZE
  130, 131,
  // VALUE_IS_OUT_OF_RANGE_OF_DATA_TYPE, CANNOT_INSERT_NULL_IN_ORDINARY_COLUMN, DECIMAL_OVERFLOW, CANNOT_PARSE_BOOL
  321,
  349, 407, 467,
  // UNKNOWN_ELEMENT_OF_ENUM
  691,
]);

const TIMEOUT_CODES: ReadonlySet<number> = new Set([159, 160, 209]);

/** Turns what the client threw into an error of ours, by its numeric code, never by its text. */
export function classifyClickHouseError(error: unknown, request: string): MilepostError {
  const clickhouseCode = numericCode(error);
  if (clickhouseCode !== undefined) {
    const code = TIMEOUT_CODES.has(clickhouseCode) ? "clickhouse_timeout" : "clickhouse_error";
    return new MilepostError(
      code,
      `ClickHouse refused ${request} (code ${clickhouseCode}): ${messageOf(error)}`,
      {
        retryable: RETRYABLE_CODES.has(clickhouseCode),
        cause: error,
        details: { clickhouseCode, badRow: BAD_ROW_CODES.has(clickhouseCode) },
      },
    );
  }
  const unreachable = isConnectionError(error);
  return new MilepostError(
    unreachable ? "clickhouse_unreachable" : "internal",
    unreachable ? `ClickHouse did not answer ${request}` : `${request} failed: ${messageOf(error)}`,
    { retryable: unreachable, cause: error },
  );
}

/** The error of a request that our own deadline ended. */
export function requestTimedOut(request: string, timeoutMs: number): MilepostError {
  return new MilepostError("clickhouse_timeout", `ClickHouse took over ${timeoutMs} ms for ${request}`, {
    retryable: true,
    details: { timeoutMs },
  });
}

/** True when ClickHouse blamed the content of a row, so that leaving it out lets the others in. */
export function isBadRowError(error: unknown): boolean {
  return error instanceof MilepostError && error.details["badRow"] === true;
}

function numericCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^\d+$/.test(code) ? Number(code) : undefined;
}

/** Node names what went wrong with a connection by a code in capitals, such as ECONNREFUSED. */
function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^E[A-Z]+$/.test(code);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message.slice(0, 500) : String(error);
}

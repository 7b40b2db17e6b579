import { MilepostError } from "@milepost/runtime/errors";

/** ClickHouse's numeric codes after which the same request may succeed later. */
const RETRYABLE_CODES: ReadonlySet<number> = new Set([
  // TIMEOUT_EXCEEDED, TOO_SLOW, TOO_MANY_SIMULTANEOUS_QUERIES, NO_FREE_CONNECTION, SOCKET_TIMEOUT, NETWORK_ERROR
  159,
  160, 202, 203, 209, 210,
  // NO_ZOOKEEPER, ABORTED, MEMORY_LIMIT_EXCEEDED, TABLE_IS_READ_ONLY, NOT_ENOUGH_SPACE, TOO_MANY_PARTS
  225, 236, 241, 242, 243, 252,
  // NO_ACTIVE_REPLICAS, ALL_CONNECTION_TRIES_FAILED, TOO_FEW_LIVE_REPLICAS, UNSATISFIED_QUORUM_FOR_PREVIOUS_WRITE
  254,
  279, 285, 286,
  // UNKNOWN_STATUS_OF_INSERT, SESSION_IS_LOCKED, QUERY_WAS_CANCELLED, CANNOT_SCHEDULE_TASK, DEADLOCK_AVOIDED
  319, 373, 394, 439, 473,
  // SERVER_OVERLOADED, KEEPER_EXCEPTION
  745, 999,
]);

/** Codes that ask for fewer or later requests: TOO_MANY_SIMULTANEOUS_QUERIES, MEMORY_LIMIT_EXCEEDED, TOO_MANY_PARTS, SERVER_OVERLOADED. */
const BACK_PRESSURE_CODES: ReadonlySet<number> = new Set([202, 241, 252, 745]);

/** What a person can do about some codes. */
const ADVICE: ReadonlyMap<number, string> = new Map([
  // REQUIRED_PASSWORD, WRONG_PASSWORD, UNKNOWN_USER, AUTHENTICATION_FAILED
  ...[192, 193, 194, 516].map((code): [number, string] => [
    code,
    "see that user and password in CLICKHOUSE_URL are right",
  ]),
  [242, "the table is read-only: look at its replica and at Keeper"],
  [243, "ClickHouse's disk is full: free space, nothing is lost meanwhile"],
  [252, "more parts than merges can keep up with: give ClickHouse more CPU or disk"],
]);

const REACH =
  "see that it runs and that this machine reaches it (CLICKHOUSE_URL, where it is a server of its own)";

const BETWEEN = "look at what stands between Milepost and ClickHouse, such as a proxy that cuts answers";

const VIOLATED_CONSTRAINT = 469;
const UNKNOWN_TABLE_CODES: ReadonlySet<number> = new Set([60, 81, 218]);

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

/** How ClickHouse begins to say a failure after it has begun to answer 200. */
const FAILURE_IN_ANSWER = /\bCode: (?<number>\d+)\. DB::Exception/;
/** A failure ends the answer that it broke: earlier ones are content of rows. */
const FAILURE_CHARACTERS = 16_384;

const MESSAGE_CHARACTERS = 500;
const TIMEOUT_CODES: ReadonlySet<number> = new Set([159, 160, 209]);

/** Turns what the client threw into an error of ours, by its numeric code, never by its text; ours stay as they are. */
export function classifyClickHouseError(error: unknown, request: string): MilepostError {
  if (error instanceof MilepostError) return error;
  const clickhouseCode = numericCode(error);
  if (clickhouseCode !== undefined) {
    const code = TIMEOUT_CODES.has(clickhouseCode) ? "clickhouse_timeout" : "clickhouse_error";
    const advice = ADVICE.get(clickhouseCode);
    const words = advice === undefined ? messageOf(error) : `${advice} (${messageOf(error)})`;
    return new MilepostError(code, `ClickHouse refused ${request} (code ${clickhouseCode}): ${words}`, {
      retryable: RETRYABLE_CODES.has(clickhouseCode),
      cause: error,
      details: { clickhouseCode, badRow: BAD_ROW_CODES.has(clickhouseCode) },
    });
  }
  const unreachable = isConnectionError(error);
  return new MilepostError(
    unreachable ? "clickhouse_unreachable" : "internal",
    unreachable
      ? `ClickHouse did not answer ${request} (${messageOf(error)}); ${REACH}`
      : `${request} failed: ${messageOf(error)}`,
    { retryable: unreachable, cause: error },
  );
}

/**
 * The error of an answer that came as 200 but is not whole, or is not ClickHouse's. It says nothing about the request,
 * so the same one may be sent again, whatever its code.
 */
export function brokenAnswer(body: string, request: string): MilepostError {
  const end = body.slice(-FAILURE_CHARACTERS);
  const found = FAILURE_IN_ANSWER.exec(end);
  const code = found?.groups?.["number"];
  if (found === null || code === undefined) {
    const message = `ClickHouse's answer to ${request} is not whole, or not its own (${body.length} characters); ${BETWEEN}`;
    return new MilepostError("clickhouse_unreachable", message, { retryable: true });
  }
  const cause = Object.assign(new Error(end.slice(found.index)), { code });
  const told = classifyClickHouseError(cause, request);
  return new MilepostError(told.code, told.message, { retryable: true, cause, details: told.details });
}

/** True when an answer, or a row of it, ends in a failure of ClickHouse. */
export function tellsFailure(text: string): boolean {
  return FAILURE_IN_ANSWER.test(text.slice(-FAILURE_CHARACTERS));
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

/** True when ClickHouse asks for a pause before the same request is tried again. */
export function isBackPressure(error: unknown): boolean {
  return BACK_PRESSURE_CODES.has(clickhouseCodeOf(error));
}

/** True when a table took none of the rows because they were written for another build of the tables. */
export function isOtherBuildError(error: unknown): boolean {
  return clickhouseCodeOf(error) === VIOLATED_CONSTRAINT;
}

/** True when a table or database that a statement names is not there (any more). */
export function isMissingTableError(error: unknown): boolean {
  return UNKNOWN_TABLE_CODES.has(clickhouseCodeOf(error));
}

/** ClickHouse's own number of an error of ours; NaN where there is none. */
function clickhouseCodeOf(error: unknown): number {
  const code = error instanceof MilepostError ? error.details["clickhouseCode"] : undefined;
  return typeof code === "number" ? code : Number.NaN;
}

function numericCode(error: unknown): number | undefined {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === "string" && /^\d+$/.test(code) ? Number(code) : undefined;
}

/**
 * Node names what went wrong with a connection by a code in capitals, such as ECONNREFUSED; an answer that is not
 * ClickHouse's (of a proxy before a server that restarts, or one that was cut off) comes as a plain Error without any.
 */
function isConnectionError(error: unknown): boolean {
  const code = (error as { code?: unknown } | null)?.code;
  if (typeof code === "string") return /^(?:E[A-Z]+|HPE_[A-Z_]+|ERR_STREAM_PREMATURE_CLOSE)$/.test(code);
  return error instanceof Error && error.constructor === Error;
}

function messageOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  // Several addresses of one name that all refuse come without words of their own.
  const text = error.message === "" ? String((error as { code?: unknown }).code) : error.message;
  return text.slice(0, MESSAGE_CHARACTERS).trim();
}

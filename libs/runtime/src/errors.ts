/** Every error code of Milepost: a closed list, so that nobody branches on a message. */
export type ErrorCode =
  | "address_in_use"
  | "aborted"
  | "backup_invalid"
  | "chdb_unavailable"
  | "clickhouse_error"
  | "clickhouse_timeout"
  | "clickhouse_unreachable"
  | "config_invalid"
  | "conflict"
  | "connector_config"
  | "data_folder_in_use"
  | "disk_full"
  | "forbidden"
  | "internal"
  | "invalid_input"
  | "jobs_unavailable"
  | "log_closed"
  | "log_corrupt"
  | "log_unavailable"
  | "not_found"
  | "not_ready"
  | "payload_too_large"
  | "service_unreachable"
  | "start_timeout"
  | "timeout"
  | "unsupported_media_type";

export interface ErrorOptions {
  /** True when the same call may succeed later. */
  readonly retryable?: boolean;
  readonly cause?: unknown;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** An error that was classified where it was born. */
export class MilepostError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;

  constructor(code: ErrorCode, message: string, options: ErrorOptions = {}) {
    super(message, { cause: options.cause });
    this.name = "MilepostError";
    this.code = code;
    this.retryable = options.retryable ?? false;
    this.details = options.details ?? {};
  }
}

/** The code of a Milepost error; undefined for anything else. */
export function errorCode(error: unknown): ErrorCode | undefined {
  return error instanceof MilepostError ? error.code : undefined;
}

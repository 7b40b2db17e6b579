import type { FastifyError } from "fastify";
import type { ErrorCode } from "./errors.ts";
import { MilepostError } from "./errors.ts";

/** Of every code, so that a new one has to say what it is to a caller. */
const STATUS: Readonly<Record<ErrorCode, number>> = {
  aborted: 500,
  address_in_use: 500,
  chdb_unavailable: 500,
  clickhouse_error: 500,
  config_invalid: 500,
  connector_config: 422,
  data_folder_in_use: 500,
  internal: 500,
  log_closed: 500,
  log_corrupt: 500,
  start_timeout: 500,
  backup_invalid: 422,
  conflict: 409,
  disk_full: 507,
  forbidden: 403,
  invalid_input: 422,
  not_found: 404,
  payload_too_large: 413,
  unsupported_media_type: 415,
  clickhouse_unreachable: 503,
  clickhouse_timeout: 504,
  log_unavailable: 503,
  jobs_unavailable: 503,
  not_ready: 503,
  service_unreachable: 503,
  timeout: 504,
};

/** RFC 9457 problem details as a plain object. */
export interface ProblemDetails {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly code: string;
  readonly detail?: string;
  readonly problems?: unknown;
  /** True when the same request may succeed a little later. */
  readonly retryable?: true;
}

/** Builds problem details; `more` may name the fields that are wrong. */
export function problemDetails(
  status: number,
  code: string,
  more: string | { title: string; detail?: string; problems?: unknown; retryable?: true },
): ProblemDetails {
  const rest = typeof more === "string" ? { title: more } : more;
  return { type: `https://milepost.example/problems/${code.replaceAll("_", "-")}`, status, code, ...rest };
}

/** An error as the problem that a caller is told; what was not meant to be told stays in the log. */
export function problemOf(error: FastifyError): ProblemDetails {
  if (error instanceof MilepostError) {
    const problems = error.details["problems"];
    const more = {
      title: error.message,
      ...(problems === undefined ? {} : { problems }),
      ...(error.retryable ? { retryable: true as const } : {}),
    };
    return problemDetails(statusOf(error), error.code, more);
  }
  if (error.validation !== undefined) {
    const { validation, validationContext } = error;
    const problems = validation.map(({ instancePath, message = "is not valid", params }) => ({
      field: fieldPath(validationContext, instancePath),
      code: "invalid",
      message,
      fix: fixOf(params),
    }));
    return problemDetails(400, "invalid_input", { title: "The request is not valid", problems });
  }
  const known = FRAMEWORK[error.code];
  if (known !== undefined) return problemDetails(error.statusCode ?? 400, known.code, known.title(error));
  const status = error.statusCode ?? 500;
  if (status >= 500) return problemDetails(500, "internal", "Something failed inside Milepost; see its log");
  return problemDetails(status, "invalid_input", error.message);
}

function statusOf({ code, retryable }: MilepostError): number {
  // A file that is being written, say: the request is right, only not now.
  return code === "connector_config" && retryable ? 409 : STATUS[code];
}

interface Known {
  readonly code: string;
  readonly title: (error: FastifyError) => string;
}

const NO_JSON: Known = {
  code: "malformed_json",
  title: () => "The body is no JSON; send one JSON object with content type application/json",
};

/** What the framework refuses by itself, in our words. */
const FRAMEWORK: Readonly<Record<string, Known | undefined>> = {
  FST_ERR_CTP_INVALID_JSON_BODY: NO_JSON,
  FST_ERR_CTP_EMPTY_JSON_BODY: NO_JSON,
  FST_ERR_CTP_INVALID_MEDIA_TYPE: {
    code: "unsupported_media_type",
    title: ({ message }) =>
      `${message.replace(/^FST_ERR_CTP_INVALID_MEDIA_TYPE:? ?/, "")}; send application/json`,
  },
  FST_ERR_CTP_BODY_TOO_LARGE: {
    code: "payload_too_large",
    title: () => "The body is over the limit; send less at a time",
  },
  FST_ERR_BAD_URL: {
    code: "invalid_input",
    title: () => "The address cannot be read; percent-encode what is not a letter, a digit or one of -._~",
  },
  FST_ERR_MAX_PARAM_LENGTH: {
    code: "invalid_input",
    title: () => "An id in the address is too long",
  },
};

function fixOf(params: Readonly<Record<string, unknown>>): string {
  const { keys } = params;
  if (Array.isArray(keys)) return `remove ${keys.join(", ")}; /docs lists what this request takes`;
  return "/docs shows what this request takes";
}

function fieldPath(context: string | undefined, instancePath: string): string {
  return [context, ...instancePath.split("/")].filter((part) => part !== undefined && part !== "").join(".");
}

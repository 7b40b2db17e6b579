import { MilepostError } from "@milepost/runtime";
import { urlSetting } from "./owners.ts";
import type { Owner } from "./owners.ts";

/** The error of a service that gave no answer: what was asked may be done or not, and may be asked again. */
export function unreachable(owner: Owner, url: string, cause: unknown): MilepostError {
  const reason = codeOf(cause);
  return new MilepostError(
    "service_unreachable",
    `The service "${owner}" at ${url} gives no answer${reason === undefined ? "" : ` (${reason})`}; ` +
      `try again, with the same Idempotency-Key. If it stays: start it, or correct ${urlSetting(owner)}`,
    { retryable: true, cause, details: { service: owner } },
  );
}

/** The code that Node or the HTTP client gave, such as ECONNREFUSED. */
function codeOf(cause: unknown): string | undefined {
  const { code, cause: inner } = (cause ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  return codeIn(inner) ?? (typeof code === "string" ? code : undefined);
}

function codeIn(error: unknown): string | undefined {
  const code = (error as { readonly code?: unknown } | null | undefined)?.code;
  return typeof code === "string" ? code : undefined;
}

import { problemSchema } from "@milepost/contracts";
import type { ErrorCode, Telemetry } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { unreachable } from "./unreachable.ts";

const ANSWER_LIMIT_MS = 60_000;
const CODES: Readonly<Record<number, ErrorCode>> = { 404: "not_found", 422: "invalid_input" };

/** Asks predict for something: a GET, or a POST with a body where there is one. */
export type AskPredict = (path: string, method: "GET" | "POST", body?: object) => Promise<unknown>;

/** Asks predict over HTTP; a refusal is an error with predict's own words. */
export function askPredict(url: string, telemetry: Telemetry): AskPredict {
  return async (path, method, body) => {
    const traceparent = telemetry.traceparent();
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: {
        ...(traceparent === undefined ? {} : { traceparent }),
        ...(body === undefined ? {} : { "content-type": "application/json" }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((error: unknown) => {
      throw unreachable("predict", url, error);
    });
    const said: unknown = await answer.json().catch(() => null);
    if (answer.ok) return said;
    const problem = problemSchema.safeParse(said);
    const title = problem.success ? problem.data.title : `predict answered ${answer.status}`;
    throw new MilepostError(CODES[answer.status] ?? "internal", title, { retryable: answer.status >= 500 });
  };
}

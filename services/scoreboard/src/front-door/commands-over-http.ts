import { problemSchema } from "@milepost/contracts";
import type { ErrorCode, Telemetry } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import type { ScoreboardParts } from "../compose.ts";
import { unreachable } from "./unreachable.ts";

const ANSWER_LIMIT_MS = 30_000;
/** What a header can carry. */
const ACTOR = /^[\x20-\x7e]{1,100}$/;

const CODES: Readonly<Record<number, ErrorCode>> = {
  400: "invalid_input",
  403: "forbidden",
  404: "not_found",
  409: "conflict",
  422: "invalid_input",
  503: "not_ready",
  504: "timeout",
};

/** What the pages' forms ask for, asked of ingest. */
export function commandsOverHttp(url: string, telemetry: Telemetry): ScoreboardParts["commands"] {
  const post = async (
    path: string,
    {
      actor,
      idempotencyKey: key,
      ...command
    }: { readonly actor: string; readonly idempotencyKey?: string | undefined },
  ): Promise<unknown> => {
    if (!ACTOR.test(actor)) throw noActor(actor);
    const traceparent = telemetry.traceparent();
    const answer = await fetch(`${url}/v1/${path}`, {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "milepost-actor": actor,
        ...(key === undefined ? {} : { "idempotency-key": key }),
        ...(traceparent === undefined ? {} : { traceparent }),
      },
      body: JSON.stringify(command),
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((error: unknown) => {
      throw unreachable("ingest", url, error);
    });
    const body: unknown = await answer.json().catch(() => null);
    if (!answer.ok) throw refusal(answer.status, body);
    return body;
  };
  return {
    acknowledge: (alert, command) => post(`alerts/${encodeURIComponent(alert)}/acknowledgements`, command),
    snooze: (alert, command) => post(`alerts/${encodeURIComponent(alert)}/snoozes`, command),
    decideSuggestion: ({ alert, option }, { decision, ...command }) => {
      const suggestion = `alerts/${encodeURIComponent(alert)}/suggestions/${encodeURIComponent(option)}`;
      return post(`${suggestion}/${decision === "accepted" ? "acceptance" : "decline"}`, command);
    },
    checkIn: (goal, command) => post(`goals/${encodeURIComponent(goal)}/check-ins`, command),
    override: (goal, command) => post(`goals/${encodeURIComponent(goal)}/overrides`, command),
    withdrawOverride: ({ goal, override }, command) => {
      const said = `goals/${encodeURIComponent(goal)}/overrides/${encodeURIComponent(override)}`;
      return post(`${said}/withdrawal`, command);
    },
    concludeReview: (review, command) => post(`reviews/${encodeURIComponent(review)}/conclusion`, command),
  };
}

function refusal(status: number, body: unknown): MilepostError {
  const problem = problemSchema.safeParse(body);
  const { title = `ingest answered ${status}`, problems = [] } = problem.success ? problem.data : {};
  const retryable = status === 503 || status === 504;
  return new MilepostError(CODES[status] ?? "internal", title, { retryable, details: { problems } });
}

function noActor(actor: string): MilepostError {
  const problem = {
    field: "actor",
    code: "invalid",
    message: `"${actor}" cannot be carried to ingest`,
    fix: "give the id that the plan has under people, or an e-mail address",
  };
  return new MilepostError("invalid_input", "Nobody can be named like this", {
    details: { problems: [problem] },
  });
}

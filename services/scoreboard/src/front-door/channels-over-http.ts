import { problemSchema } from "@milepost/contracts";
import type { ErrorCode, Telemetry } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { ScoreboardParts } from "../compose.ts";
import { unreachable } from "./unreachable.ts";

const ANSWER_LIMIT_MS = 60_000;
const CODES: Readonly<Record<number, ErrorCode>> = { 404: "not_found", 422: "invalid_input" };

const channelSchema = z.object({
  channel: z.string(),
  kind: z.string(),
  recipients: z.number(),
  paused: z.array(z.object({ person: z.string().nullable(), reason: z.string(), since: z.string() })),
});
const testedSchema = z.object({
  outcome: z.enum(["delivered", "retry", "refused"]),
  reason: z.string(),
  person: z.string(),
  resumed: z.boolean(),
});

/** What pages ask of channels, asked of predict. */
export function channelsOverHttp(
  url: string,
  telemetry: Telemetry,
): Required<Pick<ScoreboardParts["commands"], "testChannel"> & Pick<ScoreboardParts, "channels">> {
  const ask = async (path: string, method: "GET" | "POST"): Promise<unknown> => {
    const traceparent = telemetry.traceparent();
    const answer = await fetch(`${url}${path}`, {
      method,
      headers: traceparent === undefined ? {} : { traceparent },
      signal: AbortSignal.timeout(ANSWER_LIMIT_MS),
    }).catch((error: unknown) => {
      throw unreachable("predict", url, error);
    });
    const body: unknown = await answer.json().catch(() => null);
    if (answer.ok) return body;
    const problem = problemSchema.safeParse(body);
    const title = problem.success ? problem.data.title : `predict answered ${answer.status}`;
    throw new MilepostError(CODES[answer.status] ?? "internal", title, { retryable: answer.status >= 500 });
  };
  return {
    channels: async () =>
      z.object({ items: z.array(channelSchema) }).parse(await ask("/v1/channels", "GET")).items,
    testChannel: async (channel) =>
      testedSchema.parse(await ask(`/v1/channels/${encodeURIComponent(channel)}/test`, "POST")),
  };
}

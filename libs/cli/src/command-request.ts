import type { ApiRequest } from "./api-client.ts";

/** Who gives a command, and the key under which it is taken once, where the person at the terminal said so. */
export interface CommandOptions {
  readonly by?: string;
  readonly idempotencyKey?: string | undefined;
}

/** How a command is sent: in somebody's name, under its key, with what it says as JSON. */
export function commandRequest({ by, idempotencyKey }: CommandOptions, body?: unknown): ApiRequest {
  const actor = by === undefined ? {} : { "milepost-actor": by };
  const key = idempotencyKey === undefined ? {} : { "idempotency-key": idempotencyKey };
  const sent = body === undefined ? {} : { body: { type: "application/json", text: JSON.stringify(body) } };
  return { method: "POST", headers: { ...actor, ...key }, ...sent };
}

import type { Channel, ChannelParts, Message, Recipient, SendResult } from "../index.ts";
import { richOrPlain } from "../rich-or-plain.ts";
import type { Body } from "../rich-or-plain.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { postBody } from "./post-body.ts";
import { plainSlackBody, slackBody } from "./slack-body.ts";
import { signedHeaders, signingKey } from "./standard-webhooks.ts";
import { plainTeamsBody, teamsBody } from "./teams-body.ts";
import { webhookBody } from "./webhook-body.ts";

const TIMEOUT_MS = 15_000;

/** A webhook of which the address and, of a signed one, the secret are known. */
export interface WebhookOptions {
  readonly kind: "slack" | "teams" | "webhook";
  readonly url: string;
  /** Standard Webhooks secret; of kind `webhook` alone. */
  readonly signing?: string;
}

/** Opens a channel that posts to one address. */
export function openWebhookChannel(options: WebhookOptions, parts: ChannelParts): Channel {
  const { kind, url, signing = "" } = options;
  const { allowPrivate, now, timeoutMs = TIMEOUT_MS } = parts;
  const send = async (message: Message, to: Recipient, signal: AbortSignal): Promise<SendResult> => {
    const { form, plainBecause } = bodyOf(kind, message, to);
    const body = JSON.stringify(form);
    const key = signingKey(signing);
    if (kind === "webhook" && key === undefined) return NO_KEY;
    const timestamp = Math.floor(now() / 1_000);
    const signed =
      key === undefined
        ? { "webhook-id": message.id }
        : signedHeaders(key, { id: message.id, timestamp, body });
    const headers = { "content-type": "application/json", "user-agent": "Milepost", ...signed };
    const answer = await postBody({ url, body, headers, allowPrivate, timeoutMs, signal });
    const result = judgeAnswer(answer, now());
    if (result.outcome !== "delivered" || plainBecause === undefined) return result;
    return { ...result, plainBecause };
  };
  return { kind, send };
}

const NO_KEY: SendResult = {
  outcome: "refused",
  reason: "the signing secret is none: it begins with whsec_, and 24 to 64 bytes in Base64 follow",
  status: null,
  scope: "channel",
};

function bodyOf(kind: WebhookOptions["kind"], message: Message, to: Recipient): Body<object> {
  switch (kind) {
    case "slack":
      return richOrPlain(
        () => slackBody(message),
        () => plainSlackBody(message),
      );
    case "teams":
      return richOrPlain(
        () => teamsBody(message),
        () => plainTeamsBody(message),
      );
    case "webhook":
      return { form: webhookBody(message, to), plainBecause: undefined };
  }
}

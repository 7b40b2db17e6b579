import type { ChannelDefinition } from "@milepost/contracts";
import { openEmailChannel } from "./email/email-channel.ts";
import type { Channel, ChannelParts, SendResult } from "./index.ts";
import { openWebhookChannel } from "./webhook/webhook-channel.ts";

const SECRET = /^(?:env|file):/;

/** Opens the channel that a plan defines; where one of its secrets is missing, every attempt says which one. */
export function openChannel(definition: ChannelDefinition, parts: ChannelParts): Channel {
  const { kind } = definition;
  const wanted =
    kind === "email"
      ? [definition.server]
      : kind === "webhook"
        ? [definition.url, definition.signing]
        : [definition.url];
  const references = wanted.filter((one) => SECRET.test(one));
  const missing = references.find((reference) => parts.secrets(reference) === undefined);
  if (missing !== undefined) return { kind, send: async () => withoutSecret(missing) };
  const secret = (reference: string): string => parts.secrets(reference) ?? "";
  switch (kind) {
    case "email":
      return openEmailChannel({ server: secret(definition.server), from: definition.from }, parts);
    case "slack":
    case "teams":
      return openWebhookChannel({ kind, url: secret(definition.url) }, parts);
    case "webhook": {
      const url = SECRET.test(definition.url) ? secret(definition.url) : definition.url;
      return openWebhookChannel({ kind, url: url.trim(), signing: secret(definition.signing) }, parts);
    }
  }
}

function withoutSecret(reference: string): SendResult {
  const [kind, name = ""] = reference.split(":");
  const where =
    kind === "env"
      ? `set MILEPOST_SECRET_${name}`
      : `write it into the file "${name}" of the folder MILEPOST_SECRETS`;
  return {
    outcome: "refused",
    reason: `there is no secret ${reference}: ${where}`,
    status: null,
    scope: "channel",
  };
}

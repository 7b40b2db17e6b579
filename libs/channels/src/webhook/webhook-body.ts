import type { Message, Recipient } from "../index.ts";

/** A message as data, for receivers that are programs; `type` and `timestamp` are what Standard Webhooks asks for. */
export function webhookBody(message: Message, { person }: Recipient): object {
  return {
    type: message.test ? "milepost.channel.test" : "milepost.alerts",
    timestamp: message.at,
    data: {
      message: message.id,
      person,
      test: message.test,
      subject: message.subject,
      groups: message.groups.map(({ title, items }) => ({
        title,
        items: items.map(({ facts = {}, headline, lines, link }) => ({
          headline,
          lines,
          url: link?.url ?? null,
          ...facts,
        })),
      })),
    },
  };
}

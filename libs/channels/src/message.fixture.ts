import { barImage } from "./bar-image.ts";
import type { ChannelParts, Message, MessageItem, Recipient } from "./index.ts";

export const KIM: Recipient = { person: "kim", name: "Kim Lee", email: "kim@example.org" };
export const SIGNING = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

/** A message with one item of every kind. */
export function messageOf(changes: Partial<Message> = {}): Message {
  return {
    id: "told-kim-0123456789abcdef",
    at: "2026-11-26T20:00:00.000Z",
    subject: "2 goals <at risk>",
    test: false,
    groups: [
      { title: "Deliver on time & well", items: [itemOf("Orders: the chance fell from 58 % to 31 %")] },
      { title: null, items: [{ ...itemOf("Scrap: the chance stands at 12 %"), link: null, image: null }] },
    ],
    ...changes,
  };
}

/** An item with a link and a chart. */
export function itemOf(headline: string): MessageItem {
  const bars = [0.7, 0.58, null, 0.4, 0.31].map((share) => ({ share, alarming: (share ?? 1) < 0.5 }));
  return {
    headline,
    lines: ["It was below 50 % in August and September.", "Expected: 0.938 against 0.950."],
    link: { url: "https://milepost.example.org/alerts/a?token=x&y=1", text: "Read it and take it on" },
    image: () => barImage({ bars, threshold: 0.5, alt: "Chance by month: 70 %, 58 %, unknown, 40 %, 31 %" }),
  };
}

/** What channels need, by the world's clock, allowed to reach loopback. */
export function partsOf(changes: Partial<ChannelParts> = {}): ChannelParts {
  return {
    secrets: () => undefined,
    allowPrivate: true,
    now: () => Date.now(),
    timeoutMs: 2_000,
    ...changes,
  };
}

import type { Examples } from "./envelope.ts";
import { exampleEnvelope } from "./envelope.ts";

const about = {
  telling: "otd-2026-2026-09/raised",
  alert: "otd-2026-2026-09",
  goal: "otd-2026",
} as const;
const message = "told-plant-lead-5f0c9d1e7a2b4c38";
const at = "2026-10-04T06:00:02.000Z";

/** Examples of telling a person: composed, attempted, refused for good, and a channel that works again. */
export const DELIVERY_EXAMPLES: Examples<
  "messageComposed" | "messageAttempted" | "channelPaused" | "channelResumed"
> = {
  messageComposed: {
    ...exampleEnvelope(`${message}-composed`, "plant-lead"),
    type: "milepost.message.composed.v1",
    data: {
      message,
      person: "plant-lead",
      at: "2026-10-04T06:00:00.000Z",
      week: "2026-09-28",
      subject:
        "On-time delivery: the chance of reaching the target fell from 58 % in July to 31 % in September 2026",
      groups: [
        {
          title: "Be a supplier that keeps its word",
          items: [
            {
              ...about,
              headline:
                "On-time delivery: the chance of reaching the target fell from 58 % in July to 31 % in September 2026",
              lines: ["It was below 50 % in August 2026 and September 2026."],
              page: "/alerts/otd-2026-2026-09",
              chances: [
                { period: "2026-08", chance: 0.42 },
                { period: "2026-09", chance: 0.31 },
              ],
              raiseBelow: 0.5,
            },
          ],
        },
      ],
    },
  },
  messageAttempted: {
    ...exampleEnvelope(`${message}-attempt-1`, "plant-lead"),
    type: "milepost.message.attempted.v1",
    data: {
      message,
      person: "plant-lead",
      channel: "mail",
      kind: "email",
      attempt: 1,
      outcome: "delivered",
      reason: "250 2.0.0 Ok: queued",
      status: 250,
      startedAt: "2026-10-04T06:00:01.000Z",
      at,
      retryAt: null,
      test: false,
      about: [about],
      plainBecause: "NaN is no share between 0 and 1",
    },
  },
  channelPaused: {
    ...exampleEnvelope(`${message}-paused-plant-chat`, "plant-chat"),
    type: "milepost.channel.paused.v1",
    data: {
      channel: "plant-chat",
      person: null,
      version: 1,
      message,
      goals: ["otd-2026"],
      reason: "410 channel_is_archived",
      at,
    },
  },
  channelResumed: {
    ...exampleEnvelope("test-plant-chat-01jf3q8z7c5b-resumed", "plant-chat"),
    type: "milepost.channel.resumed.v1",
    data: { channel: "plant-chat", person: null, message: "test-plant-chat-01jf3q8z7c5b", at },
  },
};

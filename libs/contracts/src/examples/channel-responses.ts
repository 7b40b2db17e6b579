/** Examples of the responses about channels. */
export const CHANNEL_RESPONSES: Readonly<Record<string, unknown>> = {
  "GET /v1/channels 200": {
    items: [
      {
        channel: "plant-chat",
        kind: "slack",
        owner: "plant-lead",
        recipients: 1,
        paused: [{ person: null, reason: "410 channel_is_archived", since: "2026-10-04T06:00:02.000Z" }],
      },
    ],
    next: null,
  },
  "POST /v1/channels/{channel}/test 200": {
    channel: "plant-chat",
    person: "plant-lead",
    message: "test-plant-chat-7f0d5a52-9f43-4f0e-8e0f-0d9d6a4d6a11",
    outcome: "delivered",
    reason: "200 ok",
    status: 200,
    resumed: true,
  },
};

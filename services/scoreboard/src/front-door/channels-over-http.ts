import { z } from "zod";
import type { ScoreboardParts } from "../compose.ts";
import type { AskPredict } from "./ask-predict.ts";

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
  ask: AskPredict,
): Required<Pick<ScoreboardParts["commands"], "testChannel"> & Pick<ScoreboardParts, "channels">> {
  return {
    channels: async () =>
      z.object({ items: z.array(channelSchema) }).parse(await ask("/v1/channels", "GET")).items,
    testChannel: async (channel) =>
      testedSchema.parse(await ask(`/v1/channels/${encodeURIComponent(channel)}/test`, "POST")),
  };
}

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { RETRY_AFTER_SECONDS, sendWords } from "../page-parts.ts";
import { testedWords, testForm } from "./channels.ts";

const NOT_SENT = { status: 422, title: "No test was sent" } as const;
const UNANSWERED = {
  status: 503,
  title: "Nobody knows whether the test was sent",
  words:
    "No answer came. Look whether the message has arrived; where it has not, send the test once more in a moment.",
  retryAfterSeconds: RETRY_AFTER_SECONDS,
} as const;
const params = z.object({ channel: z.string() });

/** `POST /channels/{channel}/test`: the button behind "Send a test"; says what the receiver answered. */
export function testChannelRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .post("/channels/:channel/test", { schema: { hide: true, params } }, async (request, reply) => {
      const link = { href: "/alerts#channels", text: "Back to the channels" };
      const { channel } = request.params;
      try {
        const tested = await parts.commands.testChannel?.(channel);
        if (tested === undefined) throw new MilepostError("not_found", "This deployment has no channels");
        const title =
          tested.outcome === "delivered" ? `${channel} works` : `${channel} did not take the test`;
        return await sendWords(parts, reply, { status: 200, title, words: testedWords(tested), link });
      } catch (error) {
        if (!(error instanceof MilepostError)) throw error;
        const refusal = error.retryable ? UNANSWERED : { ...NOT_SENT, words: error.message };
        return sendWords(parts, reply, { ...refusal, link, more: () => testForm(channel) });
      }
    });
}

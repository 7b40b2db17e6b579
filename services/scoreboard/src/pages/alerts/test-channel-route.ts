import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { MilepostError } from "@milepost/runtime";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { sendWords } from "../page-parts.ts";
import { testedWords } from "./channels.ts";

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
        if (!(error instanceof MilepostError) || error.retryable) throw error;
        return sendWords(parts, reply, {
          status: 422,
          title: "No test was sent",
          words: error.message,
          link,
        });
      }
    });
}

import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { deadLetters, deadLetterTotal } from "@milepost/store/queries/dead-letters";
import { z } from "zod";
import type { PageParts } from "../page-parts.ts";
import { sendPage } from "../page-parts.ts";
import { deadLettersPage } from "./view.ts";

const query = z.object({ asOf: z.string().optional() });
/** Records that the page lists; programs get all. */
const ROWS_SHOWN = 100;
const PAYLOAD_CHARACTERS = 400;

/** `GET /dead-letters`: the records that wait to be fixed now, whatever moment the other pages look at. */
export function deadLettersRoute(app: FastifyInstance, parts: PageParts): void {
  app
    .withTypeProvider<ZodTypeProvider>()
    .get("/dead-letters", { schema: { hide: true, querystring: query } }, (request, reply) =>
      sendPage(parts, { request, reply }, async (moment) => {
        const { store } = parts.reading;
        const wanted = { status: "open", limit: ROWS_SHOWN, payloadCharacters: PAYLOAD_CHARACTERS } as const;
        const [letters, [count]] = await Promise.all([
          store.query(deadLetters(wanted)),
          store.query(deadLetterTotal({ status: "open" })),
        ]);
        const content = deadLettersPage({ letters, total: count?.total ?? 0, moment });
        return { name: "alerts", title: "Records set aside", query: {}, content };
      }),
    );
}

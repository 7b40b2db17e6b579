import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { deadLetterPlace, TOPICS } from "@milepost/contracts";
import {
  deadLetter,
  deadLetterRow,
  deadLetters,
  deadLetterTotal,
} from "@milepost/store/queries/dead-letters";
import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import type { Store } from "@milepost/store";
import { z } from "zod";
import { pagingFields, unknownCursor } from "./paging.ts";

/** A list shows how payloads begin; `GET /dead-letters/{id}` has the whole. */
const LISTED_PAYLOAD_CHARACTERS = 1_000;

const listed = z
  .object({
    items: z.array(deadLetterRow.meta({ id: "DeadLetter" })),
    next: z.string().nullable(),
    total: z.int().describe("How many there are in all, by the same filters"),
  })
  .meta({ id: "DeadLetterList" });

const schema = {
  summary:
    "Log records that could not be processed, newest first; of their payloads the first 1,000 characters",
  querystring: z.strictObject({
    ...pagingFields,
    status: z
      .enum(["open", "resolved"])
      .optional()
      .describe("Only those that wait, or those that were dealt with"),
    topic: z.enum(TOPICS).optional().describe("Only those of this topic"),
    code: z.string().optional().describe("Only those that failed in this way, such as invalid_event"),
  }),
  response: { 200: listed },
};

/** `GET /dead-letters` */
export function getDeadLetters(app: FastifyInstance, { store }: { readonly store: Store }): void {
  app.withTypeProvider<ZodTypeProvider>().get("/dead-letters", { schema }, async (request) => {
    const { limit, cursor, ...filter } = request.query;
    const after = cursor === undefined ? undefined : await letterOf(cursor, store);
    const [rows, [count]] = await Promise.all([
      store.query(
        deadLetters({ ...filter, after, limit: limit + 1, payloadCharacters: LISTED_PAYLOAD_CHARACTERS }),
      ),
      store.query(deadLetterTotal(filter)),
    ]);
    const items = rows.slice(0, limit);
    const next = rows.length > limit ? (items.at(-1)?.dead_letter ?? null) : null;
    return { items, next, total: count?.total ?? 0 };
  });
}

async function letterOf(cursor: string, store: Store): Promise<DeadLetterRow> {
  const place = deadLetterPlace(cursor);
  const [row] = place === undefined ? [] : await store.query(deadLetter(place));
  return row ?? unknownCursor(cursor);
}

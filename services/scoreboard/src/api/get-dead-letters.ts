import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { deadLetterRow, deadLetters } from "@milepost/store/queries/dead-letters";
import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import { z } from "zod";
import type { BoardParts } from "../reading/board.ts";
import { listSchema, pageOf, pagingFields } from "./paging.ts";

const schema = {
  summary: "Log records that could not be processed, newest first",
  querystring: z.strictObject(pagingFields),
  response: { 200: listSchema(deadLetterRow.meta({ id: "DeadLetter" }), "DeadLetterList") },
};

/** `GET /dead-letters` */
export function getDeadLetters(app: FastifyInstance, { store }: BoardParts): void {
  app.withTypeProvider<ZodTypeProvider>().get("/dead-letters", { schema }, async (request) => {
    return pageOf(await store.query(deadLetters()), keyOf, request.query);
  });
}

function keyOf({ topic, partition, offset }: DeadLetterRow): string {
  return `${topic}/${partition}/${offset}`;
}

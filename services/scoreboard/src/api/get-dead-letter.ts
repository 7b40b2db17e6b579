import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { deadLetterPlace, isWholePayload, keptPayload } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { recordAt } from "@milepost/event-log";
import { MilepostError } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { deadLetter, deadLetterRow } from "@milepost/store/queries/dead-letters";
import type { DeadLetterRow } from "@milepost/store/queries/dead-letters";
import { z } from "zod";
import { whatToDo } from "./what-to-do.ts";

const schema = {
  summary: "One log record that could not be processed, whole, and what can be done",
  params: z.object({
    id: z.string().describe("Topic, partition and offset of the record: observations-2-118"),
  }),
  response: {
    200: deadLetterRow
      .extend({
        payload: z.string().describe("The record as it stands in the log"),
        payload_complete: z
          .boolean()
          .describe("False: the record is not in this log any more, and this is how it began"),
        what_to_do: z.string().describe("What can be done about it; what was done, when it was"),
      })
      .meta({ id: "DeadLetterWhole" }),
  },
};

/** `GET /dead-letters/{id}` */
export function getDeadLetter(
  app: FastifyInstance,
  { store, log }: { readonly store: Store; readonly log: Pick<EventLog, "read"> },
): void {
  app.withTypeProvider<ZodTypeProvider>().get("/dead-letters/:id", { schema }, async (request) => {
    const { id } = request.params;
    const place = deadLetterPlace(id);
    const [letter] = place === undefined ? [] : await store.query(deadLetter(place));
    if (letter === undefined || place === undefined) {
      throw new MilepostError(
        "not_found",
        `There is no dead letter "${id}"; GET /v1/dead-letters lists them`,
      );
    }
    const record = await recordAt(log, place);
    const text = record !== undefined && isRecordOf(letter, record.text) ? record.text : undefined;
    return {
      ...letter,
      payload: text ?? letter.payload,
      payload_complete: text !== undefined || isWholePayload(place.topic, letter.payload),
      what_to_do: whatToDo(letter),
    };
  });
}

/** In a log that was copied into more partitions, another record may stand at the letter's place. */
function isRecordOf({ topic, payload }: DeadLetterRow, text: string): boolean {
  return keptPayload(topic as Parameters<typeof keptPayload>[0], text) === payload;
}

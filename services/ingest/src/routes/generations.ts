import { commandHeaders, MAX_PARTITIONS, SPREAD_TOPICS } from "@milepost/contracts";
import type { Topic } from "@milepost/contracts";
import { oncePerKey } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { LogDesk } from "../log-desk/log-desk.ts";
import { logStandingSchema } from "../log-desk/log-standing.ts";
import type { LogStanding } from "../log-desk/log-standing.ts";

const generation = z.coerce.number().int().positive();
const counts = z.int().positive().max(MAX_PARTITIONS);

const body = z
  .strictObject({
    partitions: z
      .partialRecord(z.enum(SPREAD_TOPICS as readonly [Topic, ...Topic[]]), counts)
      .optional()
      .describe("Partition counts that change: multiples of what they are"),
    from: z
      .int()
      .positive()
      .optional()
      .describe("A kept generation to go back to, by a copy of it; absent: the live one goes on"),
  })
  .nullish()
  .meta({ id: "NextGeneration" });

/** `GET /generations`, `POST /generations`, `POST /generations/{generation}/removals`. */
export function registerGenerations(app: FastifyInstance, desk: Omit<LogDesk, "routes">): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  const tags = ["log"];
  const once = oncePerKey<LogStanding>();
  const removedOnce = oncePerKey<LogStanding>();
  typed.get(
    "/generations",
    {
      schema: {
        summary: "Which generation of the log is live, which one is being made, which ones are kept",
        tags,
        response: { 200: logStandingSchema },
      },
    },
    () => desk.standing(),
  );
  typed.post(
    "/generations",
    {
      schema: {
        summary: "Copy the log into its next generation, with more partitions where asked",
        description:
          "Begins the copy and answers; it goes on by itself, `GET /v1/generations` says how far. Every record keeps its source and id. Appends are refused as retryable for the moments in which the next generation becomes live; then every process opens everything again.",
        tags,
        headers: commandHeaders,
        body,
        response: { 202: logStandingSchema },
      },
    },
    async (request, reply) => {
      const { partitions = {}, from } = request.body ?? {};
      const begun = once(request.headers["idempotency-key"], () => desk.next({ partitions, from }));
      return reply.code(202).send(await begun);
    },
  );
  typed.post(
    "/generations/:generation/removals",
    {
      schema: {
        summary: "Remove a generation that is kept, before its time",
        tags,
        params: z.object({ generation }),
        headers: commandHeaders,
        response: { 200: logStandingSchema },
      },
    },
    (request) =>
      removedOnce(request.headers["idempotency-key"], () => desk.remove(request.params.generation)),
  );
}

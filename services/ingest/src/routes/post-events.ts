import {
  externalPosted,
  fieldProblemSchema,
  observationRecorded,
  observationRetracted,
  problemSchema,
} from "@milepost/contracts";
import { BODY_LIMIT_BYTES, MilepostError, problemDetails } from "@milepost/runtime";
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import { z } from "zod";
import { EVENT_MEDIA_TYPES, MAX_EVENTS, readBody } from "../events/read-body.ts";
import type { BodyItem } from "../events/read-body.ts";
import type { TakenEvents } from "../events/take-events.ts";

const DESCRIPTION =
  "One event (application/json or application/cloudevents+json; in binary mode its attributes are `ce-` headers and the body is its data), " +
  "a JSON array of events (application/json or application/cloudevents-batch+json), or one event a line (application/x-ndjson). " +
  "Each event is judged for itself: 202 says that all were accepted, 207 that some were; every result says which, and why not. " +
  "Of one value, or of one row, the event with the greatest `time` counts, by the millisecond: what is finer is cut, and of events " +
  "within the same millisecond the one that arrived last counts, in a request the one that stands last.";

const eventSchema = z.union([observationRecorded.schema, observationRetracted.schema, externalPosted.schema]);

const resultSchema = z.object({
  id: z.string().nullable(),
  index: z.int(),
  line: z.int().optional(),
  status: z.enum(["accepted", "rejected"]),
  problems: z.array(fieldProblemSchema).optional(),
  warnings: z
    .array(fieldProblemSchema)
    .optional()
    .describe("Of an accepted event: which ids it names that the plan does not have, and the nearest ones"),
});

const counts = { accepted: z.int(), rejected: z.int(), results: z.array(resultSchema) };
const takenSchema = z.object(counts).meta({ id: "EventsTaken" });
const refusedSchema = problemSchema.extend(z.object(counts).partial().shape).meta({ id: "EventsRefused" });

export interface PostEventsPorts {
  takeEvents(items: readonly BodyItem[]): Promise<TakenEvents>;
}

/**
 * `POST /events`: 202 when every event was accepted, 207 when some were, 422 when none was, 400 when a line or the
 * whole body is no JSON (the other lines are judged and taken all the same).
 */
export function registerPostEvents(app: FastifyInstance, ports: PostEventsPorts): void {
  void app.register(async (scope) => {
    readRawBodies(scope);
    const schema = {
      summary: "Post CloudEvents: one, a batch, or NDJSON",
      description: DESCRIPTION,
      consumes: [...EVENT_MEDIA_TYPES],
      body: z.union([eventSchema, z.array(eventSchema)]),
      response: { 202: takenSchema, 207: takenSchema, 400: refusedSchema, 422: refusedSchema },
    };
    // Events are judged one by one: one bad event must not refuse the others.
    const validatorCompiler = () => (data: unknown) => ({ value: data });
    scope.post("/events", { schema, validatorCompiler, errorHandler: refuseTooLarge }, (request, reply) =>
      postEvents(request, reply, ports),
    );
  });
}

async function postEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  ports: PostEventsPorts,
): Promise<unknown> {
  const body = request.body instanceof Uint8Array ? request.body : new Uint8Array();
  const read = readBody(body, request.headers);
  if (!read.ok && read.reason === "too-many") {
    const title = `The request holds more than ${MAX_EVENTS} events; send at most ${MAX_EVENTS} at a time`;
    throw new MilepostError("payload_too_large", title);
  }
  if (!read.ok) {
    const { problem } = read;
    return refuse(reply, 400, { code: problem.code, title: problem.message, problems: [problem] });
  }
  const { malformed, ...taken } = await ports.takeEvents(read.items);
  if (malformed > 0)
    return refuse(reply, 400, { code: "malformed_line", title: titleOf(malformed, taken), ...taken });
  if (taken.rejected === 0) return reply.code(202).send(taken);
  if (taken.accepted > 0) return reply.code(207).send(taken);
  const problems = taken.results.length === 1 ? { problems: taken.results[0]?.problems } : {};
  const title =
    taken.rejected === 1 ? "The event was rejected" : `All ${taken.rejected} events were rejected`;
  return refuse(reply, 422, { code: "events_rejected", title, ...problems, ...taken });
}

function titleOf(malformed: number, taken: Omit<TakenEvents, "malformed">): string {
  const lines = taken.results.filter(({ problems }) => problems?.[0]?.code === "malformed_json");
  const named = lines.slice(0, 5).map(({ line }) => line);
  const more = lines.length > named.length ? ", …" : "";
  const others = `of the other lines ${taken.accepted} were accepted and ${taken.rejected - malformed} rejected`;
  return `No JSON on line ${named.join(", ")}${more}; ${others}`;
}

interface Refusal {
  readonly code: string;
  readonly title: string;
  readonly problems?: unknown;
}

function refuse(reply: FastifyReply, status: 400 | 422, { code, title, ...rest }: Refusal): FastifyReply {
  const body = { ...problemDetails(status, code, title), ...rest };
  return reply.code(status).type("application/problem+json").send(body);
}

function readRawBodies(scope: FastifyInstance): void {
  scope.removeAllContentTypeParsers();
  const raw = { parseAs: "buffer" } as const;
  scope.addContentTypeParser([...EVENT_MEDIA_TYPES], raw, (_request, body, done) => done(null, body));
  scope.addContentTypeParser("*", (request, _payload, done) => {
    const given = request.headers["content-type"] ?? "none";
    const message = `Content type "${given}" is not taken; send ${EVENT_MEDIA_TYPES.join(", ")}`;
    done(new MilepostError("unsupported_media_type", message));
  });
}

function refuseTooLarge(error: Error, _request: FastifyRequest, _reply: FastifyReply): never {
  if ((error as { readonly statusCode?: number }).statusCode !== 413) throw error;
  const limit = `${BODY_LIMIT_BYTES / 1024 / 1024} MiB`;
  throw new MilepostError(
    "payload_too_large",
    `The body is over the limit of ${limit}; send smaller batches`,
  );
}

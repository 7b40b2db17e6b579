import { commandHeaders, runCompletedData } from "@milepost/contracts";
import type { RunCompletedData } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { RunOptions } from "../runs/connector-runs.ts";

const DEFAULT_LIMIT = 20;
const MAX_LIMIT = 50;
/** A run that takes longer goes on without its caller. */
const WAIT_MS = 30_000;

const params = z.object({ id: z.string() });

const listSchema = {
  summary: "A connector's newest runs",
  params,
  querystring: z.strictObject({
    limit: z.coerce.number().int().min(1).max(MAX_LIMIT).default(DEFAULT_LIMIT),
    /** Run after which to go on. */
    cursor: z.string().optional(),
  }),
  response: { 200: z.object({ items: z.array(runCompletedData), next: z.string().nullable() }) },
};

const runSchema = {
  summary: "Run a connector; answers with the run's end, or 202 when it takes longer than 30 s",
  params,
  headers: commandHeaders,
  body: z
    .strictObject({
      mode: z
        .enum(["pull", "backfill"])
        .optional()
        .describe(
          "backfill: history; a period's first value counts as known since the period's end plus the publication lag",
        ),
    })
    .nullish(),
  response: {
    200: runCompletedData,
    202: z.object({ connector: z.string(), status: z.literal("running") }).meta({ id: "RunUnderWay" }),
  },
};

export interface ConnectorRunsPorts {
  run(connector: string, options: RunOptions): Promise<RunCompletedData>;
  /** Newest first; fails when there is no such connector. */
  newestRuns(connector: string): Promise<readonly RunCompletedData[]>;
}

/** `GET` and `POST /connectors/{id}/runs`. */
export function registerConnectorRuns(app: FastifyInstance, ports: ConnectorRunsPorts): void {
  const typed = app.withTypeProvider<ZodTypeProvider>();
  typed.get("/connectors/:id/runs", { schema: listSchema }, async (request) => {
    const runs = await ports.newestRuns(request.params.id);
    const { limit, cursor } = request.query;
    const from = cursor === undefined ? 0 : placeOf(cursor, runs) + 1;
    const items = runs.slice(from, from + limit);
    return { items, next: from + limit < runs.length ? (items.at(-1)?.run ?? null) : null };
  });
  typed.post("/connectors/:id/runs", { schema: runSchema }, async (request, reply) => {
    const { id } = request.params;
    const mode = request.body?.mode;
    const run = ports.run(id, { mode, idempotencyKey: request.headers["idempotency-key"] });
    const ended = await endOrPatience(run);
    if (ended !== undefined) return ended;
    return reply.code(202).send({ connector: id, status: "running" });
  });
}

/** Beginning anew at a cursor that is not there would repeat runs, over and over. */
function placeOf(cursor: string, runs: readonly RunCompletedData[]): number {
  const place = runs.findIndex(({ run }) => run === cursor);
  if (place !== -1) return place;
  const problem = {
    field: "querystring.cursor",
    code: "unknown_cursor",
    message: `"${cursor}" is no run of this list; only the newest are kept in it`,
    fix: "send `next` of the page before, or begin again without cursor",
  };
  throw new MilepostError("invalid_input", "The cursor is not of this list", {
    details: { problems: [problem] },
  });
}

async function endOrPatience(run: Promise<RunCompletedData>): Promise<RunCompletedData | undefined> {
  const { promise, resolve } = Promise.withResolvers<undefined>();
  const timer = setTimeout(() => resolve(undefined), WAIT_MS);
  try {
    return await Promise.race([run, promise]);
  } finally {
    clearTimeout(timer);
    run.catch(() => undefined);
  }
}

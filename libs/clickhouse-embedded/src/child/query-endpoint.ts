import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { identify } from "./auth.ts";
import type { Role, Users } from "./auth.ts";
import { refuse } from "./clickhouse-error.ts";
import type { Engine } from "./engine.ts";
import { createExecutor } from "./execute.ts";
import { openBody } from "./request-body.ts";
import { readWork } from "./request.ts";
import { describeQuery, sendOutcome } from "./response.ts";
import type { AnswerContext } from "./response.ts";
import { receiveRows } from "./run-work.ts";
import { createSlots } from "./slots.ts";
import type { Slots } from "./slots.ts";

/** Together fewer than the threads that queries run on, so that files are read and queries cancelled in between. */
const READERS_AT_ONCE = 6;
const WRITERS_AT_ONCE = 8;
const WAITING_LIMIT = 200;

const CONTROL_CHARACTER = /\p{Cc}/u;

/** What answering queries needs. */
export interface QueryEndpointOptions {
  readonly engine: Engine;
  readonly users: Users;
  readonly database: string;
  readonly timezone: string;
}

/** Answers one query over HTTP. */
export type QueryEndpoint = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Makes the endpoint that runs SQL. */
export function createQueryEndpoint(options: QueryEndpointOptions): QueryEndpoint {
  const slots: Readonly<Record<Role, Slots>> = {
    reader: createSlots(READERS_AT_ONCE, WAITING_LIMIT),
    writer: createSlots(WRITERS_AT_ONCE, WAITING_LIMIT),
  };
  const execute = createExecutor(options.engine, options.database);
  return async (request, response, { searchParams: params }) => {
    const context: AnswerContext = {
      request,
      response,
      queryId: queryIdOf(params),
      timezone: options.timezone,
      startedAtMs: performance.now(),
      compress: params.get("enable_http_compression") === "1",
    };
    describeQuery(context);
    const role = identify(request.headers, params, options.users);
    if (params.get("compress") === "1" || params.get("decompress") === "1") {
      throw refuse(
        "NOT_IMPLEMENTED",
        "ClickHouse's own compression is not served here: set compress=0 in the driver, gzip works",
      );
    }
    const gone = new AbortController();
    response.once("close", () => gone.abort());
    const file = `${randomUUID()}.bin`;
    try {
      const stream = await openBody(request, { engine: options.engine, file });
      const work = await readWork({ stream, type: request.headers["content-type"] ?? "" }, params);
      if (work.kind === "insert") {
        if (role === "reader")
          throw refuse("READONLY", "Cannot execute INSERT in readonly mode: this user may only read");
        await receiveRows(work.data, file);
      }
      const giveBack = await slots[role].take(gone.signal);
      const outcome = await execute({ role, work, params, request, file, gone: gone.signal }).finally(
        giveBack,
      );
      await sendOutcome(context, outcome);
    } finally {
      await rm(file, { force: true });
    }
  };
}

function queryIdOf(params: URLSearchParams): string {
  const given = params.get("query_id") || randomUUID();
  if (CONTROL_CHARACTER.test(given))
    throw refuse("BAD_ARGUMENTS", "query_id holds a control character, which no header can carry");
  return given;
}

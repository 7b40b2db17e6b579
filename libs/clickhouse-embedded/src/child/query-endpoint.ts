import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { join } from "node:path";
import { identify } from "./auth.ts";
import type { Role, Users } from "./auth.ts";
import { refuse } from "./clickhouse-error.ts";
import type { Engine, EngineSession } from "./engine.ts";
import { DEFAULT_FORMAT } from "./formats.ts";
import { checkReaderStatement, readerDatabase } from "./reader-guard.ts";
import { readWork } from "./request.ts";
import type { Work } from "./request.ts";
import { describeQuery, sendOutcome } from "./response.ts";
import type { AnswerContext } from "./response.ts";
import { runInsert, runStatement } from "./run-work.ts";
import type { Outcome } from "./run-work.ts";
import { sessionPrelude, splitParams } from "./session-prelude.ts";
import { createSlots } from "./slots.ts";
import type { Slots } from "./slots.ts";
import { parseStatement } from "./statement.ts";

/** Together fewer than the threads that queries run on, so that files are read and queries cancelled in between. */
const READERS_AT_ONCE = 6;
const WRITERS_AT_ONCE = 8;
const WAITING_LIMIT = 200;
/** A query is asked again to end: the first call may have come before the engine knew it. */
const CANCEL_AGAIN_MS = 200;

/** What answering queries needs. */
export interface QueryEndpointOptions {
  readonly engine: Engine;
  readonly users: Users;
  readonly database: string;
  readonly timezone: string;
  /** Folder for bodies and results on their way. */
  readonly transitFolder: string;
}

/** Answers one query over HTTP. */
export type QueryEndpoint = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Makes the endpoint that runs SQL. */
export function createQueryEndpoint(options: QueryEndpointOptions): QueryEndpoint {
  const slots: Readonly<Record<Role, Slots>> = {
    reader: createSlots(READERS_AT_ONCE, WAITING_LIMIT),
    writer: createSlots(WRITERS_AT_ONCE, WAITING_LIMIT),
  };
  return async (request, response, { searchParams: params }) => {
    const context: AnswerContext = {
      request,
      response,
      queryId: params.get("query_id") || randomUUID(),
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
    const work = await readWork(request, params);
    const giveBack = await slots[role].take(gone.signal);
    try {
      const outcome = await execute({ options, role, work, params, request, gone: gone.signal });
      await sendOutcome(context, outcome);
    } finally {
      giveBack();
    }
  };
}

interface Execution {
  readonly options: QueryEndpointOptions;
  readonly role: Role;
  readonly work: Work;
  readonly params: URLSearchParams;
  readonly request: IncomingMessage;
  readonly gone: AbortSignal;
}

async function execute(execution: Execution): Promise<Outcome> {
  const { options, role, work, params, request, gone } = execution;
  const tag = randomUUID();
  const asked = params.get("database") || header(request, "x-clickhouse-database") || "default";
  const prelude = sessionPrelude({
    role,
    tag,
    database: role === "reader" ? readerDatabase(asked, options.database) : asked,
    readOnlyMethod: request.method === "GET",
    ...splitParams([...params, ...(work.kind === "sql" ? work.formFields : [])]),
  });
  const file = join(options.transitFolder, `${tag}.bin`);
  const session = options.engine.openSession();
  const stopCancelling = cancelWhenGone(options.engine, { tag, gone });
  try {
    await session.run(prelude);
    return await runInSession(session, execution, file);
  } catch (error) {
    await rm(file, { force: true });
    throw error;
  } finally {
    stopCancelling();
    session.close();
  }
}

async function runInSession(session: EngineSession, execution: Execution, file: string): Promise<Outcome> {
  const { options, role, work, params, request } = execution;
  if (work.kind === "insert") {
    if (role === "reader")
      throw refuse("READONLY", "Cannot execute query in readonly mode: this user may only read");
    return runInsert(session, work, file);
  }
  const statement = parseStatement(work.sql);
  if (statement.kind === "") throw refuse("SYNTAX_ERROR", "Empty query");
  if (role === "reader") await checkReaderStatement(session, statement, options.database);
  const asked = params.get("default_format") || header(request, "x-clickhouse-format") || DEFAULT_FORMAT;
  return runStatement(session, statement, { format: formatName(statement.format ?? asked), file });
}

function formatName(name: string): string {
  if (/^\w+$/.test(name)) return name;
  throw refuse("BAD_ARGUMENTS", `Unknown format '${name}'`);
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Ends the query of a client that went away; chdb would compute it to its end. */
function cancelWhenGone(engine: Engine, { tag, gone }: { tag: string; gone: AbortSignal }): () => void {
  let timer: NodeJS.Timeout | undefined;
  const cancel = (): void => {
    engine.cancel(tag).catch(() => undefined);
    timer ??= setInterval(cancel, CANCEL_AGAIN_MS);
  };
  if (gone.aborted) cancel();
  gone.addEventListener("abort", cancel, { once: true });
  return () => {
    gone.removeEventListener("abort", cancel);
    clearInterval(timer);
  };
}

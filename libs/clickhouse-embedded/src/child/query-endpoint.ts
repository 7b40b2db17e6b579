import { randomUUID } from "node:crypto";
import { rm } from "node:fs/promises";
import type { IncomingMessage, ServerResponse } from "node:http";
import { identify } from "./auth.ts";
import type { Role, Users } from "./auth.ts";
import { refuse } from "./clickhouse-error.ts";
import type { Engine, EngineSession } from "./engine.ts";
import { DEFAULT_FORMAT } from "./formats.ts";
import { createReaderGuard, readerDatabase } from "./reader-guard.ts";
import type { ReaderGuard } from "./reader-guard.ts";
import { REFUSED_FORMATS } from "./reader-lists.ts";
import { openBody } from "./request-body.ts";
import { readWork } from "./request.ts";
import type { Work } from "./request.ts";
import { describeQuery, sendOutcome } from "./response.ts";
import type { AnswerContext } from "./response.ts";
import { receiveRows, runInsert, runStatement } from "./run-work.ts";
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
}

/** Answers one query over HTTP. */
export type QueryEndpoint = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** Makes the endpoint that runs SQL. */
export function createQueryEndpoint(options: QueryEndpointOptions): QueryEndpoint {
  const slots: Readonly<Record<Role, Slots>> = {
    reader: createSlots(READERS_AT_ONCE, WAITING_LIMIT),
    writer: createSlots(WRITERS_AT_ONCE, WAITING_LIMIT),
  };
  const guard = createReaderGuard(options.database);
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
      const call: Call = { role, work, params, request, file, gone: gone.signal };
      const outcome = await execute({ ...options, guard }, call).finally(giveBack);
      await sendOutcome(context, outcome);
    } finally {
      await rm(file, { force: true });
    }
  };
}

/** One request on its way through. */
interface Call {
  readonly role: Role;
  readonly work: Work;
  readonly params: URLSearchParams;
  readonly request: IncomingMessage;
  readonly file: string;
  readonly gone: AbortSignal;
}

interface Runner extends QueryEndpointOptions {
  readonly guard: ReaderGuard;
}

async function execute(runner: Runner, call: Call): Promise<Outcome> {
  const { role, work, params, request, gone } = call;
  const tag = randomUUID();
  const asked = params.get("database") || header(request, "x-clickhouse-database") || "default";
  const database = role === "reader" ? readerDatabase(asked, runner.database) : asked;
  const fields = work.kind === "sql" ? work.formFields : [];
  const readOnlyMethod = request.method === "GET";
  const prelude = sessionPrelude({
    role,
    tag,
    database,
    readOnlyMethod,
    ...splitParams([...params, ...fields]),
  });
  const session = runner.engine.openSession();
  const stopCancelling = cancelWhenGone(runner.engine, { tag, gone });
  try {
    for (const statement of prelude) await session.run(statement);
    if (work.kind === "insert") return await runInsert(session, work.head, call.file);
    return await runSql(session, { ...call, sql: work.sql, database }, runner.guard);
  } finally {
    stopCancelling();
    session.close();
  }
}

type SqlCall = Call & { readonly sql: string; readonly database: string };

async function runSql(session: EngineSession, call: SqlCall, guard: ReaderGuard): Promise<Outcome> {
  const { role, params, request, file } = call;
  const statement = parseStatement(call.sql);
  if (statement.kind === "") throw refuse("SYNTAX_ERROR", "Empty query");
  const asked = params.get("default_format") || header(request, "x-clickhouse-format") || DEFAULT_FORMAT;
  const format = formatName(statement.format ?? asked);
  if (statement.kind === "KILL" && /\bSYNC\s*$/i.test(statement.body)) {
    throw refuse("NOT_IMPLEMENTED", "KILL … SYNC would never return here; use ASYNC");
  }
  if (role === "reader") {
    if (REFUSED_FORMATS.test(format)) throw refuse("ACCESS_DENIED", `Format ${format} is not for this user`);
    await guard.check(session, statement, call.database);
  }
  return runStatement(session, statement, { format, file });
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

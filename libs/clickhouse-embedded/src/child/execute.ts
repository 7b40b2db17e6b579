import { randomUUID } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Role } from "./auth.ts";
import { refuse } from "./clickhouse-error.ts";
import type { Engine, EngineSession } from "./engine.ts";
import { DEFAULT_FORMAT } from "./formats.ts";
import { createReaderGuard, readerDatabase } from "./reader-guard.ts";
import { REFUSED_FORMATS } from "./reader-lists.ts";
import type { Work } from "./request.ts";
import { runInsert, runStatement } from "./run-work.ts";
import type { Outcome } from "./run-work.ts";
import { sessionPrelude, splitParams } from "./session-prelude.ts";
import type { SessionWish } from "./session-prelude.ts";
import { parseStatement } from "./statement.ts";
import type { Statement } from "./statement.ts";

/** A query is asked again to end: the first call may have come before the engine knew it. */
const CANCEL_AGAIN_MS = 200;

/** One request on its way through. */
export interface Call {
  readonly role: Role;
  readonly work: Work;
  readonly params: URLSearchParams;
  readonly request: IncomingMessage;
  /** Name of the file for an INSERT's rows, already there, or for a result. */
  readonly file: string;
  /** Aborts when the client goes away. */
  readonly gone: AbortSignal;
}

/** Runs one request to its end, in a session of its own. */
export type Executor = (call: Call) => Promise<Outcome>;

/** Makes the executor of an engine; `database` is the one that readers read. */
export function createExecutor(engine: Engine, database: string): Executor {
  const guard = createReaderGuard(database);
  const inSession = async <Result>(
    wish: SessionWish,
    use: (session: EngineSession) => Promise<Result>,
  ): Promise<Result> => {
    const session = engine.openSession();
    try {
      for (const statement of sessionPrelude(wish)) await session.run(statement);
      return await use(session);
    } finally {
      session.close();
    }
  };
  return async (call) => {
    const { work, file } = call;
    const wish = wishOf(call, database);
    const stopCancelling = cancelWhenGone(engine, { tag: wish.tag, gone: call.gone });
    try {
      if (work.kind === "insert")
        return await inSession(wish, (session) => runInsert(session, work.head, file));
      const statement = parseStatement(work.sql);
      const format = formatOf(statement, call);
      refuseUnservable(statement);
      if (call.role === "reader") {
        if (REFUSED_FORMATS.test(format))
          throw refuse("ACCESS_DENIED", `Format ${format} is not for this user`);
        // In a session without the reader's settings: limit=1 would cut off what the check has to see.
        const bare = { ...wish, settings: new Map<string, string>() };
        await inSession(bare, (session) => guard.check(session, statement, wish.database));
      }
      return await inSession(wish, (session) => runStatement(session, statement, { format, file }));
    } finally {
      stopCancelling();
    }
  };
}

function wishOf({ role, work, params, request }: Call, own: string): SessionWish {
  const asked = params.get("database") || header(request, "x-clickhouse-database") || "default";
  const fields = work.kind === "sql" ? work.formFields : [];
  return {
    role,
    tag: randomUUID(),
    database: role === "reader" ? readerDatabase(asked, own) : asked,
    readOnlyMethod: request.method === "GET",
    ...splitParams([...params, ...fields]),
  };
}

function refuseUnservable({ kind, body }: Statement): void {
  if (kind === "") throw refuse("SYNTAX_ERROR", "Empty query");
  if (kind === "KILL" && /\bSYNC\s*$/i.test(body)) {
    throw refuse("NOT_IMPLEMENTED", "KILL … SYNC would never return here; use ASYNC");
  }
}

function formatOf(statement: Statement, { params, request }: Call): string {
  const asked = params.get("default_format") || header(request, "x-clickhouse-format") || DEFAULT_FORMAT;
  const name = statement.format ?? asked;
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

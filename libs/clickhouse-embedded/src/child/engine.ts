import { Session, drainPending } from "chdb";
import { sqlString } from "./sql-text.ts";

/** What one statement gave. */
export interface EngineResult {
  /** What it says in its format; nothing where it wrote to a file. */
  readonly output: Uint8Array;
  /** Rows of the result or of the INSERT. */
  readonly rows: number;
  readonly bytes: number;
}

/** One connection: it runs one statement at a time and keeps what SET and USE changed, so it serves one request. */
export interface EngineSession {
  run(sql: string, format?: string): Promise<EngineResult>;
  close(): void;
}

/** The engine that this process owns. */
export interface Engine {
  openSession(): EngineSession;
  /** Asks the engine to end the queries whose log_comment this is; resolves before they have ended. */
  cancel(tag: string): Promise<void>;
  /** Ends every query and lets the folder go. */
  close(): Promise<void>;
}

/** Opens the folder; throws while another process holds it. */
export function openEngine(folder: string): Engine {
  // The engine lives as long as one session is open: this one.
  const root = new Session(folder);
  const openSession = (): EngineSession => openEngineSession(folder);
  return {
    openSession,
    // ASYNC: the SYNC form waits for ever.
    cancel: (tag) =>
      runOnce(openSession, `KILL QUERY WHERE Settings['log_comment'] = ${sqlString(tag)} ASYNC`),
    close: async () => {
      await runOnce(openSession, "KILL QUERY WHERE query NOT LIKE 'KILL QUERY%' ASYNC").catch(
        () => undefined,
      );
      root.close();
      // Leaving while the engine still computes would crash it.
      await drainPending();
    },
  };
}

function openEngineSession(folder: string): EngineSession {
  const session = new Session(folder);
  return {
    run: async (sql, format = "Null") => {
      const result = await session.queryAsync(sql, { format });
      return { output: result.bytes(), rows: result.rowsRead, bytes: result.bytesRead };
    },
    close: () => session.close(),
  };
}

async function runOnce(openSession: () => EngineSession, sql: string): Promise<void> {
  const session = openSession();
  try {
    await session.run(sql);
  } finally {
    session.close();
  }
}

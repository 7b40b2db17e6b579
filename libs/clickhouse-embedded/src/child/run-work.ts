import { createWriteStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import type { EngineResult, EngineSession } from "./engine.ts";
import { sqlString } from "./sql-text.ts";
import type { InsertHead, Statement } from "./statement.ts";

/** What came of a request: the result in memory or in a file, and what it took. */
export interface Outcome {
  readonly format: string;
  readonly body: { readonly bytes: Uint8Array } | { readonly file: string };
  /** Of the result, or of the INSERT. */
  readonly rows: number;
  readonly bytes: number;
  readonly inserted: boolean;
}

const RESULTS_IN_FILES: readonly string[] = ["SELECT", "WITH", "(", "FROM"];

/**
 * Runs a statement. A SELECT writes its result to a file: chdb either holds a whole result in memory, or streams it
 * but then blocks this process's only thread while it analyses the query, scalar subqueries included.
 */
export async function runStatement(
  session: EngineSession,
  statement: Statement,
  output: { readonly format: string; readonly file: string },
): Promise<Outcome> {
  const { format, file } = output;
  if (!RESULTS_IN_FILES.includes(statement.kind)) {
    const result = await session.run(`${statement.body}\n${statement.tail}`, format);
    return outcome(result, { format, body: { bytes: result.output } });
  }
  const into = `INTO OUTFILE ${sqlString(file)} COMPRESSION 'none' FORMAT ${format}`;
  const result = await session.run(`${statement.body}\n${into}${statement.tail}`);
  return outcome(result, { format, body: { file } });
}

/**
 * Brings the rows of an INSERT into a file. Data behind the SQL would need none, but chdb ends it at the first empty
 * line, runs what follows as SQL, and reads bytes as UTF-8.
 */
export async function receiveRows(data: AsyncIterable<Buffer>, file: string): Promise<void> {
  await pipeline(data, createWriteStream(file));
}

/** Inserts the rows of a file. */
export async function runInsert(session: EngineSession, head: InsertHead, file: string): Promise<Outcome> {
  const { target, settings, format } = head;
  const result = await session.run(
    `${target} FROM INFILE ${sqlString(file)} COMPRESSION 'none' ${settings} FORMAT ${format}`,
  );
  return { ...outcome(result, { format, body: { bytes: result.output } }), inserted: true };
}

function outcome(result: EngineResult, shape: Pick<Outcome, "format" | "body">): Outcome {
  return { ...shape, rows: result.rows, bytes: result.bytes, inserted: false };
}

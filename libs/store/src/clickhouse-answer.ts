import { brokenAnswer, tellsFailure } from "./clickhouse-errors.ts";

/** The rows of an answer that is one JSON array: cut at whichever byte, it is none, and is refused as retryable. */
export function rowsOfAnswer<Row>(text: string, request: string): Row[] {
  const rows = parsed(text);
  if (!Array.isArray(rows) || isFailure(rows.at(-1))) throw brokenAnswer(text, request);
  return rows as Row[];
}

/** Refuses what was answered instead of nothing: an insert that ClickHouse took is answered by an empty body. */
export function refuseAnyAnswer(text: string, request: string): void {
  if (text !== "") throw brokenAnswer(text, request);
}

/** Refuses an answer that tells a failure; a statement on a cluster is answered by a line for each of its servers. */
export function refuseFailure(text: string, request: string): void {
  if (tellsFailure(text)) throw brokenAnswer(text, request);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** ClickHouse tells a failure in the middle of an answer as a last row with this one column. */
function isFailure(row: unknown): boolean {
  if (typeof row !== "object" || row === null) return false;
  const { exception, ...others } = row as { readonly exception?: unknown };
  return typeof exception === "string" && Object.keys(others).length === 0 && tellsFailure(exception);
}

import { brokenAnswer, tellsFailure } from "./clickhouse-errors.ts";

/** The rows of an answer that is one JSON array: cut at whichever byte, it is none, and is refused as retryable. */
export function rowsOfAnswer<Row>(text: string, request: string): Row[] {
  const rows = parsed(text);
  if (!Array.isArray(rows) || isFailure(rows.at(-1))) throw brokenAnswer(text, request);
  return rows as Row[];
}

/** The lines of an answer, some at a time. */
type Lines = AsyncIterable<readonly { readonly text: string }[]>;

/** The same of an answer that one text cannot hold, line by line: each row is a line, the end mark a line of its own. */
export async function rowsOfLines<Row>(lines: Lines, request: string): Promise<Row[]> {
  const rows: unknown[] = [];
  let rest = "";
  let last = "";
  for await (const some of lines) {
    for (const { text } of some) {
      const row = rows.length === 0 && text.startsWith("[") ? text.slice(1) : text;
      if (row !== "") last = row.trim();
      const found = row === "" || last === END_MARK ? undefined : parsed(row.replace(/,\s*$/, ""));
      if (found !== undefined && rest === "") rows.push(found);
      else if (row !== "" && last !== END_MARK) rest = `${rest}${row}\n`.slice(-REST_CHARACTERS);
    }
  }
  if (last !== END_MARK || rest !== "" || isFailure(rows.at(-1)))
    throw brokenAnswer(rest === "" ? JSON.stringify(rows.at(-1) ?? "") : rest, request);
  return rows as Row[];
}

const END_MARK = "]";
/** What is kept of an answer that is none: failures stand at its end. */
const REST_CHARACTERS = 20_000;

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

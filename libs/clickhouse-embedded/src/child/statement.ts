import { isKeyword, scanSql } from "./sql-scan.ts";
import type { SqlToken } from "./sql-scan.ts";

/** One statement, taken apart as far as serving it over HTTP needs. */
export interface Statement {
  /** First keyword in upper case; "(" for a bracketed SELECT. */
  readonly kind: string;
  /** The statement without its FORMAT clause and closing semicolon. */
  readonly body: string;
  /** What stood behind the FORMAT clause: a SETTINGS clause, or nothing. */
  readonly tail: string;
  readonly format: string | undefined;
}

const NOT_BEFORE_FORMAT: readonly string[] = ["FROM", "JOIN", "AS", "SELECT", "INTO", "BY", "IN"];

/** Takes a statement apart. */
export function parseStatement(sql: string): Statement {
  const tokens = [...scanSql(sql)];
  while (tokens.at(-1)?.text === ";") tokens.pop();
  const kind = tokens[0]?.text.toUpperCase() ?? "";
  const end = tokens.at(-1)?.end ?? 0;
  const at = tokens.findLastIndex((_, index) => isFormatClause(tokens, index));
  const clause = tokens[at];
  const name = tokens[at + 1];
  if (clause === undefined || name === undefined)
    return { kind, body: sql.slice(0, end), tail: "", format: undefined };
  return { kind, body: sql.slice(0, clause.start), tail: sql.slice(name.end, end), format: name.text };
}

function isFormatClause(tokens: readonly SqlToken[], at: number): boolean {
  const before = tokens[at - 1];
  const after = tokens[at + 2];
  if (!isKeyword(tokens[at], "FORMAT") || tokens[at]?.depth !== 0 || tokens[at + 1]?.kind !== "word")
    return false;
  if (before === undefined || before.text === "," || before.text === ".") return false;
  return !isKeyword(before, ...NOT_BEFORE_FORMAT) && (after === undefined || isKeyword(after, "SETTINGS"));
}

/** An INSERT whose rows follow in a format: what stands before FORMAT, and where the data begins. */
export interface InsertHead {
  /** `INSERT INTO t (…)`. */
  readonly target: string;
  /** `SETTINGS …` of the statement itself, or nothing. */
  readonly settings: string;
  readonly format: string;
  /** Index of the first character of data in the text that was given. */
  readonly dataStart: number;
}

/** Finds the head of an INSERT … FORMAT; undefined for any other statement. */
export function insertHead(sql: string): InsertHead | undefined {
  let settingsStart: number | undefined;
  let clause: SqlToken | undefined;
  let first = true;
  for (const token of scanSql(sql)) {
    if (first && !isKeyword(token, "INSERT")) return undefined;
    first = false;
    if (token.depth > 0) continue;
    if (clause !== undefined) {
      if (token.kind !== "word") return undefined;
      const targetEnd = settingsStart ?? clause.start;
      const settings = sql.slice(targetEnd, clause.start);
      return {
        target: sql.slice(0, targetEnd),
        settings,
        format: token.text,
        dataStart: dataStart(sql, token.end),
      };
    }
    if (isKeyword(token, "SELECT", "WITH", "VALUES", "FROM")) return undefined;
    if (isKeyword(token, "SETTINGS")) settingsStart = token.start;
    if (isKeyword(token, "FORMAT")) clause = token;
  }
  return undefined;
}

/** Data begins behind the blanks and at most one line break after the format's name, as in ClickHouse's own parser. */
function dataStart(sql: string, formatEnd: number): number {
  const blanks = /[ \t\f]*\r?\n?/y;
  blanks.lastIndex = formatEnd;
  blanks.exec(sql);
  return blanks.lastIndex;
}

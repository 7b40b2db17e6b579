/** A piece of SQL with its place; comments and blanks are left out. */
export interface SqlToken {
  readonly kind: "word" | "number" | "string" | "quoted" | "mark";
  readonly text: string;
  readonly start: number;
  readonly end: number;
  /** How many brackets are open around it. */
  readonly depth: number;
}

const LIMIT_TOKENS = 200_000;
const PATTERN =
  /(?<blank>\s+|--[^\n]*|#[ !][^\n]*|\/\*[\s\S]*?(?:\*\/|$))|(?<word>[A-Za-z_\u0080-\uffff][\w$\u0080-\uffff]*)|(?<number>\d[\w.]*)|(?<string>'(?:[^'\\]|\\[\s\S]|'')*(?:'|$)|\$(?<tag>\w*)\$[\s\S]*?(?:\$\k<tag>\$|$))|(?<quoted>"(?:[^"\\]|\\[\s\S]|"")*(?:"|$)|`(?:[^`\\]|\\[\s\S]|``)*(?:`|$))|(?<mark>[\s\S])/y;

/** Cuts SQL into tokens lazily, so that a caller may stop before the data of an INSERT. */
export function* scanSql(sql: string): Generator<SqlToken> {
  const pattern = new RegExp(PATTERN);
  let depth = 0;
  for (let count = 0; pattern.lastIndex < sql.length && count < LIMIT_TOKENS;) {
    const start = pattern.lastIndex;
    const groups = pattern.exec(sql)?.groups ?? {};
    if (groups["blank"] !== undefined) continue;
    count += 1;
    const text = sql.slice(start, pattern.lastIndex);
    if (text === ")") depth -= 1;
    yield { kind: kindOf(groups), text, start, end: pattern.lastIndex, depth };
    if (text === "(") depth += 1;
  }
}

function kindOf(groups: Readonly<Record<string, string | undefined>>): SqlToken["kind"] {
  if (groups["word"] !== undefined) return "word";
  if (groups["number"] !== undefined) return "number";
  if (groups["string"] !== undefined) return "string";
  if (groups["quoted"] !== undefined) return "quoted";
  return "mark";
}

/** True when a token is this keyword, in any case. */
export function isKeyword(token: SqlToken | undefined, ...words: readonly string[]): boolean {
  return token?.kind === "word" && words.includes(token.text.toUpperCase());
}

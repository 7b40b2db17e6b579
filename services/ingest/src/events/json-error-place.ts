/** Where a text stops being JSON; lines and columns count from 1. */
export interface TextPlace {
  readonly line: number;
  readonly column: number;
}

const SPACE = /[ \t\r\n]*/y;
const PLAIN_CHARACTERS = /[ !#-[\]-\uffff]*/y;
const ESCAPED = /\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})/y;
const SCALAR = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null/y;

/** Finds the first character that keeps a text from being JSON. Only for texts that `JSON.parse` refused. */
export function jsonErrorPlace(text: string): TextPlace {
  return placeOf(text, errorOffset(text));
}

/** Line and column of an offset in a text. */
function placeOf(text: string, offset: number): TextPlace {
  const before = text.slice(0, offset);
  const lineStart = before.lastIndexOf("\n") + 1;
  return { line: before.split("\n").length, column: offset - lineStart + 1 };
}

type Expected = "value" | "value-or-end" | "key" | "key-or-end" | "colon" | "comma-or-end";

function errorOffset(text: string): number {
  const open: ("{" | "[")[] = [];
  let expected: Expected = "value";
  let at = skip(SPACE, text, 0);
  for (;;) {
    const next = step(text, { at, expected, open });
    if (next === undefined) return Math.min(at, text.length);
    at = skip(SPACE, text, next.at);
    expected = next.expected;
    if (open.length === 0 && expected === "comma-or-end") return at;
  }
}

interface Scan {
  readonly at: number;
  readonly expected: Expected;
  readonly open: ("{" | "[")[];
}

function step(
  text: string,
  { at, expected, open }: Scan,
): { readonly at: number; readonly expected: Expected } | undefined {
  const character = text[at];
  if (expected === "comma-or-end") {
    const inside = open.at(-1);
    if (character === ",") return { at: at + 1, expected: inside === "{" ? "key" : "value" };
    return closes(character, inside, open) ? { at: at + 1, expected } : undefined;
  }
  if (expected === "colon") return character === ":" ? { at: at + 1, expected: "value" } : undefined;
  if (expected === "key" || expected === "key-or-end") {
    if (expected === "key-or-end" && closes(character, "{", open))
      return { at: at + 1, expected: "comma-or-end" };
    const end = endOfString(text, at);
    return end === undefined ? undefined : { at: end, expected: "colon" };
  }
  if (expected === "value-or-end" && closes(character, "[", open))
    return { at: at + 1, expected: "comma-or-end" };
  if (character === "{" || character === "[") {
    open.push(character);
    return { at: at + 1, expected: character === "{" ? "key-or-end" : "value-or-end" };
  }
  const end = character === '"' ? endOfString(text, at) : match(SCALAR, text, at);
  return end === undefined ? undefined : { at: end, expected: "comma-or-end" };
}

function closes(character: string | undefined, inside: string | undefined, open: ("{" | "[")[]): boolean {
  const closed = inside !== undefined && character === (inside === "{" ? "}" : "]");
  if (closed) open.pop();
  return closed;
}

/** Behind the closing quote of the string that begins here; piece by piece: one pattern for all of it overflows the stack. */
function endOfString(text: string, start: number): number | undefined {
  if (text[start] !== '"') return undefined;
  for (let at = skip(PLAIN_CHARACTERS, text, start + 1); ; at = skip(PLAIN_CHARACTERS, text, at)) {
    if (text[at] === '"') return at + 1;
    const next = match(ESCAPED, text, at);
    if (next === undefined) return undefined;
    at = next;
  }
}

function skip(pattern: RegExp, text: string, at: number): number {
  return match(pattern, text, at) ?? at;
}

function match(pattern: RegExp, text: string, at: number): number | undefined {
  pattern.lastIndex = at;
  return pattern.test(text) ? pattern.lastIndex : undefined;
}

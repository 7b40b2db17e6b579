/** A part of a text: from the first character to before the last. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

const SPACE = /[ \t\n\r]*/y;
const SCALAR = /[^,\]}\s]*/y;
const BRACKET_OR_QUOTE = /["[\]{}]/g;

/** Where the value of an object's member stands in a valid JSON text, at any depth; undefined when it is not there. */
export function jsonMember(text: string, path: readonly string[]): Span | undefined {
  let span: Span | undefined = { from: skip(text, 0, SPACE), to: text.length };
  for (const name of path) {
    if (span === undefined) return undefined;
    span = memberOf(text, span.from, name);
  }
  return span;
}

/** As `JSON.parse` does: the last of several members of one name counts. */
function memberOf(text: string, object: number, name: string): Span | undefined {
  if (text[object] !== "{") return undefined;
  let found: Span | undefined;
  for (let at = skip(text, object + 1, SPACE); text[at] === '"';) {
    const keyEnd = endOfString(text, at);
    const isIt = JSON.parse(text.slice(at, keyEnd)) === name;
    const from = skip(text, skip(text, keyEnd, SPACE) + 1, SPACE);
    const to = endOfValue(text, from);
    if (isIt) found = { from, to };
    at = skip(text, to, SPACE);
    if (text[at] === ",") at = skip(text, at + 1, SPACE);
  }
  return found;
}

function endOfValue(text: string, start: number): number {
  const first = text[start];
  if (first === '"') return endOfString(text, start);
  if (first !== "{" && first !== "[") return skip(text, start, SCALAR);
  let depth = 0;
  for (let at = start; ;) {
    BRACKET_OR_QUOTE.lastIndex = at;
    const mark = BRACKET_OR_QUOTE.exec(text)?.[0];
    if (mark === undefined) return text.length;
    const place = BRACKET_OR_QUOTE.lastIndex - 1;
    at = mark === '"' ? endOfString(text, place) : place + 1;
    if (mark === "{" || mark === "[") depth += 1;
    if (mark === "}" || mark === "]") depth -= 1;
    if (depth === 0) return at;
  }
}

/** The place behind a string's closing quote. */
function endOfString(text: string, start: number): number {
  for (let at = text.indexOf('"', start + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let backslashes = 0;
    while (text[at - 1 - backslashes] === "\\") backslashes += 1;
    if (backslashes % 2 === 0) return at + 1;
  }
  return text.length;
}

function skip(text: string, start: number, what: RegExp): number {
  what.lastIndex = start;
  what.exec(text);
  return what.lastIndex;
}

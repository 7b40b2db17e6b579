/** An object or a list that is open at some place of a text; a list has no names. */
interface Open {
  readonly names: Set<string> | undefined;
  /** The name, or the index, of the part that is being read. */
  part: string | number;
  isNameNext: boolean;
}

/**
 * Finds a name that stands twice in one object, as a path such as `data.value`; undefined where none does. `JSON.parse` keeps the
 * last of them without a word, and nobody knows which one was meant. The text has to be JSON.
 */
export function repeatedName(json: string): string | undefined {
  const open: Open[] = [];
  let inner: Open | undefined;
  for (let at = 0; at < json.length; at += 1) {
    const character = json[at];
    if (character === '"') {
      const end = closingQuote(json, at);
      if (inner?.isNameNext === true) {
        inner.part = nameOf(json.slice(at, end + 1));
        inner.isNameNext = false;
        if (inner.names?.has(inner.part) === true) return open.map(({ part }) => part).join(".");
        inner.names?.add(inner.part);
      }
      at = end;
    } else if (character === "{" || character === "[") {
      inner = opened(character);
      open.push(inner);
    } else if (character === "}" || character === "]") {
      open.pop();
      inner = open.at(-1);
    } else if (character === "," && inner !== undefined) nextPart(inner);
  }
  return undefined;
}

function opened(bracket: "{" | "["): Open {
  return bracket === "{"
    ? { names: new Set(), part: "", isNameNext: true }
    : { names: undefined, part: 0, isNameNext: false };
}

function nextPart(inner: Open): void {
  if (typeof inner.part === "number") inner.part += 1;
  else inner.isNameNext = true;
}

/** The same name may be written with escapes, and without. */
function nameOf(quoted: string): string {
  return quoted.includes("\\") ? String(JSON.parse(quoted)) : quoted.slice(1, -1);
}

function closingQuote(json: string, opening: number): number {
  let at = json.indexOf('"', opening + 1);
  while (isEscaped(json, at)) at = json.indexOf('"', at + 1);
  return at;
}

function isEscaped(json: string, at: number): boolean {
  let first = at;
  while (json[first - 1] === "\\") first -= 1;
  return (at - first) % 2 === 1;
}

import type { FieldProblem } from "@milepost/contracts";

/** Objects and lists within one another that an event may hold; what writes it down goes one call deeper for each. */
const MAX_DEPTH = 100;

/** Whether something holds more objects or lists within one another than an event may; looked at level by level. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > MAX_DEPTH) return true;
    const below: unknown[] = [];
    for (const held of level) {
      if (typeof held !== "object" || held === null) continue;
      for (const name in held) {
        const part = (held as Readonly<Record<string, unknown>>)[name];
        if (typeof part === "object" && part !== null) below.push(part);
      }
    }
    level = below;
  }
  return false;
}

/** What is wrong with an event that is nested too deep. */
export function tooDeep(): FieldProblem {
  return {
    field: "",
    code: "too_deep",
    message: `the event holds more than ${MAX_DEPTH} objects or lists within one another`,
    fix: "send it flatter",
  };
}

/** The elements of a list as texts; the text is a list in JSON. */
export function elementTexts(list: string): readonly string[] {
  const texts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < list.length; at += 1) {
    const character = list[at];
    if (character === '"') at = endOfText(list, at);
    else if (character === "[" || character === "{") {
      depth += 1;
      if (depth === 1) start = at + 1;
    } else if (character === "]" || character === "}" || character === ",") {
      if (depth === 1) {
        texts.push(list.slice(start, at));
        start = at + 1;
      }
      if (character !== ",") depth -= 1;
    }
  }
  return texts;
}

/** Where the closing quote of a text in JSON stands. */
function endOfText(json: string, opening: number): number {
  let at = opening + 1;
  while (json[at] !== '"') at += json[at] === "\\" ? 2 : 1;
  return at;
}

import { decimalProblem, plainDecimal, repeatedName, shortened } from "@milepost/contracts";
import type { FieldProblem } from "@milepost/contracts";
import { jsonErrorPlace } from "./json-error-place.ts";
import { elementTexts, isTooDeep } from "./nesting.ts";

/** Fields of an observation's data whose digits must survive as they were written. */
const DECIMAL_FIELDS = ["value", "numerator", "denominator"] as const;

export type ParsedJson =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly problem: FieldProblem };

/** What a text holds: one event or some, the data of one, or an object whose field `event` is one. */
export type Holds = "events" | "data" | "wrapped event";

/**
 * Parses JSON and keeps an event's decimals digit for digit: a number in `data.value`, `data.numerator`,
 * `data.denominator` or in a field of a row (`data.fields`) becomes the text it was written as. The text is parsed a second time only when such numbers occur.
 * What is nested too deep for that, and for the log, stays as it is. A name that stands twice in one object is a problem.
 */
export function parseExactJson(text: string, holds: Holds = "events"): ParsedJson {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return { ok: false, problem: malformed(text) };
  }
  const name = repeatedName(text);
  if (name !== undefined) return { ok: false, problem: repeated(holds === "data" ? `data.${name}` : name) };
  if (isTooDeep(value)) {
    if (holds !== "events" || !Array.isArray(value)) return { ok: true, value };
    return { ok: true, value: elementTexts(text).map(exactElement) };
  }
  return { ok: true, value: withDigits(value, text, holds) };
}

/** One event of a list of which some are nested too deep: the others keep their digits. */
function exactElement(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return isTooDeep(value) ? value : withDigits(value, text, "events");
}

function withDigits(value: unknown, text: string, holds: Holds): unknown {
  const holders = dataObjects(value, holds);
  if (!holders.some(holdsNumber)) return value;
  const written = dataObjects(JSON.parse(text, sourceOfNumbers), holds);
  holders.forEach((holder, index) => keepDigits(holder, written[index]));
  return value;
}

/** Code of a problem of a text that is no JSON. */
export const MALFORMED_JSON = "malformed_json";

function malformed(text: string): FieldProblem {
  const place = jsonErrorPlace(text);
  return {
    field: "",
    code: MALFORMED_JSON,
    message: `this is no JSON: the text breaks at line ${place.line}, column ${place.column}`,
    fix: "send valid JSON; each NDJSON line is one complete event",
    ...place,
  };
}

/** Code of a problem of a text that is JSON, but holds a name twice in one object. */
export const REPEATED_NAME = "repeated_name";

const SHOWN_PATH_CHARACTERS = 200;

function repeated(path: string): FieldProblem {
  const field = shortened(path, SHOWN_PATH_CHARACTERS);
  const message = `\`${field}\` stands twice, and nobody knows which one is meant`;
  return { field, code: REPEATED_NAME, message, fix: "send each name once in an object" };
}

type Fields = Record<string, unknown>;

function dataObjects(value: unknown, holds: Holds): readonly (Fields | undefined)[] {
  if (holds === "data") return [asFields(value)];
  const held = holds === "wrapped event" ? asFields(value)?.["event"] : value;
  const events: readonly unknown[] = Array.isArray(held) ? held : [held];
  return events.map((event) => asFields(asFields(event)?.["data"]));
}

function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Fields) : undefined;
}

function holdsNumber(fields: Fields | undefined): boolean {
  if (fields === undefined) return false;
  const row = asFields(fields["fields"]) ?? {};
  return (
    DECIMAL_FIELDS.some((name) => typeof fields[name] === "number") ||
    Object.values(row).some((value) => typeof value === "number")
  );
}

function keepDigits(fields: Fields | undefined, written: Fields | undefined): void {
  if (fields === undefined || written === undefined) return;
  for (const name of DECIMAL_FIELDS) {
    if (typeof fields[name] === "number") fields[name] = written[name];
  }
  const [row, writtenRow] = [asFields(fields["fields"]), asFields(written["fields"])];
  for (const [name, value] of Object.entries(row ?? {})) {
    if (row !== undefined && typeof value === "number") row[name] = plainOrAsWritten(writtenRow?.[name]);
  }
}

/** Of a row, numbers that are equal are equal texts; one that no table holds stays as it was written. */
function plainOrAsWritten(written: unknown): string {
  const text = String(written);
  return decimalProblem(text) === undefined ? plainDecimal(text) : text;
}

function sourceOfNumbers(_key: string, value: unknown, context?: { readonly source?: string }): unknown {
  return typeof value === "number" ? (context?.source ?? String(value)) : value;
}

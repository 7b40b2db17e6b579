import type { IncomingHttpHeaders } from "node:http";
import type { FieldProblem } from "@milepost/contracts";
import { jsonSize } from "./json-size.ts";
import { elementTexts } from "./nesting.ts";
import { MALFORMED_JSON, parseExactJson, REPEATED_NAME } from "./parse-exact-json.ts";

/** Media types that `POST /events` takes. */
export const EVENT_MEDIA_TYPES = [
  "application/json",
  "application/cloudevents+json",
  "application/cloudevents-batch+json",
  "application/x-ndjson",
] as const;

/** One event of a body, or why it could not be read; `line` counts NDJSON lines from 1. */
export type BodyItem = { readonly line?: number } & (
  | { readonly value: unknown }
  | { readonly problem: FieldProblem }
);

/** The events of a body, or why none of it is read. */
export type ReadBody =
  | { readonly ok: true; readonly items: readonly BodyItem[] }
  | { readonly ok: false; readonly reason: "unreadable"; readonly problem: FieldProblem }
  | { readonly ok: false; readonly reason: "too-many" };

/** Events that one request may hold; looked at before any is parsed, so that no body keeps everybody waiting. */
export const MAX_EVENTS = 20_000;
/** An event may nest far less; this keeps the parser from being busy for seconds. */
const MAX_PARSED_DEPTH = 100_000;

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Splits a request body into events: binary mode, structured mode, batch or NDJSON. */
export function readBody(body: Uint8Array, headers: IncomingHttpHeaders): ReadBody {
  const text = decode(body);
  if (text === undefined) return unreadable("not_utf8", "the body is not UTF-8", "send the body as UTF-8");
  if (text.trim() === "") return unreadable("empty_body", "the body is empty", "send at least one event");
  if (mediaType(headers).startsWith("application/x-ndjson")) return readLines(text);
  const binary = isBinaryMode(headers);
  const { depth, elements } = jsonSize(text);
  if (depth > MAX_PARSED_DEPTH) return nestedTooDeep();
  if (!binary && elements > MAX_EVENTS) return TOO_MANY;
  const parsed = parseExactJson(text, binary ? "data" : "events");
  if (!parsed.ok && parsed.problem.code === REPEATED_NAME) {
    return { ok: true, items: binary ? [{ problem: parsed.problem }] : readEach(text) };
  }
  if (!parsed.ok) return { ...parsed, reason: "unreadable" };
  if (binary) return { ok: true, items: [{ value: { ...headerAttributes(headers), data: parsed.value } }] };
  const events: readonly unknown[] = Array.isArray(parsed.value) ? parsed.value : [parsed.value];
  return { ok: true, items: events.map((value) => ({ value })) };
}

/** The events of a body in which a name stands twice: the others are taken. */
function readEach(text: string): readonly BodyItem[] {
  const texts = text.trimStart().startsWith("[") ? elementTexts(text) : [text];
  return texts.map((one) => {
    const parsed = parseExactJson(one);
    return parsed.ok ? { value: parsed.value } : { problem: parsed.problem };
  });
}

function decode(body: Uint8Array): string | undefined {
  try {
    return UTF8.decode(body);
  } catch {
    return undefined;
  }
}

const TOO_MANY: ReadBody = { ok: false, reason: "too-many" };

function unreadable(code: string, message: string, fix: string): ReadBody {
  return { ok: false, reason: "unreadable", problem: { field: "", code, message, fix } };
}

function nestedTooDeep(): ReadBody {
  const message = `the body holds more than ${MAX_PARSED_DEPTH} objects or lists within one another`;
  return unreadable("too_deep", message, "send it flatter");
}

function readLines(text: string): ReadBody {
  const lines = filledLines(text, MAX_EVENTS + 1);
  if (lines.length > MAX_EVENTS) return TOO_MANY;
  if (lines.some(({ written }) => jsonSize(written).depth > MAX_PARSED_DEPTH)) return nestedTooDeep();
  return { ok: true, items: lines.map(readLine) };
}

interface Line {
  /** From 1. */
  readonly line: number;
  readonly written: string;
}

/** The lines on which something stands, so many at most. */
function filledLines(text: string, most: number): readonly Line[] {
  const lines: Line[] = [];
  let start = 0;
  for (let line = 1; start < text.length && lines.length < most; line += 1) {
    const newline = text.indexOf("\n", start);
    const end = newline < 0 ? text.length : newline;
    const written = text.slice(start, end);
    if (written.trim() !== "") lines.push({ line, written });
    start = end + 1;
  }
  return lines;
}

function readLine({ line, written }: Line): BodyItem {
  const parsed = parseExactJson(written);
  if (parsed.ok) return { line, value: parsed.value };
  return { line, problem: { ...parsed.problem, line, message: lineMessage(line, parsed.problem) } };
}

function lineMessage(line: number, problem: FieldProblem): string {
  if (problem.code !== MALFORMED_JSON) return problem.message;
  return `line ${line} is no JSON: it breaks at column ${problem.column ?? 1}`;
}

/** Media types are the same in capitals. */
function mediaType(headers: IncomingHttpHeaders): string {
  return headers["content-type"]?.trim().toLowerCase() ?? "";
}

function isBinaryMode(headers: IncomingHttpHeaders): boolean {
  const structured = mediaType(headers).startsWith("application/cloudevents");
  return !structured && (headers["ce-type"] !== undefined || headers["ce-id"] !== undefined);
}

function headerAttributes(headers: IncomingHttpHeaders): Record<string, string> {
  const attributes: Record<string, string> = {};
  for (const [name, value] of Object.entries(headers)) {
    if (name.startsWith("ce-") && typeof value === "string")
      attributes[name.slice(3)] = percentDecoded(value);
  }
  return attributes;
}

/** CloudEvents' HTTP binding percent-encodes header values. */
function percentDecoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

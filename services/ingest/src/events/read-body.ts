import type { IncomingHttpHeaders } from "node:http";
import type { FieldProblem } from "@milepost/contracts";
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

/** The events of a body; `malformed` when the whole of it is unreadable. */
export type ReadBody =
  | { readonly ok: true; readonly items: readonly BodyItem[] }
  | { readonly ok: false; readonly problem: FieldProblem };

const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Splits a request body into events: binary mode, structured mode, batch or NDJSON. */
export function readBody(body: Uint8Array, headers: IncomingHttpHeaders): ReadBody {
  const text = decode(body);
  if (text === undefined) return unreadable("not_utf8", "the body is not UTF-8", "send the body as UTF-8");
  if (text.trim() === "") return unreadable("empty_body", "the body is empty", "send at least one event");
  if (mediaType(headers).startsWith("application/x-ndjson")) return { ok: true, items: readLines(text) };
  const binary = isBinaryMode(headers);
  const parsed = parseExactJson(text, binary ? "data" : "events");
  if (!parsed.ok && parsed.problem.code === REPEATED_NAME) {
    return { ok: true, items: binary ? [{ problem: parsed.problem }] : readEach(text) };
  }
  if (!parsed.ok) return parsed;
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

function unreadable(code: string, message: string, fix: string): ReadBody {
  return { ok: false, problem: { field: "", code, message, fix } };
}

function readLines(text: string): readonly BodyItem[] {
  const items: BodyItem[] = [];
  text.split("\n").forEach((lineText, index) => {
    if (lineText.trim() === "") return;
    const line = index + 1;
    const parsed = parseExactJson(lineText);
    if (parsed.ok) items.push({ line, value: parsed.value });
    else
      items.push({ line, problem: { ...parsed.problem, line, message: lineMessage(line, parsed.problem) } });
  });
  return items;
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

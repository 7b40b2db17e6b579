import type { MilepostEvent } from "@milepost/contracts";
import type { LogRecord, Placed } from "./index.ts";

const BACKSLASH = "\\";

/** How a record is stored: its key as a JSON string, a line break, its event as JSON. */
export function encodeRecord(key: string, event: MilepostEvent): string {
  return encodeText(key, JSON.stringify(event));
}

/** The same of a text that stands for an event, whatever it is. */
export function encodeText(key: string, text: string): string {
  return `${JSON.stringify(key)}\n${text}`;
}

/** Reads a stored record; what is no JSON has the value undefined, so that a reader can put it aside. */
export function decodeRecord(place: Placed, stored: string): LogRecord {
  const lineBreak = stored.indexOf("\n");
  const key = lineBreak < 0 ? "" : decodeKey(stored.slice(0, lineBreak));
  return logRecord(place, key, stored.slice(lineBreak + 1));
}

/** A record by its parts; its value is parsed when somebody looks at it. */
export function logRecord({ topic, partition, offset }: Placed, key: string, text: string): LogRecord {
  let parsed: { readonly value: unknown } | undefined;
  return {
    topic,
    partition,
    offset,
    key,
    text,
    // Parsing is most of what reading costs, and not every reader looks at every value.
    get value() {
      parsed ??= { value: parseJson(text) };
      return parsed.value;
    },
  };
}

function decodeKey(json: string): string {
  if (json.startsWith('"') && json.endsWith('"') && !json.includes(BACKSLASH)) return json.slice(1, -1);
  const key = parseJson(json);
  return typeof key === "string" ? key : "";
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

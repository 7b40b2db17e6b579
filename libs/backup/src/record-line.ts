import type { BackupRecord } from "./index.ts";

const HEAD = /^\{"offset":(\d{1,15}),"key":/;
const EVENT = ',"event":';
const TEXT = ',"text":';
const LINE_BREAK = /[\r\n]/;

/**
 * A record as one line of JSON. An event stands in it as it was stored, character by character; what is no JSON of one
 * line, as a string.
 */
export function recordLine({ offset, key, text }: BackupRecord): string {
  const head = `{"offset":${offset},"key":${JSON.stringify(key)}`;
  return isJsonLine(text) ? `${head}${EVENT}${text}}` : `${head}${TEXT}${JSON.stringify(text)}}`;
}

/** Reads a line; undefined when it is none. */
export function readRecordLine(line: string): BackupRecord | undefined {
  const head = HEAD.exec(line);
  if (head === null || !line.endsWith("}")) return undefined;
  const keyFrom = head[0].length;
  // Neither can stand inside the key: a quote has a backslash before it there.
  const [event, text] = [line.indexOf(EVENT, keyFrom), line.indexOf(TEXT, keyFrom)];
  const isEvent = event >= 0 && (text < 0 || event < text);
  const keyTo = isEvent ? event : text;
  if (keyTo < 0) return undefined;
  const key = stringIn(line.slice(keyFrom, keyTo));
  const value = line.slice(keyTo + (isEvent ? EVENT : TEXT).length, -1);
  const stored = isEvent ? value : stringIn(value);
  return key === undefined || stored === undefined
    ? undefined
    : { offset: Number(head[1]), key, text: stored };
}

function isJsonLine(text: string): boolean {
  if (LINE_BREAK.test(text)) return false;
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function stringIn(json: string): string | undefined {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? value : undefined;
  } catch {
    return undefined;
  }
}

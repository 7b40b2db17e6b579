import { MAX_ROW_CHARACTERS } from "./file-row.ts";
import type { OpenableFile } from "./open-file.ts";

/** One line of a file as editors count them, without its end; one that is longer than a row may be is cut behind that. */
export interface FileLine {
  readonly line: number;
  readonly text: string;
}

/** What decoding puts in the place of bytes that are no UTF-8. */
const NOT_UTF8 = "\ufffd";

/** Line ends of Unix, Windows and old Macs; of a carriage return at the very end nobody knows yet which it is. */
const LINE_END = /\r\n|\n|\r(?!$)/;

/** Reads a file line by line, without byte order mark. */
export async function* fileLines(file: OpenableFile, signal: AbortSignal): AsyncGenerator<FileLine> {
  let line = 0;
  let rest = "";
  for await (const chunk of file.chunks(signal)) {
    const texts = (rest + chunk).split(LINE_END);
    rest = cut(texts.pop() ?? "");
    for (const text of texts) {
      line += 1;
      yield { line, text: line === 1 ? withoutMark(text) : text };
    }
  }
  const last = rest.replace(/\r$/, "");
  if (last !== "") yield { line: line + 1, text: line === 0 ? withoutMark(last) : last };
}

/** The lines of a text that is at hand. */
export function textLines(text: string): readonly FileLine[] {
  return text.split(LINE_END).map((one, index) => ({ line: index + 1, text: one }));
}

/** Whether some text has lost bytes that were no UTF-8. */
export function isMangled(text: string | undefined): boolean {
  return text?.includes(NOT_UTF8) ?? false;
}

/** Keeps memory bounded, and a carriage return whose line end may go on. */
function cut(text: string): string {
  return text.length > 2 * MAX_ROW_CHARACTERS && !text.endsWith("\r")
    ? text.slice(0, MAX_ROW_CHARACTERS + 1)
    : text;
}

function withoutMark(text: string): string {
  return text.replace(/^\uFEFF/, "");
}

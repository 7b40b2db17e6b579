import { readFileSync } from "node:fs";

const SHOWN_LINES = 8;

/** The last lines of a file, for an error; empty where there is none. */
export function lastLines(file: string): string {
  try {
    return readFileSync(file, "utf8").trimEnd().split("\n").slice(-SHOWN_LINES).join("\n");
  } catch {
    return "";
  }
}

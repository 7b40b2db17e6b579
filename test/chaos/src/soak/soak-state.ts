import { appendFileSync, existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname } from "node:path";

/** One finished run of a suite with a seed, as a line of the state file. */
export interface SoakLine {
  readonly suite: string;
  readonly seed: number;
  /** `equal`, or what differed. */
  readonly outcome: string;
  readonly seconds: number;
  readonly struck: Readonly<Record<string, number>>;
  readonly figures?: Readonly<Record<string, number>>;
  /** When it was finished, ISO 8601. */
  readonly at: string;
}

/** What was run so far; a line that a killed soak wrote half is passed over. */
export function readSoakState(file: string): readonly SoakLine[] {
  if (!existsSync(file)) return [];
  return readFileSync(file, "utf8")
    .split("\n")
    .flatMap((line) => {
      try {
        return [JSON.parse(line) as SoakLine];
      } catch {
        return [];
      }
    });
}

/** Adds a finished run. */
export function addSoakLine(file: string, line: SoakLine): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(line)}\n`);
}

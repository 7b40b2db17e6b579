import { appendFileSync, existsSync, readFileSync } from "node:fs";

/** One finished run of a suite with a seed, as a line of the committed state file. */
export interface SoakLine {
  readonly suite: string;
  readonly seed: number;
  /** `equal`; `not equal: …`, what differed; or `out of time: …`, what did not come about. */
  readonly outcome: string;
  readonly seconds: number;
  /** Strikes by area, such as `{"projector": 7}`: each at another step. */
  readonly struck: Readonly<Record<string, number>>;
  readonly figures?: Readonly<Record<string, number>>;
  /** What was run; with a `+` where files were changed since. */
  readonly commit: string;
  /** When it was finished, ISO 8601. */
  readonly at: string;
}

/** A run that tells nothing by itself. */
const OUT_OF_TIME = "out of time";
/** So many runs of a seed that are out of time are a finding: then it is not the machine. */
const OUT_OF_TIME_IS_FINDING = 2;
const LONGEST_OUTCOME = 400;

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
  const outcome = line.outcome.replaceAll("\n", " ").slice(0, LONGEST_OUTCOME);
  appendFileSync(file, `${JSON.stringify({ ...line, outcome })}\n`);
}

/** Strikes of a run added up by area. */
export function struckByArea(struck: Readonly<Record<string, number>>): Readonly<Record<string, number>> {
  const areas: Record<string, number> = {};
  for (const [step, count] of Object.entries(struck)) {
    const area = step.split(":")[0] ?? step;
    areas[area] = (areas[area] ?? 0) + count;
  }
  return areas;
}

/** Runs of which something is known: those that were out of time once are run again. */
export function decided(lines: readonly SoakLine[]): readonly SoakLine[] {
  return [...Map.groupBy(lines, ({ suite, seed }) => `${suite} ${seed}`).values()].flatMap((runs) => {
    const told = runs.filter((run) => !isOutOfTime(run));
    if (told.length > 0) return told;
    return runs.length < OUT_OF_TIME_IS_FINDING ? [] : runs.slice(-1);
  });
}

/** The last one of each suite's and seed's decided runs: what was found once may have been mended since. */
export function lastWords(told: readonly SoakLine[]): readonly SoakLine[] {
  return [...new Map(told.map((run) => [`${run.suite} ${run.seed}`, run])).values()];
}

/** A run that may be begun. */
export interface WantedRun extends Pick<SoakLine, "suite" | "seed" | "commit"> {
  /** Strikes by area that it will have, where the suite says. */
  readonly strikes?: Readonly<Record<string, number>> | undefined;
}

/** Whether nothing more is to be learned: what was found by other code is tried again, and what struck less than is struck now. */
export function isTold(
  lines: readonly SoakLine[],
  { suite, seed, commit, strikes = {} }: WantedRun,
): boolean {
  const last = lastWords(decided(lines)).find((run) => run.suite === suite && run.seed === seed);
  if (last === undefined) return false;
  if (isFinding(last)) return last.commit === commit;
  return Object.entries(strikes).every(([area, count]) => (last.struck[area] ?? 0) >= count);
}

/** Whether a run ended because a wait did. */
export function isOutOfTime({ outcome }: Pick<SoakLine, "outcome">): boolean {
  return outcome.startsWith(OUT_OF_TIME);
}

/** Whether a decided run found something. */
export function isFinding({ outcome }: Pick<SoakLine, "outcome">): boolean {
  return outcome !== "equal";
}

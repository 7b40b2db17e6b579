import { MilepostError } from "./errors.ts";

/** One thing that was checked of the surroundings. */
export interface Finding {
  readonly name: string;
  readonly ok: boolean;
  readonly message: string;
  /** What to do when it is not. */
  readonly fix?: string;
  /** True when it may mend without a change of settings, such as a full disk that somebody clears. */
  readonly passing?: boolean;
}

/** Rejects what is not fit, all of it, each with its way out; retryable when all of it may pass. */
export function refuseUnfit(what: string, findings: readonly Finding[]): void {
  const wrong = findings.filter(({ ok }) => !ok);
  if (wrong.length === 0) return;
  const passing = wrong.every((finding) => finding.passing === true);
  const lines = wrong.map(findingLine);
  throw new MilepostError(passing ? "not_ready" : "config_invalid", `${what}:\n  ${lines.join("\n  ")}`, {
    retryable: passing,
    details: { problems: lines },
  });
}

/** A finding as one line: what, how it is, and what to do. */
export function findingLine({ name, message, fix }: Finding): string {
  return `${name}: ${message}${fix === undefined ? "" : `; ${fix}`}`;
}

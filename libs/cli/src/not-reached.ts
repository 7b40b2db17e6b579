import { CliError, NobodyThereError } from "./cli-error.ts";

export const REQUEST_TIMEOUT_MS = 300_000;

/** What a failed fetch says to a person. Only who refuses the connection is not there: others may be, and are wrong. */
export function notReached(origin: string, error: unknown): CliError {
  if (isTimeout(error)) return tooLate(origin);
  if (isRefused(error)) {
    return new NobodyThereError(
      `Nothing answers at ${origin}. Start Milepost with \`npm start\`, or name its address with --url or in MILEPOST_URL.`,
    );
  }
  return new CliError(
    `${origin} cannot be reached: ${reasonOf(error)}. Look whether the address is right that --url or MILEPOST_URL names.`,
  );
}

/** What an answer that does not come whole says to a person. */
export function brokenAnswer(origin: string, error: unknown): CliError {
  return isTimeout(error)
    ? tooLate(origin)
    : new CliError(`${origin} broke off its answer: ${reasonOf(error)}`);
}

function tooLate(origin: string): CliError {
  return new CliError(`${origin} did not answer within ${REQUEST_TIMEOUT_MS / 1000} s.`);
}

function isTimeout(error: unknown): boolean {
  return error instanceof Error && error.name === "TimeoutError";
}

/** A name with several addresses fails with one error for each. */
function isRefused(error: unknown): boolean {
  if (error instanceof AggregateError) return error.errors.length > 0 && error.errors.every(isRefused);
  if (!(error instanceof Error)) return false;
  return (error as NodeJS.ErrnoException).code === "ECONNREFUSED" || isRefused(error.cause);
}

/** The cause at the bottom: fetch itself only says that it failed. */
function reasonOf(error: unknown): string {
  if (error instanceof AggregateError) return error.errors.map(reasonOf).join(", ");
  if (!(error instanceof Error)) return String(error);
  return error.cause === undefined ? error.message.trim() : reasonOf(error.cause);
}

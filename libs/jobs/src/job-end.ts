import { MilepostError } from "@milepost/runtime";
import type { ErrorCode } from "@milepost/runtime";

/** What a job leaves behind: its result, or the job of the same identity that goes on in its place. */
export type JobEnd<Result> = { readonly value?: Result } | { readonly next: string };

/** An error as text, for callers in other processes. */
export function errorText(error: unknown): string {
  if (error instanceof MilepostError) {
    const { code, message, retryable, details } = error;
    return JSON.stringify({ code, message, retryable, details });
  }
  const message = error instanceof Error ? error.message : String(error);
  return JSON.stringify({ code: "internal", message, retryable: true, details: {} });
}

interface ErrorFields {
  readonly code: ErrorCode;
  readonly message: string;
  readonly retryable: boolean;
  readonly details: Readonly<Record<string, unknown>>;
}

/** The error that a failed job's text tells of. */
export function errorOf(text: string): MilepostError {
  try {
    const { code, message, retryable, details } = JSON.parse(text) as ErrorFields;
    return new MilepostError(code, message, { retryable, details });
  } catch (cause) {
    // Not written by a handler: the queue itself gave the job up, as one that took its worker down again and again.
    return new MilepostError("jobs_unavailable", `The job was given up: ${text}`, { retryable: true, cause });
  }
}

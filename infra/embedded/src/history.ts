import type { Logger } from "@milepost/runtime";
import { MilepostError } from "@milepost/runtime";

/** Reports how far something is. */
export type Report = (done: number, total: number) => void;

/** Fills the track record behind the scenes; what is already decided does not change by it. */
export interface History {
  /** Starts, or goes on; nothing once it is closed. */
  resume(): void;
  /** Resolves once it was started and is through, or gave up until the next start; rejects when closed before. */
  filled(): Promise<void>;
  /** How far it is; null before it started and after it ended. */
  progress(): { readonly assessed: number; readonly total: number } | null;
  /** Stops after the goal under way. */
  close(): Promise<void>;
}

export interface HistoryParts {
  readonly fill: (report: Report, signal: AbortSignal) => Promise<void>;
  readonly report: Report;
  readonly onDone: () => void;
  readonly logger: Logger;
}

/** Runs `fill` until it is through or closed. */
export function createHistory(parts: HistoryParts): History {
  let abort: AbortController | undefined;
  let running: Promise<void> = Promise.resolve();
  let position: { assessed: number; total: number } | null = null;
  let closed = false;
  const started = Promise.withResolvers<void>();

  const run = async (signal: AbortSignal): Promise<void> => {
    try {
      await parts.fill((assessed, total) => {
        position = { assessed, total };
        parts.report(assessed, total);
      }, signal);
      if (signal.aborted) return;
      position = null;
      parts.onDone();
    } catch (error) {
      if (!signal.aborted)
        parts.logger.error(
          { err: error },
          "the track record could not be filled; it goes on at the next start",
        );
    }
  };
  return {
    resume: () => {
      if (closed) return;
      abort = new AbortController();
      running = run(abort.signal);
      started.resolve();
    },
    filled: async () => {
      await started.promise;
      await running;
      if (closed) throw new MilepostError("aborted", "Milepost is stopping", { retryable: true });
    },
    progress: () => position,
    close: async () => {
      closed = true;
      started.resolve();
      abort?.abort();
      await running;
    },
  };
}

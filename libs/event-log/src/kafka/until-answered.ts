import { setTimeout as delay } from "node:timers/promises";
import { isTopicMissing, logError } from "./kafka-errors.ts";

const FIRST_PAUSE_MS = 20;
const LONGEST_PAUSE_MS = 500;

export interface Patience {
  /** How long to try, in milliseconds; one attempt may outlast it. */
  readonly timeoutMs: number;
  /** How long to try while a topic is not there; as long when absent. */
  readonly missingTimeoutMs?: number;
  /** What is being done, for the error: "reading observations/2". */
  readonly doing: string;
  /** True when there is no use in trying on. */
  readonly isOver?: () => boolean;
}

/** Tries again, after growing pauses, until it works, is refused for good, or the time is up. */
export async function untilAnswered<Answer>(
  { timeoutMs, missingTimeoutMs = timeoutMs, doing, isOver = () => false }: Patience,
  attempt: () => Promise<Answer>,
): Promise<Answer> {
  const began = performance.now();
  for (let failures = 0; ; failures += 1) {
    try {
      return await attempt();
    } catch (cause) {
      const error = logError(cause, doing);
      const pauseMs = Math.min(LONGEST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(failures, 10));
      const deadline = began + (isTopicMissing(error) ? missingTimeoutMs : timeoutMs);
      if (!error.retryable || isOver() || performance.now() + pauseMs > deadline) throw error;
      await delay(pauseMs);
    }
  }
}

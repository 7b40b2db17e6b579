import { setTimeout as delay } from "node:timers/promises";
import type { Closeable, Logger } from "@milepost/runtime";
import type { Predict } from "./compose.ts";
import { untilAborted } from "./until-aborted.ts";

const RETRY_PAUSE_MS = 5_000;

/** Assesses every goal, then fills the track record; again and again until it succeeds, or is closed. */
export function beginPredicting(
  predict: Pick<Predict, "assessNow" | "fillHistory">,
  logger: Logger,
): Closeable {
  const closing = new AbortController();
  const { signal } = closing;
  const run = async (): Promise<void> => {
    while (!signal.aborted) {
      try {
        const { assessed, unassessed } = await untilAborted(predict.assessNow(), signal);
        logger.info({ assessed, unassessed }, "every goal is assessed; the track record is filled behind");
        await predict.fillHistory(undefined, signal);
        return;
      } catch (error) {
        if (signal.aborted) return;
        logger.warn({ err: error, pauseMs: RETRY_PAUSE_MS }, "goals could not be assessed; trying again");
        await delay(RETRY_PAUSE_MS, undefined, { signal }).catch(() => undefined);
      }
    }
  };
  const running = run();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

import { setTimeout as delay } from "node:timers/promises";
import type { Closeable, Logger } from "@milepost/runtime";
import { untilClosed } from "../until-closed.ts";
import { measurePipeline } from "./measure-pipeline.ts";
import type { PipelineParts } from "./measure-pipeline.ts";

/** How often it is measured how far the tables are behind the log. */
const MEASURED_EVERY_MS = 10_000;

export interface KeepPipelineParts extends PipelineParts {
  readonly logger: Logger;
}

/** Measures at once, and then again and again until it is closed; any number of processes may do so. */
export function keepPipeline({ logger, ...parts }: KeepPipelineParts): Closeable {
  const closing = new AbortController();
  const running = (async () => {
    let isFailing = false;
    while (!closing.signal.aborted) {
      try {
        await untilClosed(measurePipeline(parts), closing.signal);
        isFailing = false;
      } catch (error) {
        if (!isFailing && !closing.signal.aborted)
          logger.warn({ err: error }, "how far the tables are cannot be measured; trying again");
        isFailing = true;
      }
      await delay(MEASURED_EVERY_MS, undefined, { signal: closing.signal, ref: false }).catch(
        () => undefined,
      );
    }
  })();
  return {
    close: async () => {
      closing.abort();
      await running;
    },
  };
}

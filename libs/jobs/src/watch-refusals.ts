import type { Logger } from "@milepost/runtime";
import type { Redis } from "ioredis";
import { isReplyError, tryToWrite } from "./try-to-write.ts";

/** Says once that Redis keeps no jobs, and once that it does again: workers and schedules meet that error all the time. */
export interface RefusalWatch {
  /** Takes every error of a queue; those of a connection are said elsewhere. */
  readonly onError: (error: unknown) => void;
  readonly end: () => void;
}

export interface WatchedRedis {
  readonly redis: Redis;
  readonly prefix: string;
  readonly logger: Logger;
  /** How long Redis may take to answer, and the pause between two looks, in milliseconds. */
  readonly timeoutMs: number;
}

/** Looks whether Redis can be written to once it has refused something, until it can. */
export function watchRefusals({ redis, prefix, logger, timeoutMs }: WatchedRedis): RefusalWatch {
  let isLooking = false;
  let isSaid = false;
  let isOver = false;
  let timer: NodeJS.Timeout | undefined;
  const look = (): void => {
    tryToWrite(redis, { prefix, timeoutMs }).then(goOn, (error: unknown) => {
      if (isOver) return;
      if (!isSaid && isReplyError((error as Error).cause)) {
        isSaid = true;
        const words = "no job is kept, no schedule adds one (the canary included), and none ends";
        logger.warn({}, `${(error as Error).message}; until then ${words}`);
      }
      timer = setTimeout(look, timeoutMs).unref();
    });
  };
  const goOn = (): void => {
    isLooking = false;
    if (isSaid && !isOver) logger.info({}, "Redis keeps jobs again");
    isSaid = false;
  };
  return {
    onError: (error) => {
      if (isLooking || isOver || !isReplyError(error)) return;
      isLooking = true;
      look();
    },
    end: () => {
      isOver = true;
      clearTimeout(timer);
    },
  };
}

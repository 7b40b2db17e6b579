import type { JobQueue, Jobs } from "@milepost/jobs";
import type { Logger } from "@milepost/runtime";
import type { Deployment } from "../deployment.ts";
import type { PredictSteps } from "../steps.ts";
import { reviewSight, reviewSteps } from "./review-steps.ts";

/** Tries of a job that the log or the queue kept from its end. */
const ATTEMPTS = 6;
/** News come in batches: what they bring about is looked at together, in milliseconds. */
const GATHER_MS = 100;
const AGAIN_MS = 5_000;

export interface ReviewParts {
  readonly open: () => Promise<Deployment>;
  readonly jobs: Jobs;
  readonly logger: Logger;
  readonly onStep?: PredictSteps["onReviewStep"];
}

/** Opens reviews as soon as something is reported, from now on; which are due follows from the log alone. */
export function keepReviews({ open, jobs, logger, onStep }: ReviewParts): { close(): Promise<void> } {
  const queue: JobQueue<Readonly<Record<string, never>>> = jobs.register({
    name: "review-goals",
    keyOf: () => "deployment",
    attempts: ATTEMPTS,
    run: async (_nothing, signal) => {
      const deployment = await open();
      await deployment.catchUp();
      signal.throwIfAborted();
      const due = reviewSteps(reviewSight(deployment));
      if (due.length === 0) return;
      onStep?.("reviewing");
      await deployment.append(due);
      onStep?.("reviewed");
    },
  });
  let timer: NodeJS.Timeout | undefined;
  let closed = false;
  let unfollow: (() => void) | undefined;

  const wake = (deployment: Deployment, afterMs: number): void => {
    if (closed || timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      look(deployment);
    }, afterMs);
    timer.unref();
  };
  const look = (deployment: Deployment): void => {
    if (closed || reviewSteps(reviewSight(deployment)).length === 0) return;
    queue
      .add({})
      .then(({ result }) => result)
      .catch((error: unknown) => {
        if (closed) return;
        logger.warn({ err: error }, "reviews could not be opened; it is tried again");
        wake(deployment, AGAIN_MS);
      });
  };
  const begin = (): void => {
    open().then(
      (deployment) => {
        if (closed) return;
        unfollow = deployment.onNews(() => wake(deployment, GATHER_MS));
        wake(deployment, 0);
      },
      (error: unknown) => {
        if (closed) return;
        logger.warn({ err: error }, "reviews cannot begin yet");
        timer = setTimeout(() => {
          timer = undefined;
          begin();
        }, AGAIN_MS);
        timer.unref();
      },
    );
  };
  begin();
  return {
    close: async () => {
      closed = true;
      clearTimeout(timer);
      unfollow?.();
      await queue.close();
    },
  };
}

import { setImmediate as nextTurn } from "node:timers/promises";
import type { Logger } from "@milepost/runtime";

/** What is done for each of several, each by itself. */
export interface EachByItself<Item, Result> {
  readonly act: (item: Item) => Result | Promise<Result>;
  /** What could not be done, in words for the log. */
  readonly failed: string;
  /** Names an item in the log. */
  readonly named: (item: Item) => string;
  readonly logger: Pick<Logger, "error">;
}

/**
 * Does something for each of several: one at which it fails is left out, told in the log, and keeps back no other. Pages and
 * pushes are answered between two: a load may raise alerts of thousands of goals at once.
 */
export async function eachByItself<Item, Result>(
  items: readonly Item[],
  { act, failed, named, logger }: EachByItself<Item, Result>,
): Promise<readonly Result[]> {
  const results: Result[] = [];
  for (const item of items) {
    try {
      results.push(await act(item));
    } catch (error) {
      logger.error({ err: error, of: named(item) }, failed);
    }
    await nextTurn();
  }
  return results;
}

/** Does what stops after each step, and lets others be answered at each stop. */
export async function inTurns<Result>(steps: Generator<void, Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done === true) return step.value;
    await nextTurn();
  }
}

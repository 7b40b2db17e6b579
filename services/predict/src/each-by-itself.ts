import type { Logger } from "@milepost/runtime";

/** What is done for each of several, each by itself. */
export interface EachByItself<Item, Result> {
  readonly act: (item: Item) => Result;
  /** What could not be done, in words for the log. */
  readonly failed: string;
  /** Names an item in the log. */
  readonly named: (item: Item) => string;
  readonly logger: Pick<Logger, "error">;
}

/** Does something for each of several: one at which it fails is left out, told in the log, and keeps back no other. */
export function eachByItself<Item, Result>(
  items: readonly Item[],
  { act, failed, named, logger }: EachByItself<Item, Result>,
): readonly Result[] {
  return items.flatMap((item) => {
    try {
      return [act(item)];
    } catch (error) {
      logger.error({ err: error, of: named(item) }, failed);
      return [];
    }
  });
}

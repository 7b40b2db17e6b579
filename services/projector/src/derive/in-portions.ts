import { setImmediate as nextTurn } from "node:timers/promises";

/**
 * Does something for so many items at a time, one portion after the other: what is held in memory does not grow with
 * the number of items, and requests are answered between two portions.
 */
export async function inPortions<Item>(
  items: Iterable<Item>,
  size: number,
  work: (portion: readonly Item[]) => Promise<void>,
): Promise<void> {
  const all = [...items];
  for (let from = 0; from < all.length; from += size) {
    await work(all.slice(from, from + size));
    await nextTurn();
  }
}

import type { Position, Topic } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { firstPeriod } from "@milepost/store/queries/first-period";
import type { LogNews } from "./log-news.ts";

export interface FirstPeriodParts {
  readonly store: Store;
  /** Where the tables stand in some topics; undefined: nobody knows. */
  readonly standing: (topics: readonly Topic[]) => Promise<Position | undefined>;
  readonly news: Pick<LogNews, "earliest" | "changedSince">;
}

/** Since when there are actual values. Records are only added, so it becomes earlier, and only by an earlier record. */
export function createFirstPeriod({ store, standing, news }: FirstPeriodParts): () => Promise<string | null> {
  let held: { readonly first: string; readonly position: Position } | undefined;
  return async () => {
    const position = await standing(["observations"]);
    if (position !== undefined && held !== undefined) {
      const isRead = news.changedSince(held.position, { subjects: [] }) !== undefined;
      if (isRead && (news.earliest("actual") ?? held.first) >= held.first) return held.first;
    }
    const [row] = await store.query(firstPeriod());
    const first = row?.first ?? null;
    held = position === undefined || first === null ? undefined : { first, position };
    return first;
  };
}

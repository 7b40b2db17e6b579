import type { Store } from "./index.ts";

// ClickHouse lets a query wait, a second at most for each block, while one with a smaller number runs; 0 is neither.
const SHOWN = 1;
const BACKGROUND = 2;

/** A store whose questions come before those in the background, since somebody waits for the answers. */
export function answeringFirst(store: Store): Store {
  return withPriority(store, SHOWN);
}

/** A store whose questions step back while somebody waits for an answer: rounds over thousands of goals keep every core busy. */
export function inBackground(store: Store): Store {
  return withPriority(store, BACKGROUND);
}

function withPriority(store: Store, priority: number): Store {
  return {
    ...store,
    query: (query) => store.query({ ...query, settings: { priority, ...query.settings } }),
  };
}

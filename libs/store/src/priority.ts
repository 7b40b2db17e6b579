import type { Query, Store } from "./index.ts";

// ClickHouse lets a query wait, a second at most for each block, while one with a smaller number runs; 0 is neither.
const SHOWN = { priority: 1 } as const;
const BACKGROUND = { priority: 2 } as const;

/** A store whose questions come before those in the background, since somebody waits for the answers. */
export function answeringFirst(store: Store): Store {
  return { ...store, query: (query) => store.query({ ...query, settings: { ...SHOWN, ...query.settings } }) };
}

/** The same question, which steps back while somebody waits for an answer: rounds over thousands of goals keep every core busy. */
export function inBackground<Row>(query: Query<Row>): Query<Row> {
  return { ...query, settings: { ...query.settings, ...BACKGROUND } };
}

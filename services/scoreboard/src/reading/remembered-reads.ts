import type { Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Query, Store } from "@milepost/store";

/** Answers of the database, remembered for as long as the tables behind them did not change. */
export interface RememberedReads {
  /** The answer to a query that depends on nothing but its parameters and these topics' records in the tables. */
  query<Row>(query: Query<Row>, topics: readonly Topic[]): Promise<readonly Row[]>;
}

/** The consumer group whose commits say how far the tables are: a commit follows the acknowledged insert. */
const PROJECTOR_GROUP = "projector";
const REMEMBERED_ANSWERS = 32;

/** Remembers answers by query, parameters and the position that the tables stand at. */
export function rememberReads({
  store,
  log,
}: {
  readonly store: Store;
  readonly log: EventLog;
}): RememberedReads {
  const answers = new Map<string, Promise<readonly unknown[]>>();
  return {
    query: async <Row>(query: Query<Row>, topics: readonly Topic[]): Promise<readonly Row[]> => {
      const position = await log.committed(PROJECTOR_GROUP, topics);
      // A group that never committed says nothing of the tables.
      if (Object.values(position).every((offset) => offset === 0)) return store.query(query);
      const key = JSON.stringify([query.name, query.sql, query.params, position]);
      let answer = answers.get(key) as Promise<readonly Row[]> | undefined;
      if (answer === undefined) {
        answer = store.query(query);
        answers.set(key, answer);
        answer.catch(() => answers.delete(key));
        forgetOldest(answers);
      }
      return answer;
    },
  };
}

function forgetOldest(answers: Map<string, unknown>): void {
  const oldest = answers.keys().next().value;
  if (answers.size > REMEMBERED_ANSWERS && oldest !== undefined) answers.delete(oldest);
}

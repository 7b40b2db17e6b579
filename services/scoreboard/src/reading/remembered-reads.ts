import { PROJECTOR_GROUP } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Query, Store } from "@milepost/store";
import { readTablesStanding } from "@milepost/store/queries/tables-standing";
import { createObservationNews } from "./observation-news.ts";
import type { ObservationScope } from "./observation-news.ts";

/** Answers of the database, remembered for as long as what they depend on did not change in the tables. */
export interface RememberedReads {
  /**
   * The answer to a query that depends on nothing but its parameters and these topics' records in the tables;
   * of observations, on those of the scope alone.
   */
  query<Row>(query: Query<Row>, topics: readonly Topic[], scope?: ObservationScope): Promise<readonly Row[]>;
  /**
   * The rows of every KPI, in no order; `ask` makes the query for some KPIs, or for all. The rows of a KPI depend
   * on its own observations of these kinds alone, so that only the KPIs with news are asked for again.
   */
  queryByKpi<Row extends { readonly kpi: string }>(
    ask: (kpis?: readonly string[]) => Query<Row>,
    kinds: NonNullable<ObservationScope["kinds"]>,
  ): Promise<readonly Row[]>;
}

const REMEMBERED_ANSWERS = 128;
/** Whether a rebuild has made other tables live is asked at most this often, when nothing else is said. */
const TABLES_ASKED_EVERY_MS = 2_000;
/** With news of more KPIs than this, asking for all of them again is as cheap. */
const MOST_KPIS_ASKED_AGAIN = 64;

interface Answer {
  readonly rows: Promise<readonly unknown[]>;
  /** Up to where the tables are known to give this answer. */
  readonly position: Position;
}

/** Remembers answers by query and parameters, each with the position that the tables stood at. */
export function rememberReads({
  store,
  log,
  tablesAskedEveryMs = TABLES_ASKED_EVERY_MS,
}: {
  readonly store: Store;
  readonly log: EventLog;
  readonly tablesAskedEveryMs?: number;
}): RememberedReads {
  const answers = new Map<string, Answer>();
  const news = createObservationNews(log);
  const otherTables = watchTables(store, tablesAskedEveryMs);

  const standing = async (topics: readonly Topic[]): Promise<Position | undefined> => {
    if (await otherTables()) answers.clear();
    const position = await log.committed(PROJECTOR_GROUP, topics);
    // A group that never committed says nothing of the tables.
    if (Object.values(position).every((offset) => offset === 0)) return undefined;
    if (topics.includes("observations")) await news.takeIn(observationsOf(position));
    return position;
  };
  const keep = (key: string, answer: Answer): void => {
    answers.delete(key);
    answers.set(key, answer);
    answer.rows.catch(() => {
      if (answers.get(key)?.rows === answer.rows) answers.delete(key);
    });
    const oldest = answers.keys().next().value;
    if (answers.size > REMEMBERED_ANSWERS && oldest !== undefined) answers.delete(oldest);
  };
  /** The KPIs whose rows an answer has wrong by now; undefined: everything may be wrong. */
  const outdated = (
    answer: Answer,
    at: Position,
    scope: ObservationScope,
  ): ReadonlySet<string> | undefined => {
    const others = Object.entries(at).filter(([key]) => !isObservations(key));
    if (others.some(([key, offset]) => answer.position[key] !== offset)) return undefined;
    return news.changedSince(observationsOf(answer.position), scope);
  };

  return {
    query: async <Row>(query: Query<Row>, topics: readonly Topic[], scope: ObservationScope = {}) => {
      const position = await standing(topics);
      if (position === undefined) return store.query(query);
      const key = JSON.stringify([query.name, query.sql, query.params]);
      const held = answers.get(key);
      const holds = held !== undefined && outdated(held, position, scope)?.size === 0;
      const rows = holds ? held.rows : store.query(query);
      keep(key, { rows, position });
      return rows as Promise<readonly Row[]>;
    },
    queryByKpi: async <Row extends { readonly kpi: string }>(
      ask: (kpis?: readonly string[]) => Query<Row>,
      kinds: NonNullable<ObservationScope["kinds"]>,
    ) => {
      const position = await standing(["observations"]);
      const whole = ask();
      if (position === undefined) return store.query(whole);
      const key = JSON.stringify([whole.name, whole.sql, whole.params]);
      const held = answers.get(key);
      const changed = held && outdated(held, position, { kinds });
      let rows = held?.rows as Promise<readonly Row[]> | undefined;
      if (rows === undefined || changed === undefined || changed.size > MOST_KPIS_ASKED_AGAIN) {
        rows = store.query(whole);
      } else if (changed.size > 0) {
        rows = replaced(rows, changed, store.query(ask([...changed])));
      }
      keep(key, { rows, position });
      return rows;
    },
  };
}

/** Tells whether others are live than before: they may say something else at the same position, or why rebuild them. */
function watchTables(store: Store, everyMs: number): () => Promise<boolean> {
  let askedAt = Number.NEGATIVE_INFINITY;
  let known = "";
  return async () => {
    if (performance.now() - askedAt < everyMs) return false;
    askedAt = performance.now();
    const { live, settled } = await readTablesStanding(store);
    const before = known;
    known = `${live?.build} ${settled?.build}`;
    return known !== before;
  };
}

async function replaced<Row extends { readonly kpi: string }>(
  rows: Promise<readonly Row[]>,
  changed: ReadonlySet<string>,
  again: Promise<readonly Row[]>,
): Promise<readonly Row[]> {
  const [before, fresh] = await Promise.all([rows, again]);
  return [...before.filter(({ kpi }) => !changed.has(kpi)), ...fresh];
}

function observationsOf(position: Position): Position {
  return Object.fromEntries(Object.entries(position).filter(([key]) => isObservations(key)));
}

function isObservations(key: string): boolean {
  return key.startsWith("observations/");
}

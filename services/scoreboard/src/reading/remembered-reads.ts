import { PROJECTOR_GROUP } from "@milepost/contracts";
import type { ObservationKind, Position, Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Query, Store } from "@milepost/store";
import { createFirstPeriod } from "./first-period.ts";
import { createKeyedReads } from "./keyed-reads.ts";
import type { KeyedQuestion } from "./keyed-reads.ts";
import { createLogNews } from "./log-news.ts";
import type { TouchScope } from "./noted-touches.ts";
import { decisionTouches, observationTouches } from "./touches.ts";
import type { DecisionKind } from "./touches.ts";
import { watchTables } from "./watch-tables.ts";

/** Which records an answer depends on; what is absent is not restricted. */
export interface ReadScope extends Pick<TouchScope, "until" | "knownBy"> {
  /** Of the observations. */
  readonly kpis?: readonly string[];
  readonly kinds?: readonly ObservationKind[];
  /** Of the assessments topic. */
  readonly goals?: readonly string[];
  readonly decisions?: readonly DecisionKind[];
}

/** Answers of the database, remembered for as long as what they depend on did not change in the tables. */
export interface RememberedReads {
  /**
   * The answer to a query that depends on nothing but its parameters and these topics' records in the tables;
   * of observations and decisions, on those of the scope alone.
   */
  query<Row>(query: Query<Row>, topics: readonly Topic[], scope?: ReadScope): Promise<readonly Row[]>;
  /** What a question says of some keys, KPIs or goals; only those whose own answer may be another one are asked for again. */
  byKey<Row, Value>(
    question: KeyedQuestion<Row, Value>,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, Value>>;
  /** First local date that any actual value speaks of; null: there is none. */
  firstPeriod(): Promise<string | null>;
}

const REMEMBERED_ANSWERS = 512;
/** Rows of all remembered answers together; those that were used longest ago go first. */
const REMEMBERED_ROWS = 60_000;
/** Whether a rebuild has made other tables live is asked at most this often, when nothing else is said. */
const TABLES_ASKED_EVERY_MS = 2_000;

interface Answer {
  /** Rows, once they are there. */
  size?: number;
  readonly rows: Promise<readonly unknown[]>;
  /** Up to where the tables are known to give this answer. */
  readonly position: Position;
  /** What the news of each topic had counted to. */
  readonly counts: Readonly<Record<NewsTopic, number>>;
}

/** What an answer depends on. */
interface Dependence {
  readonly topics: readonly Topic[];
  readonly scope: ReadScope;
}

/** Topics of which it is known what each record is about. */
const NEWS_TOPICS = ["observations", "assessments"] as const satisfies readonly Topic[];
type NewsTopic = (typeof NEWS_TOPICS)[number];
const STRATEGY: Topic = "strategy";

interface Remembering {
  readonly store: Store;
  readonly log: EventLog;
}

/** Remembers answers for as long as the same tables are live: others may say something else, or why rebuild them. */
export function rememberReads({
  tablesAskedEveryMs = TABLES_ASKED_EVERY_MS,
  ...parts
}: Remembering & { readonly tablesAskedEveryMs?: number }): RememberedReads {
  const otherTables = watchTables(parts.store, tablesAskedEveryMs);
  let ofTables = rememberAnswers(parts);
  const current = async (): Promise<RememberedReads> => {
    if (await otherTables()) ofTables = rememberAnswers(parts);
    return ofTables;
  };
  return {
    query: async (query, topics, scope) => (await current()).query(query, topics, scope),
    byKey: async (question, keys) => (await current()).byKey(question, keys),
    firstPeriod: async () => (await current()).firstPeriod(),
  };
}

/** Remembers answers by query and parameters, each with the position that the tables stood at. */
function rememberAnswers({ store, log }: Remembering): RememberedReads {
  const answers = new Map<string, Answer>();
  const news = {
    observations: createLogNews(log, "observations", observationTouches),
    assessments: createLogNews(log, "assessments", decisionTouches),
  };

  const standing = async (topics: readonly Topic[]): Promise<Position | undefined> => {
    const position = await log.committed(PROJECTOR_GROUP, [
      ...new Set([...topics, ...NEWS_TOPICS, STRATEGY]),
    ]);
    // A group that never committed says nothing of the tables.
    if (Object.values(position).every((offset) => offset === 0)) return undefined;
    await Promise.all(NEWS_TOPICS.map((topic) => news[topic].takeIn(within(position, topic))));
    return position;
  };
  const holds = (answer: Answer, at: Position, { topics, scope }: Dependence): boolean => {
    const others = topics.filter((topic) => !NEWS_TOPICS.some((one) => one === topic));
    if (others.some((topic) => hasMoved(answer.position, at, topic))) return false;
    const scopes = scopesOf(scope);
    return NEWS_TOPICS.every((topic) => {
      if (!topics.includes(topic) || news[topic].isQuiet(scopes[topic].kinds, answer.counts[topic]))
        return true;
      return news[topic].changedSince(within(answer.position, topic), scopes[topic])?.size === 0;
    });
  };
  const counts = (): Answer["counts"] => ({
    observations: news.observations.count(),
    assessments: news.assessments.count(),
  });

  return {
    query: async <Row>(query: Query<Row>, topics: readonly Topic[], scope: ReadScope = {}) => {
      const position = await standing(topics);
      if (position === undefined) return store.query(query);
      const key = JSON.stringify([query.name, query.sql, query.params]);
      const held = answers.get(key);
      const isHeld = held !== undefined && holds(held, position, { topics, scope });
      const rows = isHeld ? held.rows : store.query(query);
      keep(answers, key, { rows, position, counts: counts() });
      return rows as Promise<readonly Row[]>;
    },
    byKey: createKeyedReads({ store, standing, news }),
    firstPeriod: createFirstPeriod({ store, standing, news: news.observations }),
  };
}

function keep(answers: Map<string, Answer>, key: string, answer: Answer): void {
  answers.delete(key);
  answers.set(key, answer);
  answer.rows.then(
    ({ length }) => {
      answer.size = length;
      forgetOldest(answers);
    },
    () => {
      if (answers.get(key)?.rows === answer.rows) answers.delete(key);
    },
  );
}

function forgetOldest(answers: Map<string, Answer>): void {
  let rows = 0;
  for (const { size = 0 } of answers.values()) rows += size;
  for (const [key, { size = 0 }] of answers) {
    if (answers.size <= REMEMBERED_ANSWERS && rows <= REMEMBERED_ROWS) return;
    answers.delete(key);
    rows -= size;
  }
}

/** The part of a position that lies in a topic. */
function within(position: Position, topic: Topic): Position {
  return Object.fromEntries(Object.entries(position).filter(([key]) => key.startsWith(`${topic}/`)));
}

function hasMoved(before: Position, now: Position, topic: Topic): boolean {
  return Object.entries(within(now, topic)).some(([key, offset]) => before[key] !== offset);
}

function scopesOf({
  kpis,
  kinds,
  until,
  knownBy,
  goals,
  decisions,
}: ReadScope): Record<NewsTopic, TouchScope> {
  return {
    observations: { subjects: kpis, kinds, until, knownBy },
    assessments: { subjects: goals, kinds: decisions },
  };
}

import type { Position, Topic } from "@milepost/contracts";
import type { Query, Store } from "@milepost/store";
import type { LogNews } from "./log-news.ts";
import type { TouchScope } from "./noted-touches.ts";

/** A question that can be asked for any set of keys, and whose answer for a key depends on that key's own records alone. */
export interface KeyedQuestion<Row, Value> {
  /** Tells questions apart: its name with everything but the keys that its answer depends on. */
  readonly name: string;
  /** Keys are KPIs, or goals. */
  readonly topic: "observations" | "assessments";
  readonly scope: Omit<TouchScope, "subjects">;
  readonly ask: (keys: readonly string[]) => Query<Row>;
  readonly keyOf: (row: Row) => string;
  /** What is kept of a key's rows; without rows too. */
  readonly valueOf: (rows: readonly Row[], key: string) => Value;
  /** The scope of an answer that is there already, where that tells that some news cannot change it. */
  readonly scopeOf?: (value: Value) => Omit<TouchScope, "subjects">;
}

/** Gives what a question says of some keys. */
export type KeyedReads = <Row, Value>(
  question: KeyedQuestion<Row, Value>,
  keys: readonly string[],
) => Promise<ReadonlyMap<string, Value>>;

export interface KeyedReadsParts {
  readonly store: Store;
  /** Where the tables stand in some topics; undefined: nobody knows. */
  readonly standing: (topics: readonly Topic[]) => Promise<Position | undefined>;
  readonly news: { readonly observations: LogNews; readonly assessments: LogNews };
}

/** Keys that are remembered, over all questions; the one that was used longest ago goes first. */
const REMEMBERED_KEYS = 40_000;
/** Keys that one query asks for: more would keep this thread busy with their rows for too long. */
const KEYS_A_QUERY = 200;

interface Held {
  readonly value: Promise<unknown>;
  /** Set once it is there. */
  known?: { readonly value: unknown };
  readonly position: Position;
  /** What its topic's news had counted to. */
  readonly count: number;
}

/** Remembers answers key by key. */
export function createKeyedReads({ store, standing, news }: KeyedReadsParts): KeyedReads {
  const remembered = new Map<string, Held>();

  const isOutdated = <Row, Value>(
    question: KeyedQuestion<Row, Value>,
    key: string,
    { position, count, known }: Held,
  ): boolean => {
    if (news[question.topic].isUntouched(key, count)) return false;
    const subjects = [key];
    const changed = news[question.topic].changedSince(position, { ...question.scope, subjects });
    if (changed?.size === 0) return false;
    if (changed === undefined || question.scopeOf === undefined || known === undefined) return true;
    const narrowed = question.scopeOf(known.value as Value);
    return news[question.topic].changedSince(position, { ...narrowed, subjects })?.size !== 0;
  };
  const keep = (place: string, held: Held): void => {
    remembered.delete(place);
    remembered.set(place, held);
    held.value.then(
      (value) => (held.known = { value }),
      () => remembered.get(place) === held && remembered.delete(place),
    );
  };
  const forgetOldest = (): void => {
    for (const oldest of remembered.keys()) {
      if (remembered.size <= REMEMBERED_KEYS) return;
      remembered.delete(oldest);
    }
  };

  return async <Row, Value>(question: KeyedQuestion<Row, Value>, keys: readonly string[]) => {
    const wanted = [...new Set(keys)];
    const position = await standing([question.topic]);
    if (position === undefined) return answersOf(store, question, wanted);
    const count = news[question.topic].count();
    const values = new Map<string, Promise<unknown>>();
    const missing: string[] = [];
    for (const key of wanted) {
      const place = `${question.name} ${key}`;
      const held = remembered.get(place);
      if (held === undefined || isOutdated(question, key, held)) missing.push(key);
      else {
        values.set(key, held.value);
        remembered.delete(place);
        remembered.set(place, held);
      }
    }
    let before: Promise<unknown> = Promise.resolve();
    for (let from = 0; from < missing.length; from += KEYS_A_QUERY) {
      const part = missing.slice(from, from + KEYS_A_QUERY);
      // One query after the other: many at once would leave nothing of the engine to others.
      const answers = before.then(() => answersOf(store, question, part));
      before = answers.catch(() => undefined);
      for (const key of part) {
        const value = answers.then((all) => all.get(key));
        values.set(key, value);
        keep(`${question.name} ${key}`, { value, position, count });
      }
    }
    forgetOldest();
    const entries = await Promise.all([...values].map(async ([key, value]) => [key, await value] as const));
    return new Map(entries as readonly (readonly [string, Value])[]);
  };
}

async function answersOf<Row, Value>(
  store: Store,
  question: KeyedQuestion<Row, Value>,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Value>> {
  if (keys.length === 0) return new Map();
  const rows = await store.query(question.ask(keys));
  const byKey = Map.groupBy(rows, question.keyOf);
  return new Map(keys.map((key) => [key, question.valueOf(byKey.get(key) ?? [], key)]));
}

import type { ObservationKind, Position } from "@milepost/contracts";
import { OBSERVATION_KINDS } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";

/** Which observations an answer depends on; what is absent is not restricted. */
export interface ObservationScope {
  readonly kpis?: readonly string[];
  readonly kinds?: readonly ObservationKind[];
}

/** Knows which KPIs got observations from which place of the log on. */
export interface ObservationNews {
  /** Takes in what stands in the log below a position. */
  takeIn(to: Position): Promise<void>;
  /** The KPIs of a scope with a record at or above a position, among what was taken in; undefined: it cannot tell. */
  changedSince(position: Position, scope: ObservationScope): ReadonlySet<string> | undefined;
}

/** Reading more records than this at once costs more than asking the database again. */
const MOST_RECORDS = 5_000;

/**
 * Reads keys and kinds of the observations that arrive between two requests. A later record never changes which of
 * the earlier ones count, so only the KPI and kind that it speaks of can have a new answer.
 */
export function createObservationNews(log: Pick<EventLog, "read">): ObservationNews {
  /** Where the last record of a KPI's kind stands: KPI → `<partition key> <kind>` → offset. */
  const last = new Map<string, Map<string, number>>();
  /** What stands below was not read. */
  const unread = new Map<string, number>();
  const taken = new Map<string, number>();
  let passes: Promise<void> = Promise.resolve();

  const note = (key: string, record: LogRecord): void => {
    const kpi = record.key.split("/", 1)[0] ?? "";
    const held = last.get(kpi) ?? new Map<string, number>();
    last.set(kpi, held);
    for (const kind of kindsOf(record.value)) held.set(`${key} ${kind}`, record.offset);
  };
  const pass = async (to: Position): Promise<void> => {
    const news = Object.entries(to).filter(([key, end]) => end > (taken.get(key) ?? 0));
    const count = news.reduce((sum, [key, end]) => sum + end - (taken.get(key) ?? 0), 0);
    for (const [key, end] of news) {
      if (count > MOST_RECORDS) unread.set(key, end);
      else {
        const partition = Number(key.slice(key.lastIndexOf("/") + 1));
        const from = taken.get(key) ?? 0;
        for await (const records of log.read({ topic: "observations", partition, from, to: end }))
          for (const record of records) note(key, record);
      }
      taken.set(key, end);
    }
  };
  const changed = (kpi: string, position: Position, kinds: readonly string[]): boolean =>
    Object.entries(position).some(([key, from]) =>
      kinds.some((kind) => (last.get(kpi)?.get(`${key} ${kind}`) ?? -1) >= from),
    );

  return {
    takeIn: (to) => {
      const done = passes.then(() => pass(to));
      passes = done.catch(() => undefined);
      return done;
    },
    changedSince: (position, { kpis, kinds = OBSERVATION_KINDS }) => {
      if (Object.entries(position).some(([key, from]) => from < (unread.get(key) ?? 0))) return undefined;
      return new Set([...(kpis ?? last.keys())].filter((kpi) => changed(kpi, position, kinds)));
    },
  };
}

/** The kinds that a stored event may speak of: all of them where it does not say it plainly. */
function kindsOf(value: unknown): readonly string[] {
  const kind = (value as { readonly data?: { readonly kind?: unknown } } | null | undefined)?.data?.kind;
  return OBSERVATION_KINDS.some((known) => known === kind) ? [kind as string] : OBSERVATION_KINDS;
}

import type { ObservationEventRow } from "./queries/observation-events.ts";

/** What became of an event: it counts, repeats one that counts, or is kept apart. */
export type Standing = "accepted" | "duplicate" | "other_payload" | "other_source";

export interface JudgedEvent extends ObservationEventRow {
  readonly standing: Standing;
}

/**
 * Says of all events of some KPIs which count, as the views do (`views/judged-observations.ts`): a question about one
 * KPI costs the database more to plan than to answer, so it only reads. The events may come in any order and repeat
 * each other; what comes back is in the log's order, each event once.
 */
export function judgeEvents(events: readonly ObservationEventRow[]): readonly JudgedEvent[] {
  const bySeries = Map.groupBy(events, ({ kpi, series }) => `${kpi} ${series}`);
  return [...bySeries.values()].flatMap((ofSeries) => judgeSeries(inLogOrder(ofSeries)));
}

/** All events of a series stand in one partition, so their offsets are their order. */
function inLogOrder(events: readonly ObservationEventRow[]): readonly ObservationEventRow[] {
  return events
    .toSorted((left, right) => left.log_offset - right.log_offset)
    .filter((event, index, sorted) => event.log_offset !== sorted[index - 1]?.log_offset);
}

/** A series' source is the one that the plan named when the event was appended, else that of its first accepted event. */
function judgeSeries(events: readonly ObservationEventRow[]): readonly JudgedEvent[] {
  const first = events.find(({ source, plan_source: named }) => named === "" || named === source)?.source;
  /** Payload that holds an id of a source. */
  const held = new Map<string, string>();
  return events.map((event) => {
    const { source, plan_source: named, id, payload } = event;
    if (source !== (named === "" ? first : named)) return { ...event, standing: "other_source" };
    const key = `${source} ${id}`;
    const before = held.get(key);
    if (before === undefined) {
      held.set(key, payload);
      return { ...event, standing: "accepted" };
    }
    return { ...event, standing: before === payload ? "duplicate" : "other_payload" };
  });
}

/** The period that an event speaks of, with its series and kind. */
export function periodKey({ kpi, series, kind, grain, period_start: start }: ObservationEventRow): string {
  return `${kpi} ${kind} ${grain} ${start} ${series}`;
}

/** Of accepted events those of the greatest time, then offset, one a period, with how many there are of the period. */
export function currentReadings<Event extends ObservationEventRow>(
  accepted: readonly Event[],
): readonly (Event & { readonly version: number })[] {
  return [...Map.groupBy(accepted, periodKey).values()].flatMap((readings) => {
    const [first, ...others] = readings;
    if (first === undefined) return [];
    const current = others.reduce((held, one) => (isNewer(one, held) ? one : held), first);
    return [{ ...current, version: readings.length }];
  });
}

/** Instants are written alike, so that their texts compare as they do. */
function isNewer(one: ObservationEventRow, other: ObservationEventRow): boolean {
  return one.time > other.time || (one.time === other.time && one.log_offset > other.log_offset);
}

/** A value that changed after its period was over. */
export interface Restated<Event> {
  readonly before: Event;
  readonly after: Event;
}

/** The restatements among accepted events, as the view `restatements` tells them, in the log's order. */
export function restatedAmong<Event extends ObservationEventRow>(
  accepted: readonly Event[],
): readonly Restated<Event>[] {
  return [...Map.groupBy(accepted, periodKey).values()].flatMap((readings) => {
    const restated: Restated<Event>[] = [];
    let before: Event | undefined;
    for (const after of readings.toSorted((left, right) => left.log_offset - right.log_offset)) {
      if (before !== undefined && after.time < before.time) continue;
      const isLate = after.known_at > after.period_ends_at;
      if (before !== undefined && isLate && after.value !== before.value) restated.push({ before, after });
      before = after;
    }
    return restated;
  });
}

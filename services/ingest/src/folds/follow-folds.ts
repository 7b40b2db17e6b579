import type { EventOfType, FoldCompletedData, Position } from "@milepost/contracts";
import { followTopic } from "@milepost/event-log";
import type { EventLog } from "@milepost/event-log";
import type { FoldMoment } from "./fold-identity.ts";

type Started = EventOfType<"milepost.fold.started.v1">;

/** Where folds stand, as the log tells it: every instance counts the same moments. */
export interface FoldReader {
  /** The newest moment; undefined before the first one. */
  moment(): FoldMoment | undefined;
  /** Up to where a stream is known to have news. */
  newsOf(stream: string): Position;
  /** The newest fold of a KPI that was completed. */
  completed(kpi: string): FoldCompletedData | undefined;
  caughtUp(): Promise<void>;
  close(): Promise<void>;
}

/** Follows the folds of the runs topic. */
export async function followFolds(log: EventLog): Promise<FoldReader> {
  const completed = new Map<string, FoldCompletedData>();
  const news = new Map<string, Position>();
  let at = Number.NEGATIVE_INFINITY;
  let position: Position | undefined;
  const start = ({ time, recordedtime = time, data }: Started): void => {
    at = Math.max(Date.parse(recordedtime), at + 1);
    position = furthest(position ?? {}, data.position);
    for (const stream of data.streams) news.set(stream, furthest(news.get(stream) ?? {}, data.position));
  };
  const complete = (fold: FoldCompletedData): void => {
    const before = completed.get(fold.kpi);
    // One that was taken for dead may tell its end late.
    if (before === undefined || Date.parse(fold.at) >= Date.parse(before.at)) completed.set(fold.kpi, fold);
  };
  const follower = await followTopic(log, {
    topics: ["runs"],
    onEvents: (batch) => {
      for (const { event } of batch) {
        if (event.type === "milepost.fold.started.v1") start(event);
        else if (event.type === "milepost.fold.completed.v1") complete(event.data);
      }
    },
  });
  return {
    moment: () => (position === undefined ? undefined : { at, position }),
    newsOf: (stream) => news.get(stream) ?? {},
    completed: (kpi) => completed.get(kpi),
    caughtUp: () => follower.caughtUp(),
    close: () => follower.close(),
  };
}

function furthest(one: Position, other: Position): Position {
  const places = Object.entries(other).map(([place, offset]) => [place, Math.max(offset, one[place] ?? 0)]);
  return { ...one, ...Object.fromEntries(places) };
}

import type { Position, Topic } from "@milepost/contracts";
import type { EventLog, LogRecord } from "@milepost/event-log";
import { createNotedTouches } from "./noted-touches.ts";
import type { Touch, TouchScope } from "./noted-touches.ts";

/** Knows what was touched from which place of the log on. */
export interface LogNews {
  /** Takes in what stands in the topic below a position. */
  takeIn(to: Position): Promise<void>;
  /** The subjects of a scope that were touched at or above a position, among what was taken in; undefined: it cannot tell. */
  changedSince(position: Position, scope: TouchScope): ReadonlySet<string> | undefined;
  /** The earliest first date of a period that was ever taken in of a kind; undefined: there was none. */
  earliest(kind: string): string | undefined;
  /** Counts up with everything that is taken in, once all of it is. */
  count(): number;
  /** True when nothing was taken in since a count that could matter to a subject in any way. */
  isUntouched(subject: string, count: number): boolean;
  /** True when nothing was taken in since a count that could be of one of these kinds; of any, where none are named. */
  isQuiet(kinds: readonly string[] | undefined, count: number): boolean;
}

/** Reading more records than this at once costs more than asking the database again. */
const MOST_RECORDS = 5_000;

/**
 * Reads what arrives in a topic between two requests, and keeps a few words of each subject's newest records. A later
 * record never changes which of the earlier ones count, so only what it speaks of can have a new answer.
 */
export function createLogNews(
  log: Pick<EventLog, "read">,
  topic: Topic,
  touchesOf: (record: LogRecord) => readonly Touch[],
): LogNews {
  const noted = createNotedTouches();
  /** What stands below was not read. */
  const unread = new Map<string, number>();
  const taken = new Map<string, number>();
  /** Passes that ended. What the next one reads is noted as its own: whoever counts while it reads has not seen it. */
  let passes = 0;
  /** The last pass that read nothing, since there was too much: whatever stands there may be about anything. */
  let lastJump = 0;
  let running: Promise<void> = Promise.resolve();

  const readFrom = async (place: string, to: number): Promise<void> => {
    const partition = Number(place.slice(place.lastIndexOf("/") + 1));
    for await (const batch of log.read({ topic, partition, from: taken.get(place) ?? 0, to }))
      for (const record of batch)
        for (const touch of touchesOf(record))
          noted.note(touch, { place, offset: record.offset, pass: passes + 1 });
  };
  const pass = async (to: Position): Promise<void> => {
    const news = Object.entries(to).filter(([place, end]) => end > (taken.get(place) ?? 0));
    if (news.length === 0) return;
    const records = news.reduce((sum, [place, end]) => sum + end - (taken.get(place) ?? 0), 0);
    if (records > MOST_RECORDS) lastJump = passes + 1;
    for (const [place, end] of news) {
      if (records > MOST_RECORDS) unread.set(place, end);
      else await readFrom(place, end);
      taken.set(place, end);
    }
    passes += 1;
  };

  return {
    takeIn: (to) => {
      const done = running.then(() => pass(to));
      running = done.catch(() => undefined);
      return done;
    },
    changedSince: (position, scope) => {
      if (Object.entries(position).some(([place, from]) => from < (unread.get(place) ?? 0))) return undefined;
      if (noted.isTouched(null, position, scope)) return undefined;
      const changed = new Set<string>();
      for (const subject of scope.subjects ?? noted.subjects())
        if (subject !== null && noted.isTouched(subject, position, scope)) changed.add(subject);
      return changed;
    },
    earliest: (kind) => noted.earliest(kind),
    count: () => passes,
    isUntouched: (subject, since) =>
      Math.max(lastJump, noted.lastOfSubject(subject), noted.lastOfSubject(null)) <= since,
    isQuiet: (kinds, since) =>
      lastJump <= since && [...(kinds ?? noted.kinds())].every((kind) => noted.lastOfKind(kind) <= since),
  };
}

import type { LeadTestedData, MilepostEvent } from "@milepost/contracts";

/** Between what a verdict rests on and the how many-th of its link it is. */
const NUMBER = "~";

/** A test of a link, with the id of the event that told it. */
export interface KnownLeadTest {
  readonly id: string;
  readonly data: LeadTestedData;
}

/** The same with its place: in its topic, and among those of its link. */
interface NumberedTest extends KnownLeadTest {
  readonly offset: number;
  readonly number: number;
}

/** Tests of one link that are kept: of a moment before the oldest nothing is known. */
const MOST_KEPT = 100;

/** Which tests are looked at: those that could be known at an instant (epoch milliseconds), below an offset of their topic. */
interface TestsThen {
  readonly asOf: number;
  readonly below: number;
}

/** The tests of each link, as the log has them. */
export interface LeadState {
  /** Takes an event in, with its offset. */
  take(event: MilepostEvent, offset?: number): void;
  /** The newest test, or the newest of a moment of the past. */
  test(link: string, then?: TestsThen): KnownLeadTest | undefined;
  /** The id under which a verdict is told; undefined: its link's newest one rests on the same. */
  nextId(link: string, basis: string): string | undefined;
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createLeadState(): LeadState {
  const tests = new Map<string, readonly NumberedTest[]>();
  const newest = (link: string): NumberedTest | undefined => tests.get(link)?.at(-1);
  return {
    take: (event, offset = 0) => {
      if (event.type !== "milepost.lead.tested.v1") return;
      const link = `${event.data.lead}/${event.data.follower}`;
      const before = newest(link);
      if (before?.id === event.id) return;
      const one = { id: event.id, data: event.data, offset, number: (before?.number ?? 0) + 1 };
      tests.set(link, [...(tests.get(link) ?? []), one].slice(-MOST_KEPT));
    },
    test: (link, then) => {
      if (then === undefined) return newest(link);
      const isSeen = ({ data, offset }: NumberedTest): boolean =>
        offset < then.below && Date.parse(data.asOf) <= then.asOf;
      return tests.get(link)?.findLast(isSeen);
    },
    nextId: (link, basis) => {
      const before = newest(link);
      if (before === undefined) return basis;
      const [told] = before.id.split(NUMBER);
      // A value that is corrected and taken back rests on what an older verdict rested on: it is told anew all the same.
      return told === basis ? undefined : `${basis}${NUMBER}${before.number + 1}`;
    },
  };
}

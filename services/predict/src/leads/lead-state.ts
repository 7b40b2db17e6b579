import type { LeadTestedData, MilepostEvent } from "@milepost/contracts";

/** Between what a verdict rests on and the how many-th of its link it is. */
const NUMBER = "~";

/** A test of a link, with the id of the event that told it. */
export interface KnownLeadTest {
  readonly id: string;
  readonly data: LeadTestedData;
}

/** The newest test of each link, as the log has it. */
export interface LeadState {
  take(event: MilepostEvent): void;
  test(link: string): KnownLeadTest | undefined;
  /** The id under which a verdict is told; undefined: its link's newest one rests on the same. */
  nextId(link: string, basis: string): string | undefined;
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createLeadState(): LeadState {
  const newest = new Map<string, KnownLeadTest & { readonly number: number }>();
  return {
    take: (event) => {
      if (event.type !== "milepost.lead.tested.v1") return;
      const link = `${event.data.lead}/${event.data.follower}`;
      const before = newest.get(link);
      if (before?.id === event.id) return;
      newest.set(link, { id: event.id, data: event.data, number: (before?.number ?? 0) + 1 });
    },
    test: (link) => newest.get(link),
    nextId: (link, basis) => {
      const before = newest.get(link);
      if (before === undefined) return basis;
      const [told] = before.id.split(NUMBER);
      // A value that is corrected and taken back rests on what an older verdict rested on: it is told anew all the same.
      return told === basis ? undefined : `${basis}${NUMBER}${before.number + 1}`;
    },
  };
}

import type { LeadTestedData, MilepostEvent } from "@milepost/contracts";

/** A test of a link, with the id of the event that told it. */
export interface KnownLeadTest {
  readonly id: string;
  readonly data: LeadTestedData;
}

/** The newest test of each link, as the log has it. */
export interface LeadState {
  take(event: MilepostEvent): void;
  /** Id of the event that told it; undefined: it was never tested. */
  newest(link: string): string | undefined;
  test(link: string): KnownLeadTest | undefined;
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createLeadState(): LeadState {
  const newest = new Map<string, KnownLeadTest>();
  return {
    take: (event) => {
      if (event.type === "milepost.lead.tested.v1")
        newest.set(`${event.data.lead}/${event.data.follower}`, { id: event.id, data: event.data });
    },
    newest: (link) => newest.get(link)?.id,
    test: (link) => newest.get(link),
  };
}

import type { MilepostEvent } from "@milepost/contracts";

/** The newest test of each link, as the log has it. */
export interface LeadState {
  take(event: MilepostEvent): void;
  /** Id of the event that told it; undefined: it was never tested. */
  newest(link: string): string | undefined;
}

/** Opens an empty state; everything in it can be read from the log again. */
export function createLeadState(): LeadState {
  const newest = new Map<string, string>();
  return {
    take: (event) => {
      if (event.type === "milepost.lead.tested.v1")
        newest.set(`${event.data.lead}/${event.data.follower}`, event.id);
    },
    newest: (link) => newest.get(link),
  };
}

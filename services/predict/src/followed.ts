import type { FollowOptions } from "@milepost/event-log";
import { createPlanHistory, evolvePeople } from "@milepost/plan";
import type { People, PlanHistory } from "@milepost/plan";
import { createDeliveryState } from "./delivery/delivery-state.ts";
import type { DeliveryState } from "./delivery/delivery-state.ts";
import { createLeadState } from "./leads/lead-state.ts";
import type { LeadState } from "./leads/lead-state.ts";
import { createReviewState } from "./reviews/review-state.ts";
import type { ReviewState } from "./reviews/review-state.ts";
import { createGoalEvents } from "./silence/goal-events.ts";
import type { GoalEvents } from "./silence/goal-events.ts";
import { createLedger } from "./ledger.ts";
import type { Ledger } from "./ledger.ts";

/** What predict keeps in memory of the topics that it follows. */
export interface Followed {
  readonly ledger: Ledger;
  readonly deliveries: DeliveryState;
  readonly leads: LeadState;
  readonly reviews: ReviewState;
  readonly goalEvents: GoalEvents;
  readonly strategy: PlanHistory;
  readonly people: () => People;
  /** Takes events of one topic in. */
  readonly take: FollowOptions["onEvents"];
  /** Calls the listener after anything was taken in; returns what ends it. */
  readonly onNews: (listener: () => void) => () => void;
}

/** Opens it empty. */
export function createFollowed(kept: number | undefined, modelVersion: string | undefined): Followed {
  const ledger = createLedger(kept, modelVersion);
  const deliveries = createDeliveryState();
  const leads = createLeadState();
  const reviews = createReviewState();
  const goalEvents = createGoalEvents();
  const strategy = createPlanHistory();
  const listeners = new Set<() => void>();
  let people: People = new Map();
  return {
    ledger,
    deliveries,
    leads,
    reviews,
    goalEvents,
    strategy,
    people: () => people,
    take: (events) => {
      const [first] = events;
      const bare = events.map(({ event }) => event);
      if (first?.record.topic === "assessments") {
        ledger.take(events);
        for (const { event, record } of events) {
          deliveries.take(event);
          leads.take(event, record.offset);
          reviews.take(event, record.offset);
          goalEvents.take(event);
        }
      } else if (first?.record.topic === "people") people = evolvePeople(people, bare);
      else {
        strategy.take(events.map(({ event, record }) => ({ event, offset: record.offset })));
        for (const event of bare) goalEvents.take(event);
      }
      for (const listener of listeners) listener();
    },
    onNews: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { followTopic } from "@milepost/event-log";
import { createPlanHistory } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";

const STRATEGY = "strategy/0";

/** The plan at any position of the log. */
export interface Plans {
  /** The plan as the records below the position tell it. */
  at(position: Position): Promise<PlanState>;
  close(): Promise<void>;
}

/** Follows the strategy topic and keeps its history; resolves once what stands there now was taken in. */
export async function followPlans(log: EventLog): Promise<Plans> {
  const history = createPlanHistory();
  let taken = 0;
  const follower = await followTopic(log, {
    topics: ["strategy"],
    onEvents: (events) => {
      history.take(events.map(({ event, record }) => ({ event, offset: record.offset })));
      taken = (events.at(-1)?.record.offset ?? taken - 1) + 1;
    },
  });
  return {
    at: async (position) => {
      const offset = position[STRATEGY] ?? 0;
      // Records that are no event are never taken, so that this may ask once more than it must.
      if (taken < offset) await follower.caughtUp();
      return history.below(offset);
    },
    close: () => follower.close(),
  };
}

import { addDuration } from "@milepost/contracts";
import type { JobQueue } from "@milepost/jobs";
import type { PlanState } from "@milepost/plan";

const SHORTEST_EVERY_MS = 10_000;

/** Runs again and again what the plan wants so. */
export interface Schedule {
  /** Takes the plan's wishes over; a connector that is new to the schedule runs at once. */
  follow(state: PlanState): void;
}

/** Opens an empty schedule over a queue. */
export function createSchedule<Job>(queue: JobQueue<Job>, jobOf: (connector: string) => Job): Schedule {
  const scheduled = new Map<string, string>();
  return {
    follow: ({ connectors }) => {
      const gone = [...scheduled.keys()].filter((id) => connectors.get(id)?.definition.every === undefined);
      for (const id of gone) {
        scheduled.delete(id);
        void queue.unschedule(id);
      }
      for (const [id, { definition }] of connectors) {
        const { every } = definition;
        if (every === undefined || scheduled.get(id) === every) continue;
        scheduled.set(id, every);
        void queue.every({ id, everyMs: everyMs(every), payload: jobOf(id) });
        void queue.add(jobOf(id));
      }
    },
  };
}

function everyMs(every: string): number {
  return Math.max(SHORTEST_EVERY_MS, addDuration(0, every, "UTC"));
}

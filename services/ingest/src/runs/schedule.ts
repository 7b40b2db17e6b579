import { addDuration } from "@milepost/contracts";
import type { Connector } from "@milepost/contracts";
import type { JobQueue, When } from "@milepost/jobs";
import type { PlanState } from "@milepost/plan";
import type { Logger } from "@milepost/runtime";

const SHORTEST_EVERY_MS = 10_000;
/** Schedules are set again so often: a queue that was wiped gets them back. */
const REASSERT_MS = 60_000;

/** Runs again and again what the plan wants so. */
export interface Schedule {
  /** Takes the plan's wishes over soon; a connector that is new to the schedule runs at once. */
  follow(): void;
  close(): Promise<void>;
}

export interface ScheduleParts<Job> {
  readonly queue: Pick<JobQueue<Job, unknown>, "add" | "schedule" | "unschedule" | "scheduled">;
  readonly jobOf: (connector: string) => Job;
  readonly plan: { state(): PlanState; caughtUp(): Promise<void> };
  readonly logger: Logger;
  readonly reassertMs?: number;
}

/** Keeps the queue's schedules as the plan wants them, whichever instance set them. */
export function keepSchedule<Job>(parts: ScheduleParts<Job>): Schedule {
  const { logger, reassertMs = REASSERT_MS } = parts;
  /** What this instance set last; the queue says what is there at all. */
  const set = new Map<string, string>();
  let passes: Promise<void> = Promise.resolve();
  let isDue = false;
  let closed = false;
  const follow = (): void => {
    if (closed || isDue) return;
    isDue = true;
    passes = passes.then(async () => {
      isDue = false;
      if (closed) return;
      await assertSchedules(parts, set).catch((err: unknown) => {
        logger.warn({ err, reassertMs }, "the connectors' schedules could not be set; trying again");
      });
    });
  };
  const timer = setInterval(follow, reassertMs).unref();
  return {
    follow,
    close: async () => {
      closed = true;
      clearInterval(timer);
      await passes;
    },
  };
}

async function assertSchedules<Job>(
  { queue, jobOf, plan }: ScheduleParts<Job>,
  set: Map<string, string>,
): Promise<void> {
  // In this order: what another instance scheduled before the look is in the plan that is known after it.
  const there = new Set(await queue.scheduled());
  await plan.caughtUp();
  const wanted = wantedSchedules(plan.state());
  for (const id of there) {
    if (wanted.has(id)) continue;
    set.delete(id);
    await queue.unschedule(id);
  }
  for (const [id, when] of wanted) {
    const text = JSON.stringify(when);
    if (there.has(id) && set.get(id) === text) continue;
    await queue.schedule({ id, when, payload: jobOf(id) });
    set.set(id, text);
    if (!there.has(id)) await queue.add(jobOf(id));
  }
}

function wantedSchedules(state: PlanState): ReadonlyMap<string, When> {
  const zone = state.calendars.get("default")?.definition.timeZone ?? "UTC";
  return new Map(
    [...state.connectors.values()].flatMap(({ id, definition }) => {
      const when = whenOf(definition, zone);
      return when === undefined ? [] : [[id, when] as const];
    }),
  );
}

function whenOf({ every, cron, timeZone }: Connector, zone: string): When | undefined {
  if (cron !== undefined) return { cron, timeZone: timeZone ?? zone };
  if (every === undefined) return undefined;
  return { everyMs: Math.max(SHORTEST_EVERY_MS, addDuration(0, every, "UTC")) };
}

import { addDuration } from "@milepost/contracts";
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
  const memory: Memory = { set: new Map(), refused: new Map() };
  let passes: Promise<void> = Promise.resolve();
  let isDue = false;
  let closed = false;
  const follow = (): void => {
    if (closed || isDue) return;
    isDue = true;
    passes = passes.then(async () => {
      isDue = false;
      if (closed) return;
      await assertSchedules(parts, memory).catch((err: unknown) => {
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

/** What this instance knows of its schedules, by connector; the queue says what is there at all. */
interface Memory {
  /** What it set last. */
  readonly set: Map<string, string>;
  /** What it could not set, and told of. */
  readonly refused: Map<string, string>;
}

async function assertSchedules<Job>(parts: ScheduleParts<Job>, memory: Memory): Promise<void> {
  const { queue, plan } = parts;
  // In this order: what another instance scheduled before the look is in the plan that is known after it.
  const there = new Set(await queue.scheduled());
  await plan.caughtUp();
  const wanted = wantedSchedules(plan.state());
  for (const id of there) {
    if (wanted.has(id)) continue;
    memory.set.delete(id);
    await queue.unschedule(id);
  }
  for (const [id, wish] of wanted) await assertSchedule({ id, wish, isThere: there.has(id) }, parts, memory);
}

interface Wanted {
  readonly id: string;
  readonly wish: Wish;
  readonly isThere: boolean;
}

/** One that cannot be set, such as a time that an older version took and that never comes, keeps no other one back. */
async function assertSchedule<Job>(
  { id, wish, isThere }: Wanted,
  { queue, jobOf, logger }: ScheduleParts<Job>,
  { set, refused }: Memory,
): Promise<void> {
  const text = JSON.stringify(wish);
  if (isThere && set.get(id) === text) return;
  try {
    await queue.schedule({ id, when: whenOf(wish), payload: jobOf(id) });
  } catch (err) {
    if (refused.get(id) === text) return;
    refused.set(id, text);
    logger.warn(
      { err, connector: id, ...wish },
      "a connector's schedule could not be set; it does not run by itself",
    );
    return;
  }
  refused.delete(id);
  set.set(id, text);
  if (!isThere) await queue.add(jobOf(id));
}

/** When a connector is to run by itself, as the plan says it. */
type Wish = { readonly every: string } | { readonly cron: string; readonly timeZone: string };

function wantedSchedules(state: PlanState): ReadonlyMap<string, Wish> {
  const zone = state.calendars.get("default")?.definition.timeZone ?? "UTC";
  return new Map(
    [...state.connectors.values()].flatMap(({ id, definition }): readonly (readonly [string, Wish])[] => {
      const { every, cron, timeZone = zone } = definition;
      if (cron !== undefined) return [[id, { cron, timeZone }]];
      return every === undefined ? [] : [[id, { every }]];
    }),
  );
}

function whenOf(wish: Wish): When {
  if ("cron" in wish) return wish;
  return { everyMs: Math.max(SHORTEST_EVERY_MS, addDuration(0, wish.every, "UTC")) };
}

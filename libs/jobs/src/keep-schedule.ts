import type { JobQueue, JobSchedule } from "./index.ts";
import type { Logger } from "@milepost/runtime";

/** A schedule is set again this often: wiping Redis takes it away. */
const SET_AGAIN_EVERY_MS = 60_000;

/** Sets a schedule, and sets it again and again until the returned function is called; other processes do the same. */
export async function keepSchedule<Payload>(
  queue: Pick<JobQueue<Payload, unknown>, "schedule">,
  schedule: JobSchedule<Payload>,
  logger: Logger,
): Promise<() => void> {
  await queue.schedule(schedule);
  let isSaid = false;
  const timer = setInterval(() => {
    queue
      .schedule(schedule)
      .then(() => {
        if (isSaid) logger.info({ id: schedule.id }, "a schedule is set again");
        isSaid = false;
      })
      .catch((error: unknown) => {
        if (!isSaid) logger.warn({ err: error, id: schedule.id }, "a schedule was not set again");
        isSaid = true;
      });
  }, SET_AGAIN_EVERY_MS).unref();
  return () => clearInterval(timer);
}

import { MilepostError } from "@milepost/runtime";
import type { JobHandler, JobQueue, Jobs } from "./index.ts";

type Open = <Payload, Result>(handler: JobHandler<Payload, Result>) => JobQueue<Payload, Result>;

/** The queues of one `Jobs`: a name is there once at a time, and all of them are closed together. */
export interface RegisteredQueues extends Pick<Jobs, "register" | "close"> {
  isClosed(): boolean;
}

/** Opens queues by `open` as they are registered. */
export function registeredQueues(open: Open): RegisteredQueues {
  const queues = new Map<string, { close(): Promise<void> }>();
  let closing: Promise<void> | undefined;
  return {
    register: <Payload, Result = void>(handler: JobHandler<Payload, Result>): JobQueue<Payload, Result> => {
      const { name } = handler;
      if (closing !== undefined) throw new MilepostError("aborted", "Jobs are closed");
      if (queues.has(name)) throw new MilepostError("conflict", `Queue "${name}" is registered already`);
      const queue = open(handler);
      queues.set(name, queue);
      const close = async (): Promise<void> => {
        await queue.close();
        if (queues.get(name) === queue) queues.delete(name);
      };
      return { ...queue, close };
    },
    isClosed: () => closing !== undefined,
    close: () =>
      (closing ??= Promise.all([...queues.values()].map((queue) => queue.close())).then(() => undefined)),
  };
}

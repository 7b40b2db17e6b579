import type { EventLog } from "@milepost/event-log";
import type { Readiness } from "@milepost/runtime";

/** Fewer failures in a row are a hiccup, such as a partition that changes its leader. */
const NOT_READY_AFTER = 5;

/** The same log; the process is not ready while one of its consumers gets no records. */
export function withLogReadiness(log: EventLog, readiness: Readiness): EventLog {
  const parts = new Set<string>();
  return {
    ...log,
    consume: (options) => {
      const part = `consumer ${options.group}`;
      parts.add(part);
      return log.consume({
        ...options,
        onTrouble: (trouble) => {
          if (trouble === undefined) readiness.release(part);
          else if (trouble.failures >= NOT_READY_AFTER) readiness.hold(part, trouble.reason);
          options.onTrouble?.(trouble);
        },
      });
    },
    close: async () => {
      await log.close();
      for (const part of parts) readiness.release(part);
    },
  };
}

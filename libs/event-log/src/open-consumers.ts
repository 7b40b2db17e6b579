import { MilepostError } from "@milepost/runtime";
import type { Consumer } from "./index.ts";

/** The consumers that a log has open: one a group. */
export interface OpenConsumers {
  /** Starts a group's consumer; throws `conflict` while the group has one. */
  add(group: string, start: () => Consumer): Consumer;
  /** Closes them all. */
  close(): Promise<void>;
}

/** None yet. */
export function createOpenConsumers(): OpenConsumers {
  const open = new Map<string, Consumer>();
  return {
    add: (group, start) => {
      if (open.has(group)) {
        throw new MilepostError("conflict", `Group "${group}" has a consumer in this process already`);
      }
      const consumer = start();
      open.set(group, consumer);
      return {
        waitFor: (position) => consumer.waitFor(position),
        close: async () => {
          await consumer.close();
          if (open.get(group) === consumer) open.delete(group);
        },
      };
    },
    close: async () => {
      await Promise.all([...open.values()].map((consumer) => consumer.close()));
    },
  };
}

import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import { temporaryFolder } from "./temporary-folder.ts";

/** A log in a folder of its own. */
export interface TestLog {
  readonly log: EventLog;
  /** Everything in a topic, partition by partition. */
  events(topic: Topic): Promise<readonly MilepostEvent[]>;
  /** Closes the log and removes its folder. */
  close(): Promise<void>;
}

/** Opens an empty embedded log that is gone after the test. */
export async function openTestLog(): Promise<TestLog> {
  const folder = temporaryFolder();
  const log = await openEmbeddedLog({ dir: folder.path, prefix: "test", logger: silentLogger() });
  return {
    log,
    events: async (topic) => {
      const events: MilepostEvent[] = [];
      for (const key of Object.keys(await log.end([topic]))) {
        const partition = Number(key.slice(topic.length + 1));
        for await (const records of log.read({ topic, partition, from: 0, to: Number.MAX_SAFE_INTEGER })) {
          events.push(...records.map(({ value }) => value as MilepostEvent));
        }
      }
      return events;
    },
    close: async () => {
      await log.close();
      folder.remove();
    },
  };
}

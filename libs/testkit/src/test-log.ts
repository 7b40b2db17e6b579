import type { MilepostEvent, Topic } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { openEmbeddedLog } from "@milepost/event-log/embedded-log";
import { silentLogger } from "@milepost/runtime";
import { temporaryFolder } from "./temporary-folder.ts";

/** Topic prefix of the logs that tests open. */
export const TEST_PREFIX = "test";

/** A log in a folder of its own. */
export interface TestLog {
  readonly log: EventLog;
  /** Opens the same files once more, as another process does; it is closed with the log. */
  another(): Promise<EventLog>;
  /** Folder of the files. */
  readonly dir: string;
  /** Everything in a topic, partition by partition. */
  events(topic: Topic): Promise<readonly MilepostEvent[]>;
  /** Closes the log and removes its folder. */
  close(): Promise<void>;
}

/** Opens an empty embedded log that is gone after the test. */
export async function openTestLog(): Promise<TestLog> {
  const folder = temporaryFolder();
  const open = (): Promise<EventLog> =>
    openEmbeddedLog({ dir: folder.path, prefix: TEST_PREFIX, logger: silentLogger() });
  const log = await open();
  const others: EventLog[] = [];
  return {
    log,
    dir: folder.path,
    another: async () => {
      const other = await open();
      others.push(other);
      return other;
    },
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
      for (const one of [...others, log]) await one.close();
      folder.remove();
    },
  };
}

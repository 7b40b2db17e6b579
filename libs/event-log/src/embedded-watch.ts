import type { Position, Topic } from "@milepost/contracts";

/** How often the files are looked at for another process' appends. */
const POLL_INTERVAL_MS = 200;

/** Tells listeners of appends: this process' own at once, another's within the poll interval. */
export interface EmbeddedWatch {
  watch(topics: readonly Topic[], listener: () => void): () => void;
  /** Says that this process appended to the topics. */
  notify(topics: ReadonlySet<Topic>): void;
  close(): void;
}

interface Watcher {
  readonly topics: readonly Topic[];
  readonly listener: () => void;
}

/** `readEnd` gives the first unwritten offset of every partition. */
export function createEmbeddedWatch(readEnd: () => Position): EmbeddedWatch {
  const watchers = new Set<Watcher>();
  let known: Position = {};
  let timer: NodeJS.Timeout | undefined;

  const notify = (topics: ReadonlySet<Topic>): void => {
    for (const watcher of watchers) {
      if (watcher.topics.some((topic) => topics.has(topic))) watcher.listener();
    }
  };

  const poll = (): void => {
    const end = readEnd();
    const grown = Object.keys(end).filter((key) => end[key] !== known[key]);
    known = end;
    if (grown.length > 0) notify(new Set(grown.map((key) => key.slice(0, key.lastIndexOf("/")) as Topic)));
  };

  const stopPolling = (): void => {
    clearInterval(timer);
    timer = undefined;
  };

  return {
    watch: (topics, listener) => {
      const watcher: Watcher = { topics, listener };
      watchers.add(watcher);
      timer ??= setInterval(poll, POLL_INTERVAL_MS).unref();
      return () => {
        watchers.delete(watcher);
        if (watchers.size === 0) stopPolling();
      };
    },
    notify,
    close: () => {
      watchers.clear();
      stopPolling();
    },
  };
}

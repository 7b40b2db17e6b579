import { mkdirSync, realpathSync } from "node:fs";
import { open } from "lmdb";
import type { RootDatabase } from "lmdb";

/** Address space reserved for the file; the file itself grows as needed, also past this. */
const MAP_SIZE_BYTES = 16 * 1024 ** 3;
/** A generation has one database a partition and one for offsets; those that are made, live and kept are open together. */
const MAX_DATABASES = 512;

/** One user's hold on the files of a folder. */
export interface SharedRoot {
  readonly root: RootDatabase<string, string>;
  /** Closes the files when nobody else in this process holds them. */
  release(): Promise<void>;
}

interface Held {
  readonly root: RootDatabase<string, string>;
  users: number;
}

/**
 * What this process has open, by real path. A second handle on files would wait for good: opening a database blocks the thread
 * until the write lock is free, and the first handle gives it back only after a callback on this very thread.
 */
const held = new Map<string, Held>();

/** Opens the files of a folder, or shares what this process has open; makes the folder when it is missing. */
export function shareRoot(dir: string): SharedRoot {
  mkdirSync(dir, { recursive: true });
  const path = realpathSync(dir);
  const own = held.get(path) ?? { root: openRoot(path), users: 0 };
  held.set(path, own);
  own.users += 1;
  let released: Promise<void> | undefined;
  return { root: own.root, release: () => (released ??= release(path, own)) };
}

async function release(path: string, own: Held): Promise<void> {
  own.users -= 1;
  if (own.users > 0) return;
  held.delete(path);
  await own.root.close();
}

function openRoot(path: string): RootDatabase<string, string> {
  return open<string, string>({
    path,
    noSubdir: false,
    encoding: "string",
    mapSize: MAP_SIZE_BYTES,
    maxDbs: MAX_DATABASES,
    // Resolved must mean on disk.
    overlappingSync: false,
    // With it, a failed commit also rejects a promise that nobody can reach.
    eventTurnBatching: false,
  });
}

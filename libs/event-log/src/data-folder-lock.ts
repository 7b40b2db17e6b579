import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { MilepostError } from "@milepost/runtime";

const LOCK_FILE = "deployment.lock";
/** Says who holds the lock; only a hint for people, the lock itself is the operating system's. */
const HOLDER_FILE = "deployment.pid";
const SQLITE_BUSY = 5;

/** A data folder that this process alone may use. */
export interface DataFolderLock {
  close(): Promise<void>;
}

/**
 * Takes a data folder for this process; rejects with `data_folder_in_use` when another deployment has it.
 * The lock is an advisory lock of the operating system (taken through SQLite, which Node brings), so it ends with its
 * process however that ends.
 */
export async function lockDataFolder(dir: string): Promise<DataFolderLock> {
  mkdirSync(dir, { recursive: true });
  const database = new DatabaseSync(join(dir, LOCK_FILE), { timeout: 0 });
  try {
    // The journal stays in memory: the file is there to be locked, never to be written.
    database.exec("PRAGMA journal_mode = MEMORY; BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    throw (error as { errcode?: number }).errcode === SQLITE_BUSY ? inUse(dir, error) : error;
  }
  writeFileSync(join(dir, HOLDER_FILE), `${process.pid}\n`);
  let open = true;
  return {
    close: async () => {
      if (open) database.close();
      open = false;
    },
  };
}

function inUse(dir: string, cause: unknown): MilepostError {
  const pid = holder(dir);
  const by = pid === undefined ? "another Milepost" : `another Milepost (process ${pid})`;
  return new MilepostError(
    "data_folder_in_use",
    `The data folder ${dir} is in use by ${by}: stop that one, or set MILEPOST_DATA to another folder`,
    { cause, details: { dir, ...(pid === undefined ? {} : { pid }) } },
  );
}

function holder(dir: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(join(dir, HOLDER_FILE), "utf8"), 10);
    return Number.isNaN(pid) ? undefined : pid;
  } catch {
    return undefined;
  }
}

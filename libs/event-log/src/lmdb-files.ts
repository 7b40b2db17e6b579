import { randomUUID } from "node:crypto";
import { mkdirSync } from "node:fs";
import { TOPICS } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { open } from "lmdb";
import type { Database, RootDatabase } from "lmdb";
import { partitionKey } from "./index.ts";
import type { LogRecord, Partition, Placed } from "./index.ts";
import { firstGeneration, parseGeneration, partitionsOf } from "./log-generation.ts";
import type { LogGeneration } from "./log-generation.ts";
import { decodeRecord } from "./record-text.ts";

/** Address space reserved for the file; the file itself grows as needed, also past this. */
const MAP_SIZE_BYTES = 16 * 1024 ** 3;
const MAX_DATABASES = 64;
/** Key of the control record. */
const LIVE_GENERATION = "generation";

/** The log's LMDB files: one database a partition, one for committed offsets. */
export interface LmdbFiles {
  /** Which generation of the topics is read and written. */
  readonly live: LogGeneration;
  /** Runs an action in one transaction, all or nothing; on disk when it resolves. */
  transact<Result>(action: () => Result): Promise<Result>;
  /** Puts records at the end of their partitions; only inside `transact`. */
  place(records: readonly StoredRecord[]): readonly Placed[];
  /** Sets a group's committed offsets; only inside `transact`. */
  commit(group: string, position: Position): void;
  readRange(partition: Partition, from: number, limit: number): readonly LogRecord[];
  end(topics: readonly Topic[]): Position;
  committed(group: string, topics: readonly Topic[]): Position;
  close(): Promise<void>;
}

/** A record as it will be stored. */
export interface StoredRecord extends Partition {
  readonly stored: string;
}

/** Opens the files, making the folder when it is missing. */
export function openLmdbFiles(dir: string, prefix: string): LmdbFiles {
  const { root, live, partitions, offsets } = openDatabases(dir, prefix);
  const positionOf = (topics: readonly Topic[], offsetOf: (partition: Partition) => number): Position =>
    Object.fromEntries(
      partitionsOf(live, topics).map((partition) => [partitionKey(partition), offsetOf(partition)]),
    );
  const databaseOf = ({ topic, partition }: Partition): Database<string, number> => {
    const database = partitions[topic]?.[partition];
    if (database !== undefined) return database;
    const key = partitionKey({ topic, partition });
    throw new MilepostError("invalid_input", `The log has no partition ${key}`);
  };
  return {
    live,
    transact: (action) => transact(root, dir, action),
    place: (records) => {
      // Read inside the transaction, so no other process can take the same offsets.
      const ends = new Map<Database<string, number>, number>();
      return records.map(({ topic, partition, stored }) => {
        const database = databaseOf({ topic, partition });
        const offset = ends.get(database) ?? endOf(database);
        database.putSync(offset, stored, { append: true });
        ends.set(database, offset + 1);
        return { topic, partition, offset };
      });
    },
    commit: (group, position) => {
      for (const [key, offset] of Object.entries(position)) {
        const committed = Number(offsets.get(`${group}/${key}`) ?? 0);
        // A reader that was left behind by another of its group must not take that one's commits back.
        if (offset > committed) offsets.putSync(`${group}/${key}`, String(offset));
      }
    },
    readRange: ({ topic, partition }, from, limit) => {
      const records: LogRecord[] = [];
      const range = databaseOf({ topic, partition }).getRange({ start: from, limit });
      for (const { key: offset, value } of range) {
        records.push(decodeRecord({ topic, partition, offset }, value));
      }
      return records;
    },
    end: (topics) => {
      // Other processes may have appended since this one's last read.
      root.resetReadTxn();
      return positionOf(topics, (partition) => endOf(databaseOf(partition)));
    },
    committed: (group, topics) => {
      root.resetReadTxn();
      return positionOf(topics, (partition) =>
        Number(offsets.get(`${group}/${partitionKey(partition)}`) ?? 0),
      );
    },
    close: () => root.close(),
  };
}

interface Databases {
  readonly root: RootDatabase<string, string>;
  readonly live: LogGeneration;
  /** Record text by offset, for each partition of a topic. */
  readonly partitions: Readonly<Record<Topic, readonly Database<string, number>[]>>;
  /** Committed offsets, by `<group>/<topic>/<partition>`. */
  readonly offsets: Database<string, string>;
}

function openDatabases(dir: string, prefix: string): Databases {
  try {
    mkdirSync(dir, { recursive: true });
    const root = open<string, string>({
      path: dir,
      noSubdir: false,
      encoding: "string",
      mapSize: MAP_SIZE_BYTES,
      maxDbs: MAX_DATABASES,
      // Resolved must mean on disk.
      overlappingSync: false,
      // With it, a failed commit also rejects a promise that nobody can reach.
      eventTurnBatching: false,
    });
    const database = <Key extends string | number>(name: string): Database<string, Key> =>
      root.openDB<string, Key>(`${prefix}.${name}`, { encoding: "string" });
    const live = liveGeneration(root, database<string>("control"));
    const partitions = TOPICS.map((topic) => [
      topic,
      partitionsOf(live, [topic]).map(({ partition }) =>
        database<number>(`${topic}.g${live.generation}.${partition}`),
      ),
    ]);
    return {
      root,
      live,
      partitions: Object.fromEntries(partitions) as Databases["partitions"],
      offsets: database<string>("offsets"),
    };
  } catch (error) {
    throw unavailable("opened", dir, error);
  }
}

/** What the control record says; a log without one is new, and gets one. */
function liveGeneration(
  root: RootDatabase<string, string>,
  control: Database<string, string>,
): LogGeneration {
  return root.transactionSync(() => {
    const found = control.get(LIVE_GENERATION);
    if (found !== undefined) return parseGeneration(found);
    const first = firstGeneration(randomUUID());
    control.putSync(LIVE_GENERATION, JSON.stringify(first));
    return first;
  });
}

async function transact<Result>(
  root: RootDatabase<string, string>,
  dir: string,
  action: () => Result,
): Promise<Result> {
  try {
    return await root.childTransaction(action);
  } catch (error) {
    const reason = (error as { commitError?: Promise<never> }).commitError;
    const cause: unknown = reason === undefined ? error : await reason.catch((failure: unknown) => failure);
    throw unavailable("written", dir, cause);
  }
}

function unavailable(verb: string, dir: string, cause: unknown): MilepostError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new MilepostError(
    "log_unavailable",
    `The event log in ${dir} cannot be ${verb} (${reason}); check the disk's space and the folder's permissions`,
    { retryable: true, cause, details: { dir } },
  );
}

function endOf(database: Database<string, number>): number {
  for (const offset of database.getKeys({ reverse: true, limit: 1 })) return offset + 1;
  return 0;
}

import { TOPICS } from "@milepost/contracts";
import type { Position, Topic } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import type { Closeable } from "@milepost/runtime";
import type { Database } from "lmdb";
import type { BatchRoom } from "./batch-room.ts";
import { liveOf } from "./generations/log-control.ts";
import { refuseOtherLive } from "./generations/sealed.ts";
import { partitionKey } from "./index.ts";
import type { LogRecord, Partition, Placed } from "./index.ts";
import { openLmdbEnvironment, opening } from "./lmdb-environment.ts";
import type { LmdbEnvironment } from "./lmdb-environment.ts";
import { partitionsOf } from "./log-generation.ts";
import type { LogGeneration } from "./log-generation.ts";
import { decodeRecord } from "./record-text.ts";

/** The log's LMDB files: one database a partition, one for committed offsets. */
export interface LmdbFiles {
  /** Which generation of the topics is read and written: the one that was live when the files were opened. */
  readonly live: LogGeneration;
  /** Number of the generation that is live now. */
  liveNow(): number;
  /** Runs an action in one transaction, all or nothing; on disk when it resolves. */
  transact<Result>(action: () => Result): Promise<Result>;
  /** Puts records at the end of their partitions; only inside `transact`. Refuses while the generation takes no appends. */
  place(records: readonly StoredRecord[]): readonly Placed[];
  /** Sets a group's committed offsets; only inside `transact`. */
  commit(group: string, position: Position): void;
  /** Records from an offset on, as many as there is room for. */
  readRange(partition: Partition, from: number, room: BatchRoom): readonly LogRecord[];
  end(topics: readonly Topic[]): Position;
  committed(group: string, topics: readonly Topic[]): Position;
}

/** A record as it will be stored. */
export interface StoredRecord extends Partition {
  readonly stored: string;
}

/** Opens the files, making the folder when it is missing. */
export function openLmdbFiles(dir: string, prefix: string): LmdbFiles & Closeable {
  const environment = opening(dir, () => openLmdbEnvironment(dir, prefix));
  return { ...filesOf(environment), close: () => environment.close() };
}

/** The files of the generation that is live now. */
export function filesOf(environment: LmdbEnvironment): LmdbFiles {
  const { live, partitions, offsets } = openLive(environment);
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
  let known: string | undefined;
  /** Inside the transaction: a process that stood still must not go on where the log does not. */
  const refuseSealed = (): void => {
    const text = environment.controlText();
    if (text === known) return;
    refuseOtherLive(environment.readControl().control, live);
    known = text;
  };
  return {
    live,
    liveNow: () => {
      environment.refresh();
      return environment.readControl().control.generation;
    },
    transact: (action) => environment.transact(action),
    place: (records) => {
      refuseSealed();
      return placeRecords(records, databaseOf);
    },
    commit: (group, position) => {
      for (const [key, offset] of Object.entries(position)) {
        const committed = Number(offsets.get(`${group}/${key}`) ?? 0);
        // A reader that was left behind by another of its group must not take that one's commits back.
        if (offset > committed) offsets.putSync(`${group}/${key}`, String(offset));
      }
    },
    readRange: (partition, from, room) => readRange(databaseOf(partition), partition, { from, room }),
    end: (topics) => {
      // Other processes may have appended since this one's last read.
      environment.refresh();
      return positionOf(topics, (partition) => endOf(databaseOf(partition)));
    },
    committed: (group, topics) => {
      environment.refresh();
      return positionOf(topics, (partition) =>
        Number(offsets.get(`${group}/${partitionKey(partition)}`) ?? 0),
      );
    },
  };
}

interface LiveDatabases {
  readonly live: LogGeneration;
  /** Record text by offset, for each partition of a topic. */
  readonly partitions: Readonly<Record<Topic, readonly Database<string, number>[]>>;
  readonly offsets: Database<string, string>;
}

function openLive(environment: LmdbEnvironment): LiveDatabases {
  const { control } = environment.readControl();
  const live = liveOf(control);
  const partitions = TOPICS.map((topic) => [
    topic,
    partitionsOf(live, [topic]).map((partition) => environment.records(live.generation, partition)),
  ]);
  return {
    live,
    partitions: Object.fromEntries(partitions) as LiveDatabases["partitions"],
    offsets: environment.offsets(live.generation),
  };
}

/** Puts records at the ends of their databases, in their order; only inside a transaction. */
export function placeRecords(
  records: readonly StoredRecord[],
  databaseOf: (partition: Partition) => Database<string, number>,
): readonly Placed[] {
  // Read inside the transaction, so no other process can take the same offsets.
  const ends = new Map<Database<string, number>, number>();
  return records.map(({ topic, partition, stored }) => {
    const database = databaseOf({ topic, partition });
    const offset = ends.get(database) ?? endOf(database);
    database.putSync(offset, stored, { append: true });
    ends.set(database, offset + 1);
    return { topic, partition, offset };
  });
}

/** Records of a partition from an offset on, as many as there is room for. */
export function readRange(
  database: Database<string, number>,
  { topic, partition }: Partition,
  { from, room }: { readonly from: number; readonly room: BatchRoom },
): readonly LogRecord[] {
  const records: LogRecord[] = [];
  let { characters } = room;
  for (const { key: offset, value } of database.getRange({ start: from, limit: room.records })) {
    const record = decodeRecord({ topic, partition, offset }, value);
    records.push(record);
    characters -= record.text.length;
    if (characters <= 0) break;
  }
  return records;
}

/** First unwritten offset of a partition. */
export function endOf(database: Database<string, number>): number {
  for (const offset of database.getKeys({ reverse: true, limit: 1 })) return offset + 1;
  return 0;
}

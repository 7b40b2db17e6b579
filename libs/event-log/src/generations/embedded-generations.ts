import { setImmediate as nextTurn } from "node:timers/promises";
import { TOPICS } from "@milepost/contracts";
import { MilepostError } from "@milepost/runtime";
import { emptyBatch } from "../batch-room.ts";
import { partitionKey } from "../index.ts";
import type { LogRecord, Partition, ReadOptions } from "../index.ts";
import type { LmdbEnvironment } from "../lmdb-environment.ts";
import { endOf, placeRecords, readRange } from "../lmdb-files.ts";
import { partitionsOf } from "../log-generation.ts";
import type { LogGeneration } from "../log-generation.ts";
import { encodeText } from "../record-text.ts";
import type { GenerationStorage } from "./generation-storage.ts";

const READ_BATCH_RECORDS = 1_000;

/** The generations of a log in LMDB files: databases of one environment, beside those of the log that is open. */
export function generationsOn(environment: LmdbEnvironment): GenerationStorage {
  return {
    readControl: async () => {
      environment.refresh();
      return environment.readControl();
    },
    writeControl: (control, version) =>
      environment.transact(() => {
        if (environment.readControl().version !== version) return false;
        environment.writeControl({ control, version: version + 1 });
        return true;
      }),
    create: async (generation) => {
      // A database is made when it is opened, and none may be opened inside a transaction.
      databasesOf(environment, generation);
    },
    remove: async (generation) => {
      // Emptied, never dropped: whoever has it open reads nothing, instead of another database in its place.
      for (const database of databasesOf(environment, generation))
        await environment.transact(() => database.clearSync());
    },
    // Each append looks at the control record inside its own transaction: written is sealed.
    seal: async () => undefined,
    ends: async (generation, topics) => {
      environment.refresh();
      const partitions = partitionsOf(generation, topics);
      return Object.fromEntries(
        partitions.map((one) => [partitionKey(one), endOf(environment.records(generation.generation, one))]),
      );
    },
    read: (generation, options) => readBatches(environment, generation, options),
    append: (generation, worker, records) => {
      const stored = records.map(({ key, text, ...place }) => ({ ...place, stored: encodeText(key, text) }));
      return environment.transact(() => {
        const { next } = environment.readControl().control;
        if (next?.generation !== generation.generation || next.worker !== worker) throw replaced(generation);
        placeRecords(stored, (partition) => environment.records(generation.generation, partition));
      });
    },
    close: async () => undefined,
  };
}

/** Every database of a generation. */
function databasesOf(
  environment: LmdbEnvironment,
  generation: LogGeneration,
): readonly Pick<ReturnType<LmdbEnvironment["records"]>, "clearSync">[] {
  const partitions = partitionsOf(generation, TOPICS);
  return [
    ...partitions.map((partition) => environment.records(generation.generation, partition)),
    environment.offsets(generation.generation),
  ];
}

async function* readBatches(
  environment: LmdbEnvironment,
  { generation }: LogGeneration,
  { topic, partition, from, to, batchSize = READ_BATCH_RECORDS }: ReadOptions,
): AsyncGenerator<readonly LogRecord[]> {
  const place: Partition = { topic, partition };
  for (let next = from; next < to;) {
    environment.refresh();
    const room = emptyBatch(Math.min(batchSize, to - next));
    const records = readRange(environment.records(generation, place), place, { from: next, room });
    const last = records.at(-1);
    if (last === undefined) return;
    yield records;
    next = last.offset + 1;
    await nextTurn();
  }
}

function replaced({ generation }: LogGeneration): MilepostError {
  return new MilepostError(
    "conflict",
    `Another process took over: generation ${generation} is not made here`,
  );
}

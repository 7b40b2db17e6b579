import { randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rm, stat } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { join } from "node:path";
import type { BackupHeader } from "@milepost/backup";
import { readBackup } from "@milepost/backup/read-backup";
import { verifyBackup } from "@milepost/backup/verify-backup";
import { partitionKey } from "@milepost/event-log";
import type { RecordSource, SourceRecord } from "@milepost/event-log/log-generations";
import { createPlaceMap, fittingPartitions, refuseUnfitPartitions } from "@milepost/event-log/place-map";
import type { Partitions, PlaceMap } from "@milepost/event-log/place-map";
import { MilepostError } from "@milepost/runtime";

const FOLDER = "restores";
/** A file of an upload that was killed is removed after this time. */
const LEFT_MS = 24 * 3_600_000;

export interface ReceiveOptions {
  readonly dataDir: string;
  readonly upload: AsyncIterable<Uint8Array>;
  /** Partition counts of the log whose place it takes. */
  readonly instead: Partitions;
  readonly wanted: Partial<Partitions>;
}

/** A backup that arrived, and is whole. */
export interface ReceivedBackup {
  readonly header: BackupHeader;
  readonly records: number;
  readonly source: RecordSource;
  /** Where its records will stand. */
  readonly map: PlaceMap;
  readonly partitions: Partitions;
  /** Removes the file. */
  readonly remove: () => Promise<void>;
}

/** Writes an upload into a file and looks through it while it comes; a backup that cannot be used leaves nothing. */
export async function receiveBackup(options: ReceiveOptions): Promise<ReceivedBackup> {
  const folder = join(options.dataDir, FOLDER);
  await mkdir(folder, { recursive: true });
  await removeLeft(folder);
  const path = join(folder, `${randomUUID()}.tar`);
  const remove = (): Promise<void> => rm(path, { force: true });
  try {
    const file = await open(path, "wx");
    try {
      return { ...(await lookThrough(kept(options.upload, file), path, options)), remove };
    } finally {
      await file.close();
    }
  } catch (error) {
    await remove();
    throw error;
  }
}

async function lookThrough(
  archive: AsyncIterable<Uint8Array>,
  path: string,
  { instead, wanted }: ReceiveOptions,
): Promise<Omit<ReceivedBackup, "remove">> {
  let told: { readonly map: PlaceMap; readonly partitions: Partitions } | undefined;
  const { header, records } = await verifyBackup(archive, {
    onHeader: (said) => {
      const partitions = fittingPartitions(said.partitions, { instead, wanted });
      refuseUnfitPartitions(said.partitions, partitions);
      told = { partitions, map: createPlaceMap(said.partitions, partitions) };
    },
    onRecords: (partition, some) => {
      for (const { offset, key } of some) told?.map.note({ ...partition, offset, key });
    },
  });
  if (told === undefined) throw new MilepostError("internal", "The backup has no header");
  const { map, partitions } = told;
  const source = backupSource(path, header);
  for (const [key, end] of Object.entries(await source.end())) {
    const [topic, partition] = key.split("/") as [SourceRecord["topic"], string];
    map.noteEnd({ topic, partition: Number(partition) }, end);
  }
  return { header, records, source, map, partitions };
}

/** Hands an upload on and keeps it in a file. */
async function* kept(upload: AsyncIterable<Uint8Array>, file: FileHandle): AsyncGenerator<Uint8Array> {
  for await (const chunk of whole(upload)) {
    await file.writeFile(chunk).catch((error: unknown) => {
      throw (error as NodeJS.ErrnoException).code === "ENOSPC" ? diskFull(error) : error;
    });
    yield chunk;
  }
}

/** An upload, of which is told when it was cut off. */
async function* whole(upload: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  try {
    yield* upload;
  } catch (error) {
    throw new MilepostError("backup_invalid", "The upload was cut off; send it again", { cause: error });
  }
}

/** The records of a backup's file, read once from its beginning to its end: partitions are asked for in its own order. */
function backupSource(path: string, { partitions, position }: BackupHeader): RecordSource {
  const batches = readBackup(createReadStream(path))[Symbol.asyncIterator]();
  let ahead: Awaited<ReturnType<typeof batches.next>> | undefined;
  return {
    partitions,
    end: async () => position,
    read: async function* ({ topic, partition, batchSize = Number.POSITIVE_INFINITY }) {
      for (;;) {
        ahead ??= await batches.next();
        if (ahead.done === true) return;
        const { records, ...of } = ahead.value;
        if (partitionKey(of) !== partitionKey({ topic, partition })) return;
        ahead = undefined;
        for (let from = 0; from < records.length; from += batchSize)
          yield records.slice(from, from + batchSize).map((record) => ({ topic, partition, ...record }));
      }
    },
  };
}

async function removeLeft(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const path = join(folder, name);
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > LEFT_MS) await rm(path, { force: true });
  }
}

function diskFull(cause: unknown): MilepostError {
  return new MilepostError(
    "disk_full",
    "There is no room for the backup in the data folder (MILEPOST_DATA)",
    {
      cause,
    },
  );
}

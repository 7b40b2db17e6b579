import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { extract } from "tar-stream";
import { invalidBackup } from "./invalid-backup.ts";
import { MAX_MEMBER_BYTES } from "./index.ts";
import type { BackupRecord } from "./index.ts";
import { readRecordLine } from "./record-line.ts";

const decompress = promisify(gunzip);

/** A member of an archive, whole. */
export interface Member {
  readonly name: string;
  readonly bytes: Buffer;
}

/** The members of a tar archive, one after the other; rejects with `backup_invalid` when it is none, or ends too early. */
export async function* readMembers(archive: AsyncIterable<Uint8Array>): AsyncGenerator<Member> {
  const entries = extract();
  const source: Failing = {};
  const reading = pipeline(
    Readable.from(noting(archive, source), { objectMode: false }),
    entries as unknown as NodeJS.WritableStream,
  );
  // What fails there fails here, too.
  reading.catch(() => undefined);
  let name = "";
  try {
    for await (const entry of entries) {
      ({ name } = entry.header);
      if (entry.header.size > MAX_MEMBER_BYTES)
        throw invalidBackup(`${name} has ${entry.header.size} bytes; ${MAX_MEMBER_BYTES} are the most`);
      const chunks: Uint8Array[] = [];
      for await (const chunk of entry) chunks.push(chunk as Uint8Array);
      yield { name, bytes: Buffer.concat(chunks) };
    }
    await reading;
  } catch (error) {
    // What it comes from failed, not the archive: no such file, a disk, a connection.
    if (source.failure !== undefined) throw source.failure;
    if (isOurs(error)) throw error;
    const where = name === "" ? "it is no tar archive" : `it cannot be read behind ${name}`;
    throw invalidBackup(`${where} (${error instanceof Error ? error.message : String(error)})`, error);
  }
}

/** The records of a member of the log. */
export async function recordsOf({ name, bytes }: Member): Promise<readonly BackupRecord[]> {
  const text = await decompress(bytes, { maxOutputLength: MAX_MEMBER_BYTES }).catch((error: unknown) => {
    throw invalidBackup(`${name} cannot be decompressed`, error);
  });
  const lines = text.toString("utf8").split("\n");
  if (lines.pop() !== "") throw invalidBackup(`${name} ends in the middle of a line`);
  return lines.map((line, index) => {
    const record = readRecordLine(line);
    if (record !== undefined) return record;
    throw invalidBackup(`line ${index + 1} of ${name} is no record`);
  });
}

interface Failing {
  failure?: Error;
}

/** The same bytes; notes what they ended with when it was a failure. */
async function* noting(archive: AsyncIterable<Uint8Array>, source: Failing): AsyncGenerator<Uint8Array> {
  try {
    yield* archive;
  } catch (error) {
    source.failure = error instanceof Error ? error : new Error(String(error));
    throw error;
  }
}

function isOurs(error: unknown): boolean {
  return error instanceof Error && error.name === "MilepostError";
}

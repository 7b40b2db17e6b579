import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { Topic } from "@milepost/contracts";
import { pack } from "tar-stream";
import type { Pack } from "tar-stream";
import {
  BACKUP_FORMAT,
  BACKUP_FORMAT_VERSION,
  CHECKSUM_MEMBER,
  HEADER_MEMBER,
  MANIFEST_MEMBER,
} from "./index.ts";
import type { BackupHeader, BackupManifest, BackupMember, BackupRecord } from "./index.ts";
import { logMemberName, partitionsInOrder } from "./member-names.ts";
import type { LogMember } from "./member-names.ts";
import { recordLine } from "./record-line.ts";

/** A member of the log has so many records at most, … */
const MEMBER_RECORDS = 20_000;
/** … and ends once it has so many characters. */
const MEMBER_CHARACTERS = 8 * 1024 * 1024;
/** Fast: the log shrinks to a tenth all the same. */
const GZIP = { level: 1 };

const compress = promisify(gzip);

/** Where a backup is: its header is written; a member of the log is; everything but the manifest is; the manifest is. */
export const BACKUP_STEPS = ["begun", "member", "records", "manifest"] as const;
export type BackupStep = (typeof BACKUP_STEPS)[number];

/** A partition's part of the log. */
export interface BackupRange {
  readonly topic: Topic;
  readonly partition: number;
  readonly from: number;
  readonly to: number;
}

export interface WriteBackupOptions {
  readonly header: Omit<BackupHeader, "format" | "version">;
  /** What stands under `configuration/`, by name, as JSON. */
  readonly configuration: Readonly<Record<string, unknown>>;
  /** Records of a partition, in their order. */
  readonly read: (range: BackupRange) => AsyncIterable<readonly BackupRecord[]>;
  readonly onStep?: ((step: BackupStep) => void) | undefined;
}

/**
 * A backup as a stream of bytes. It is made as fast as it is read and takes the memory of two members. When the log cannot
 * be read to the end, the stream fails: it never ends without its manifest.
 */
export function writeBackup(options: WriteBackupOptions): Readable {
  const archive = pack();
  const writing = write(archive, options);
  writing.catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  );
  return Readable.from(archive, { objectMode: false });
}

async function write(archive: Pack, options: WriteBackupOptions): Promise<void> {
  const { header, configuration, onStep } = options;
  const members: BackupMember[] = [];
  const add = async (name: string, bytes: Buffer, more: Partial<BackupMember> = {}): Promise<void> => {
    await writeMember(archive, name, bytes);
    members.push({ name, bytes: bytes.length, sha256: sha256(bytes), ...more });
  };
  const whole = { format: BACKUP_FORMAT, version: BACKUP_FORMAT_VERSION, ...header } as const;
  await add(HEADER_MEMBER, jsonBytes(whole));
  for (const [name, value] of Object.entries(configuration))
    await add(`configuration/${name}.json`, jsonBytes(value));
  onStep?.("begun");
  let records = 0;
  for await (const { name, lines, first, last } of segments(options)) {
    records += lines.length;
    const bytes = await compress(Buffer.from(`${lines.join("\n")}\n`), GZIP);
    await add(name, bytes, { records: lines.length, firstOffset: first, lastOffset: last });
    onStep?.("member");
  }
  onStep?.("records");
  const manifest: BackupManifest = { backup: header.backup, records, members };
  const bytes = jsonBytes(manifest);
  await writeMember(archive, MANIFEST_MEMBER, bytes);
  await writeMember(archive, CHECKSUM_MEMBER, Buffer.from(`${sha256(bytes)}  ${MANIFEST_MEMBER}\n`));
  onStep?.("manifest");
  archive.finalize();
}

interface Segment {
  readonly name: string;
  readonly lines: readonly string[];
  readonly first: number;
  readonly last: number;
}

async function* segments({ header, read }: WriteBackupOptions): AsyncGenerator<Segment> {
  for (const partition of partitionsInOrder(header.partitions)) {
    const to = header.position[`${partition.topic}/${partition.partition}`] ?? 0;
    if (to > 0) yield* segmentsOf(partition, read({ ...partition, from: 0, to }));
  }
}

async function* segmentsOf(
  partition: Omit<LogMember, "number">,
  batches: AsyncIterable<readonly BackupRecord[]>,
): AsyncGenerator<Segment> {
  let number = 0;
  let lines: string[] = [];
  let characters = 0;
  let first = 0;
  let last = 0;
  const cut = (): Segment => {
    const segment = { name: logMemberName({ ...partition, number }), lines, first, last };
    number += 1;
    lines = [];
    characters = 0;
    return segment;
  };
  for await (const batch of batches) {
    for (const record of batch) {
      const line = recordLine(record);
      if (lines.length === 0) first = record.offset;
      last = record.offset;
      lines.push(line);
      characters += line.length;
      if (lines.length >= MEMBER_RECORDS || characters >= MEMBER_CHARACTERS) yield cut();
    }
  }
  if (lines.length > 0) yield cut();
}

/** Resolves once the reader has room for more. */
function writeMember(archive: Pack, name: string, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    archive.entry({ name, size: bytes.length }, bytes, (error) => {
      if (error === undefined || error === null) resolve();
      else reject(error);
    });
  });
}

function jsonBytes(value: unknown): Buffer {
  return Buffer.from(`${JSON.stringify(value, undefined, 2)}\n`);
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

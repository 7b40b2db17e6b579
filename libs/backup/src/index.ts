import { TOPICS } from "@milepost/contracts";
import { z } from "zod";

/**
 * A backup is a tar archive. Its members, in this order:
 * - `milepost-backup.json`: what it is a backup of (`BackupHeader`);
 * - `configuration/<name>.json`: settings and plan, for people to read; nothing is restored from them;
 * - `log/<topic>/<partition>/<number>.ndjson.gz`: records, one a line, in the order of their offsets (`BackupRecord`);
 *   topics in the reverse order of `REFERRING_FIRST`, partitions and numbers ascending;
 * - `manifest.json`: size and SHA-256 of every member before it, and how many records they hold (`BackupManifest`);
 * - `manifest.sha256`: its SHA-256, as `sha256sum` writes it.
 */
export const BACKUP_FORMAT = "milepost-backup";
/** The version of the format that is written, and the only one that is read. */
export const BACKUP_FORMAT_VERSION = 1;

export const HEADER_MEMBER = "milepost-backup.json";
export const MANIFEST_MEMBER = "manifest.json";
export const CHECKSUM_MEMBER = "manifest.sha256";

/** A member has this many bytes at most, before and after it is decompressed. */
export const MAX_MEMBER_BYTES: number = 256 * 1024 * 1024;

const count = z.int().nonnegative();
const partitions = z.record(z.enum(TOPICS), z.int().positive());
const position = z.record(z.string(), count);

export const backupHeaderSchema = z.object({
  format: z.literal(BACKUP_FORMAT),
  version: z.literal(BACKUP_FORMAT_VERSION),
  /** Id of the backup. */
  backup: z.string(),
  createdAt: z.iso.datetime(),
  /** Version of the Milepost that wrote it. */
  milepost: z.string(),
  /** Id of the deployment whose log it is. */
  deployment: z.string(),
  generation: z.int().positive(),
  partitions,
  /** First offset that is not in it, for each partition: read at the beginning, and nothing that came later is in it. */
  position,
  /** False: names, addresses and what people wrote are left out. */
  people: z.boolean(),
});
export type BackupHeader = z.infer<typeof backupHeaderSchema>;

const member = z.object({
  name: z.string(),
  bytes: count,
  sha256: z.string(),
  /** Of a member of the log. */
  records: count.optional(),
  firstOffset: count.optional(),
  lastOffset: count.optional(),
});
export type BackupMember = z.infer<typeof member>;

export const backupManifestSchema = z.object({
  backup: z.string(),
  records: count,
  members: z.array(member),
});
export type BackupManifest = z.infer<typeof backupManifestSchema>;

/** One record of the log as a backup keeps it. */
export interface BackupRecord {
  readonly offset: number;
  readonly key: string;
  /** What was stored, character by character. */
  readonly text: string;
}

/** A backup that was read to its end and is whole. */
export interface VerifiedBackup {
  readonly header: BackupHeader;
  readonly records: number;
  /** Bytes of the archive. */
  readonly bytes: number;
}

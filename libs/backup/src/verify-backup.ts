import { createHash } from "node:crypto";
import type { Topic } from "@milepost/contracts";
import {
  BACKUP_FORMAT,
  BACKUP_FORMAT_VERSION,
  backupHeaderSchema,
  backupManifestSchema,
  CHECKSUM_MEMBER,
  HEADER_MEMBER,
  MANIFEST_MEMBER,
} from "./index.ts";
import type { BackupHeader, BackupManifest, BackupMember, BackupRecord, VerifiedBackup } from "./index.ts";
import { MilepostError } from "@milepost/runtime/errors";
import { invalidBackup } from "./invalid-backup.ts";
import { logMember, partitionsInOrder } from "./member-names.ts";
import type { LogMember } from "./member-names.ts";
import { readMembers, recordsOf } from "./read-members.ts";
import type { Member } from "./read-members.ts";

export interface VerifyOptions {
  /** Told what the archive says it is, before anything else of it is read; may reject it. */
  readonly onHeader?: (header: BackupHeader) => void;
  /** Told of every record, in the archive's order, before it is known that the archive is whole. */
  readonly onRecords?: (partition: BackupPartition, records: readonly BackupRecord[]) => void;
}

/** A partition of the log that a backup was made of. */
export interface BackupPartition {
  readonly topic: Topic;
  readonly partition: number;
}

/** What was found of an archive so far. */
interface Found {
  readonly members: BackupMember[];
  header: BackupHeader | undefined;
  manifest: BackupManifest | undefined;
  manifestSha256: string;
  isChecked: boolean;
  last: { readonly member: LogMember; readonly offset: number } | undefined;
  /** What is wrong with the first member that holds no records; its checksum is compared all the same, once the manifest says it. */
  unreadable: Error | undefined;
}

/**
 * Reads an archive to its end and compares every byte of it with its manifest. Rejects with `backup_invalid` and what is
 * wrong with the first member that is damaged, missing, or does not belong there.
 */
export async function verifyBackup(
  archive: AsyncIterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<VerifiedBackup> {
  let bytes = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array> {
    for await (const chunk of archive) {
      bytes += chunk.length;
      yield chunk;
    }
  };
  const found: Found = {
    members: [],
    header: undefined,
    manifest: undefined,
    manifestSha256: "",
    isChecked: false,
    last: undefined,
    unreadable: undefined,
  };
  for await (const member of readMembers(counted())) await take(member, found, options);
  if (found.unreadable !== undefined) throw found.unreadable;
  if (found.header === undefined) throw invalidBackup("it is empty");
  if (!found.isChecked || found.manifest === undefined)
    throw invalidBackup("it ends before its manifest: it was cut off while it was written or copied");
  return { header: found.header, records: found.manifest.records, bytes };
}

async function take(member: Member, found: Found, options: VerifyOptions): Promise<void> {
  const { name, bytes } = member;
  if (found.isChecked) throw invalidBackup(`${name} stands behind the manifest`);
  if (found.header === undefined) {
    found.header = headerIn(member);
    options.onHeader?.(found.header);
  }
  if (name === CHECKSUM_MEMBER) return checkManifest(member, found);
  if (found.manifest !== undefined) throw invalidBackup(`${name} stands behind the manifest`);
  if (name === MANIFEST_MEMBER) {
    found.manifest = manifestIn(member, found);
    found.manifestSha256 = sha256(bytes);
    return;
  }
  const place = logMember(name);
  const about = { name, bytes: bytes.length, sha256: sha256(bytes) };
  if (place === undefined) {
    if (name !== HEADER_MEMBER && !name.startsWith("configuration/"))
      throw invalidBackup(`${name} does not belong into a backup`);
    found.members.push(about);
    return;
  }
  const records = found.unreadable === undefined ? await readable(member, found) : undefined;
  if (records === undefined) {
    found.members.push(about);
    return;
  }
  checkPlace(name, place, { records, found, header: found.header });
  found.members.push({
    ...about,
    records: records.length,
    firstOffset: records[0]?.offset,
    lastOffset: records.at(-1)?.offset,
  });
  options.onRecords?.(place, records);
}

/** The records of a member; undefined, and it is noted why, when it holds none. */
async function readable(member: Member, found: Found): Promise<readonly BackupRecord[] | undefined> {
  try {
    return await recordsOf(member);
  } catch (error) {
    if (!(error instanceof MilepostError)) throw error;
    found.unreadable = error;
    return undefined;
  }
}

function headerIn({ name, bytes }: Member): BackupHeader {
  const value = name === HEADER_MEMBER ? jsonIn(bytes) : undefined;
  const { format, version, milepost } = (value ?? {}) as Partial<Record<keyof BackupHeader, unknown>>;
  if (format !== BACKUP_FORMAT)
    throw invalidBackup(`it does not begin with ${HEADER_MEMBER}, as a backup does`);
  if (version !== BACKUP_FORMAT_VERSION) {
    throw invalidBackup(
      `it was written by Milepost ${String(milepost)} in version ${String(version)} of the format, this Milepost reads version ${BACKUP_FORMAT_VERSION}: restore it with a Milepost that reads it`,
    );
  }
  const header = backupHeaderSchema.safeParse(value);
  if (header.success) return header.data;
  throw invalidBackup(`${HEADER_MEMBER} is not as it must be: ${header.error.issues[0]?.path.join(".")}`);
}

/** Records of a partition stand in the order of their offsets, below the position that the header names. */
function checkPlace(
  name: string,
  place: LogMember,
  {
    records,
    found,
    header,
  }: { readonly records: readonly BackupRecord[]; readonly found: Found; readonly header: BackupHeader },
): void {
  const order = partitionsInOrder(header.partitions).map(({ topic, partition }) => `${topic}/${partition}`);
  const rank = order.indexOf(`${place.topic}/${place.partition}`);
  if (rank < 0) throw invalidBackup(`${name} is of a partition that the log does not have`);
  const { last } = found;
  const isSame = last?.member.topic === place.topic && last.member.partition === place.partition;
  const lastRank = last === undefined ? -1 : order.indexOf(`${last.member.topic}/${last.member.partition}`);
  const isNext = isSame ? place.number === last.member.number + 1 : place.number === 0 && rank > lastRank;
  if (!isNext) throw invalidBackup(`${name} does not stand where it must: a member before it is missing`);
  const end = header.position[`${place.topic}/${place.partition}`] ?? 0;
  let offset = isSame ? last.offset : -1;
  for (const record of records) {
    if (record.offset <= offset || record.offset >= end)
      throw invalidBackup(
        `${name} has offset ${record.offset}, which must be above ${offset} and below ${end}`,
      );
    ({ offset } = record);
  }
  found.last = { member: place, offset };
}

function manifestIn({ name, bytes }: Member, { members, header, unreadable }: Found): BackupManifest {
  const parsed = backupManifestSchema.safeParse(jsonIn(bytes));
  if (!parsed.success) throw invalidBackup(`${name} cannot be read`);
  const manifest = parsed.data;
  if (manifest.backup !== header?.backup) throw invalidBackup(`${name} is of another backup`);
  const found = new Map(members.map((member) => [member.name, member]));
  for (const listed of manifest.members) {
    const there = found.get(listed.name);
    if (there === undefined) throw invalidBackup(`${listed.name} is missing`);
    if (there.sha256 !== listed.sha256 || there.bytes !== listed.bytes)
      throw damaged(listed.name, { wanted: listed, found: there });
    // Its checksum is right, and it is no records all the same: it was written so.
    if (unreadable !== undefined) continue;
    const isSame = (["records", "firstOffset", "lastOffset"] as const).every(
      (each) => there[each] === listed[each],
    );
    if (!isSame) throw invalidBackup(`${listed.name} does not hold the records that the manifest says`);
    found.delete(listed.name);
  }
  const [unlisted] = found.keys();
  if (unlisted !== undefined) throw invalidBackup(`${unlisted} is not in the manifest`);
  if (unreadable !== undefined) throw unreadable;
  const records = members.reduce((sum, member) => sum + (member.records ?? 0), 0);
  if (records !== manifest.records)
    throw invalidBackup(`${name} counts ${manifest.records} records, ${records} are there`);
  return manifest;
}

function checkManifest({ name, bytes }: Member, found: Found): void {
  if (found.manifest === undefined) throw invalidBackup(`${name} stands before ${MANIFEST_MEMBER}`);
  const [wanted] = bytes.toString("utf8").split(" ");
  if (wanted !== found.manifestSha256)
    throw invalidBackup(
      `${MANIFEST_MEMBER} is damaged: its SHA-256 is ${found.manifestSha256}, ${name} says ${wanted}`,
    );
  found.isChecked = true;
}

interface Sum {
  readonly sha256: string;
  readonly bytes: number;
}

function damaged(
  name: string,
  { wanted, found }: { readonly wanted: Sum; readonly found: Sum },
): MilepostError {
  return invalidBackup(
    `${name} is damaged: its SHA-256 is ${found.sha256} (${found.bytes} bytes), the manifest says ${wanted.sha256} (${wanted.bytes} bytes)`,
  );
}

function jsonIn(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}

function sha256(bytes: Buffer): string {
  return createHash("sha256").update(bytes).digest("hex");
}

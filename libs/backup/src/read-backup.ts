import type { BackupRecord } from "./index.ts";
import { logMember } from "./member-names.ts";
import { readMembers, recordsOf } from "./read-members.ts";
import type { BackupPartition } from "./verify-backup.ts";

/** Records of one partition that stand together in an archive. */
export interface BackupBatch extends BackupPartition {
  readonly records: readonly BackupRecord[];
}

/** The records of an archive that was verified, in its order. */
export async function* readBackup(archive: AsyncIterable<Uint8Array>): AsyncGenerator<BackupBatch> {
  for await (const member of readMembers(archive)) {
    const place = logMember(member.name);
    if (place === undefined) continue;
    const { topic, partition } = place;
    yield { topic, partition, records: await recordsOf(member) };
  }
}

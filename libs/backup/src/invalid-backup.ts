import { MilepostError } from "@milepost/runtime/errors";

/** The error of an archive that is damaged, is none, or is of a version that cannot be read. */
export function invalidBackup(problem: string, cause?: unknown): MilepostError {
  return new MilepostError("backup_invalid", `The backup cannot be used: ${problem}`, { cause });
}

import type { VerifyOptions } from "@milepost/backup/verify-backup";
import { counted } from "./log-standing.ts";

const SAY_EVERY_MS = 2_000;

/** Says how far a backup is read. */
export function lookingThrough(verb: string, say: (text: string) => void): VerifyOptions {
  let records = 0;
  let total = 0;
  let saidAt = performance.now();
  return {
    onHeader: ({ position }) => {
      total = Object.values(position).reduce((sum, offset) => sum + offset, 0);
    },
    onRecords: (_partition, more) => {
      records += more.length;
      if (performance.now() - saidAt < SAY_EVERY_MS) return;
      saidAt = performance.now();
      say(`${verb} ${counted(records)} of ${counted(total)} records`);
    },
  };
}

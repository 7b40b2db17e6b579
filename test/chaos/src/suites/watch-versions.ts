import { setTimeout as delay } from "node:timers/promises";
import type { Ask } from "../compare.ts";

const ASKED_EVERY_MS = 400;

/** What must never go back, asked again and again: the reading that counts for a period, and the version of derived rows. */
const WATCHED: Readonly<Record<string, string>> = {
  observations:
    "SELECT concat(kpi, '/', series, '/', kind, '/', period_label) AS key, concat(toString(time), ' ', leftPad(toString(log_offset), 12, '0')) AS version FROM observations",
  goal_progress:
    "SELECT goal AS key, leftPad(toString(max(version)), 12, '0') AS version FROM goal_progress GROUP BY goal",
};

/** Watches tables until it is stopped. */
export interface VersionWatch {
  /** Resolves with what went back, in words; undefined: nothing did. */
  stop(): Promise<string | undefined>;
}

/** Begins to watch; a moment at which nobody answers is passed over. */
export function watchVersions(ask: Ask): VersionWatch {
  const seen = new Map<string, string>();
  const wentBack: string[] = [];
  let stopping = false;
  const look = async (table: string, sql: string): Promise<void> => {
    const rows = await ask(sql).catch(() => []);
    for (const row of rows) {
      const key = `${table} ${String(row["key"])}`;
      const version = String(row["version"]);
      const before = seen.get(key);
      if (before !== undefined && version < before) wentBack.push(`${key}: from ${before} to ${version}`);
      seen.set(key, version);
    }
  };
  const watch = async (): Promise<void> => {
    while (!stopping) {
      for (const [table, sql] of Object.entries(WATCHED)) await look(table, sql);
      await delay(ASKED_EVERY_MS);
    }
  };
  const watching = watch();
  return {
    stop: async () => {
      stopping = true;
      await watching;
      return wentBack.length === 0 ? undefined : `versions went back: ${wentBack.slice(0, 3).join("; ")}`;
    },
  };
}

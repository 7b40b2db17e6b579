import { TOPICS } from "@milepost/contracts";
import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import type { Probe } from "@milepost/runtime";

/** Looks whether every topic of the log answers, and whether one ends before where it ended once: records are never removed. */
export function lookAtLog(log: EventLog): Probe {
  const furthest = new Map<string, number>();
  return async () => {
    const end: Position = await log.end(TOPICS);
    const lost: string[] = [];
    for (const [key, offset] of Object.entries(end)) {
      const before = furthest.get(key) ?? 0;
      if (offset < before) lost.push(`${key} ended at ${before} and ends at ${offset} now`);
      furthest.set(key, Math.max(before, offset));
    }
    if (lost.length === 0) return undefined;
    return `${lost.join(", ")}: records are lost; restore a backup, or go back to a kept generation (docs/operations.md, "A topic is gone")`;
  };
}

import type { DifferingRow } from "@milepost/store/comparison/differing-rows";
import type { Sample } from "./report.ts";

type Columns = Readonly<Record<string, string | null>>;

/** A row that differs as people read it: its key, and of its columns those that are not the same on both sides. */
export function readSample({ key, live, rebuilt }: DifferingRow): Sample {
  // Where several rows share a key, those that both sides have say nothing.
  const onlyLive = live.find((row) => !rebuilt.includes(row)) ?? live[rebuilt.length];
  const onlyRebuilt = rebuilt.find((row) => !live.includes(row)) ?? rebuilt[live.length];
  const left = onlyLive === undefined ? null : columnsOf(onlyLive);
  const right = onlyRebuilt === undefined ? null : columnsOf(onlyRebuilt);
  const columns = columnsOf(key);
  if (left === null || right === null) return { key: columns, live: left, rebuilt: right };
  const differing = Object.keys(left).filter((column) => left[column] !== right[column]);
  return { key: columns, live: only(left, differing), rebuilt: only(right, differing) };
}

function columnsOf(json: string): Columns {
  return JSON.parse(json) as Columns;
}

function only(columns: Columns, names: readonly string[]): Columns {
  return Object.fromEntries(names.map((name) => [name, columns[name] ?? null]));
}

import { randomBytes } from "node:crypto";
import type { Position } from "@milepost/contracts";
import type { Store } from "@milepost/store";
import { SHADOW_ID_CHARACTERS, shadowDatabase } from "@milepost/store";
import { REBUILD_STATES, rebuildStates } from "@milepost/store/queries/rebuild-states";
import type { RebuildReason, RebuildState, RebuildStateRow } from "@milepost/store/queries/rebuild-states";
import { furthest } from "../position.ts";
import { comparisonSchema } from "./report.ts";
import type { Comparison } from "./report.ts";

/** A rebuild as its journal tells it. */
export interface JournalEntry {
  readonly rebuild: string;
  readonly reason: RebuildReason;
  readonly state: RebuildState;
  /** The newest attempt's; a later one is greater. */
  readonly attempt: string;
  readonly build: number;
  readonly generation: number;
  /** The database of its tables. */
  readonly shadow: string;
  /** Up to where its tables certainly hold the log. */
  readonly position: Position;
  readonly records: number;
  readonly total: number;
  /** Table → unchanging id of its rebuilt form, from the exchange on. */
  readonly tables: Readonly<Record<string, string>> | undefined;
  readonly comparison: Comparison | undefined;
  /** What that comes to; null: nothing was compared yet. */
  readonly differed: boolean | null;
  /** Why the newest attempt ended early. */
  readonly failure: string | null;
  readonly startedAt: string;
  readonly changedAt: string;
}

/** Every rebuild, the oldest first, without what comparisons found. */
export async function readJournal(store: Store): Promise<readonly JournalEntry[]> {
  const rows = await store.query(rebuildStates());
  const byRebuild = Map.groupBy(rows, ({ rebuild }) => rebuild);
  return [...byRebuild.values()].flatMap((states) => entryOf(states) ?? []);
}

/** One rebuild; undefined: there is none of that id. */
export async function readEntry(store: Store, rebuild: string): Promise<JournalEntry | undefined> {
  return entryOf(await store.query(rebuildStates(rebuild)));
}

/** Writes down what an entry has come to; `version` grows with each line of an attempt (epoch milliseconds, or more). */
export async function writeJournal(store: Store, entry: JournalEntry, version: number): Promise<void> {
  const { tables, comparison, startedAt, changedAt, position, differed: _, ...columns } = entry;
  const line = {
    ...columns,
    position: JSON.stringify(position),
    tables: tables === undefined ? "" : JSON.stringify(tables),
    report: comparison === undefined ? "" : JSON.stringify(comparison),
    started_at: startedAt,
    changed_at: changedAt,
    version,
  };
  await store.insert("rebuild_states", [JSON.stringify(line)]);
}

/** True while somebody has to go on with a rebuild, or drop it. */
export function isOpen({ state }: JournalEntry): boolean {
  return state !== "done" && state !== "dropped";
}

/** True once its tables may have begun to become live: then it can only be completed. */
export function isBeingExchanged({ state }: JournalEntry): boolean {
  return state === "exchanging" || state === "exchanged";
}

export interface NewRebuild {
  readonly reason: RebuildReason;
  readonly generation: number;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** A rebuild that nobody has begun, after those that were. */
export function newEntry(
  store: Store,
  earlier: readonly JournalEntry[],
  { reason, generation, now }: NewRebuild,
): JournalEntry {
  const at = new Date(now).toISOString();
  const rebuild = `${at}-${randomId()}`;
  return {
    ...UNTOUCHED,
    rebuild,
    reason,
    state: "replaying",
    build: 1 + Math.max(0, ...earlier.map(({ build }) => build)),
    generation,
    shadow: shadowDatabase(store.database, rebuild),
    startedAt: at,
    changedAt: at,
  };
}

const UNTOUCHED = {
  attempt: "",
  position: {},
  records: 0,
  total: 0,
  tables: undefined,
  comparison: undefined,
  differed: null,
  failure: null,
} as const;

/** What says that the live tables are the first ones, that no rebuild made. */
export function firstEntry(generation: number, now: number): JournalEntry {
  const at = new Date(now).toISOString();
  return {
    ...UNTOUCHED,
    rebuild: "first",
    reason: "first",
    state: "done",
    build: 0,
    generation,
    shadow: "",
    startedAt: at,
    changedAt: at,
  };
}

const ATTEMPT_DIGITS = 4;

/** The id of the next attempt: greater than the one before, and another process' next one is another. */
export function nextAttempt({ attempt }: JournalEntry): string {
  const number = 1 + (attempt === "" ? 0 : Number(attempt.slice(0, ATTEMPT_DIGITS)));
  return `${String(number).padStart(ATTEMPT_DIGITS, "0")}_${randomId()}`;
}

function randomId(): string {
  return randomBytes(SHADOW_ID_CHARACTERS / 2).toString("hex");
}

function entryOf(rows: readonly RebuildStateRow[]): JournalEntry | undefined {
  // The query gives them by attempt, and those of an attempt in the order in which they were noted.
  const latest = rows.at(-1);
  if (latest === undefined) return undefined;
  const tables = rows.findLast((row) => row.tables !== "")?.tables;
  const report = rows.findLast((row) => row.report !== "")?.report;
  return {
    rebuild: latest.rebuild,
    reason: latest.reason,
    // What a later attempt begins anew does not take a rebuild back: once its tables may be live, it stays so.
    state: rows.map(({ state }) => state).reduce(further),
    attempt: latest.attempt,
    build: latest.build,
    generation: latest.generation,
    shadow: latest.shadow,
    // Tables only ever gain rows: what any attempt noted of these holds for all that follow.
    position: rows.map(({ position }) => JSON.parse(position) as Position).reduce(furthest, {}),
    records: latest.records,
    total: latest.total,
    tables: tables === undefined ? undefined : (JSON.parse(tables) as Record<string, string>),
    comparison: report === undefined ? undefined : comparisonSchema.parse(JSON.parse(report)),
    differed: rows.findLast(({ differed }) => differed !== null)?.differed ?? null,
    failure: latest.failure,
    startedAt: latest.started_at,
    changedAt: latest.changed_at,
  };
}

function further(left: RebuildState, right: RebuildState): RebuildState {
  return REBUILD_STATES.indexOf(left) >= REBUILD_STATES.indexOf(right) ? left : right;
}

import type { Position } from "@milepost/contracts";
import type { EventLog } from "@milepost/event-log";
import { emptyPlan } from "@milepost/plan";
import type { PlanState } from "@milepost/plan";
import type { Clock } from "@milepost/runtime";
import type { Store } from "@milepost/store";
import { baseDatabase, shadowDatabase } from "@milepost/store";
import { checksum } from "@milepost/store/checksum";
import { createBaseTable } from "@milepost/store/schema/base-table";
import { REBUILT_TABLES } from "@milepost/store/schema/base-tables";
import { derive } from "../derive/derive.ts";
import { ALL_DIRTY } from "../derive/dirt.ts";
import type { Gate } from "../gate.ts";
import { versionOf } from "../position.ts";
import { completeExchange, openJournal, rebuildId } from "./exchange.ts";
import { replay } from "./replay.ts";
import type { RebuildReport, TableComparison } from "./report.ts";
import { reportLines } from "./report.ts";

/** The log's generation that is read: the first one until a restore makes the next. */
const GENERATION = 1;

/** What a rebuild must know of the live projection. */
interface Live {
  readonly gate: Gate;
  /** Position of the base rows. */
  readonly position: () => Position;
  /** Resolves once the derived rows are up to date with a position. */
  readonly waitDerived: (position: Position) => Promise<void>;
}

export interface RebuildOptions {
  readonly log: EventLog;
  readonly store: Store;
  readonly clock: Clock;
  readonly live: Live;
  /** Ends the rebuild while nothing is live yet. */
  readonly signal: AbortSignal;
  readonly onProgress: ((progress: RebuildProgress) => void) | undefined;
}

/** How far a rebuild is. */
export interface RebuildProgress {
  readonly phase: "replaying" | "comparing" | "exchanging";
  /** Log records read so far. */
  readonly records: number;
}

/**
 * Replays the log into a shadow database while the live one goes on; then holds the gate, catches up, compares, and
 * makes the rebuilt tables live one by one.
 */
export async function rebuildTables(options: RebuildOptions): Promise<RebuildReport> {
  const { log, store, clock, live, signal } = options;
  const startedAt = clock.now();
  const base = shadowDatabase(store.database);
  await createShadow(store, base);
  const onProgress = (records: number): void => options.onProgress?.({ phase: "replaying", records });
  const target = { log, store, base, signal, onProgress };
  const bulk = live.position();
  const plan = await replay({ ...target, from: {}, to: bulk, plan: emptyPlan });
  const release = await live.gate.hold();
  try {
    const position = live.position();
    const caughtUp = await replay({ ...target, from: bulk, to: position, plan });
    const report = await compareWithLive(options, { startedAt, position, plan: caughtUp });
    options.onProgress?.({ phase: "exchanging", records: versionOf(position) });
    await openJournal(store, { rebuild: report.rebuild, report: reportLines(report) });
    await completeExchange(store);
    release();
    return report;
  } catch (error) {
    // Once the journal is open only its completion may let new rows in: they would be lost with the old tables.
    if (!(await isExchanging(store))) release();
    throw error;
  }
}

interface Replayed {
  readonly startedAt: number;
  readonly position: Position;
  readonly plan: PlanState;
}

async function compareWithLive(options: RebuildOptions, replayed: Replayed): Promise<RebuildReport> {
  const { store, clock, live } = options;
  const { position, plan } = replayed;
  const base = shadowDatabase(store.database);
  await derive({ store, base, position, plan, dirt: ALL_DIRTY, known: new Map() });
  await live.waitDerived(position);
  options.onProgress?.({ phase: "comparing", records: versionOf(position) });
  const tables = await compareAll(store);
  return {
    rebuild: rebuildId(replayed.startedAt),
    startedAt: new Date(replayed.startedAt).toISOString(),
    finishedAt: new Date(clock.now()).toISOString(),
    position,
    generation: GENERATION,
    differed: tables.some((table) => table.differed),
    tables,
  };
}

async function createShadow(store: Store, base: string): Promise<void> {
  await store.command(`DROP DATABASE IF EXISTS ${base} SYNC`);
  await store.command(`CREATE DATABASE ${base}`);
  for (const table of REBUILT_TABLES) await store.command(createBaseTable(table, base));
}

async function compareAll(store: Store): Promise<TableComparison[]> {
  const comparisons: TableComparison[] = [];
  for (const table of REBUILT_TABLES) {
    const [live] = await store.query(checksum(table, baseDatabase(store.database)));
    const [rebuilt] = await store.query(checksum(table, shadowDatabase(store.database)));
    comparisons.push({
      table: table.name,
      differed: live?.checksum !== rebuilt?.checksum || live?.rows !== rebuilt?.rows,
      liveRows: live?.rows ?? 0,
      rebuiltRows: rebuilt?.rows ?? 0,
      liveChecksum: live?.checksum ?? "",
      rebuiltChecksum: rebuilt?.checksum ?? "",
    });
  }
  return comparisons;
}

/** True also when nobody can tell: keeping rows waiting loses nothing. */
async function isExchanging(store: Store): Promise<boolean> {
  try {
    const rows = await store.query({
      name: "open rebuild journal",
      sql: "SELECT rebuild FROM {base:Identifier}.rebuild_journal FINAL WHERE state = 'exchanging'",
      params: {},
    });
    return rows.length > 0;
  } catch {
    return true;
  }
}
